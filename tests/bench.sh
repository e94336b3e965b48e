#!/bin/bash
# gilvm bench: tiny runs of what it measures, what the files that it writes hold, and how it ends. No figure is judged but those
# that cannot vary.
#
#   GILVM=./gilvm
cd "$(dirname "$0")/.." || exit 2
. tests/environment.sh
gilvm=$(realpath "${GILVM:-./gilvm}")
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0

# ok NAME COMMAND...: it ends with 0. What the one before wrote is in $tmp/before.
ok() {
    local name=$1
    shift
    [ ! -f "$tmp/log" ] || mv "$tmp/log" "$tmp/before"
    if "$@" >"$tmp/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        tail -n 20 "$tmp/log"
    fi
}

# ends CODE WORDS COMMAND...: its exit code, and what it says on standard error.
ends() {
    local code=$1 words=$2 got
    shift 2
    "$@" 2>"$tmp/err"
    got=$?
    [ $got = "$code" ] && { [ -z "$words" ] || grep -qF -- "$words" "$tmp/err"; } && return
    echo "exit code $got, not $code, or not '$words':"
    cat "$tmp/err"
    return 1
}

says() { grep -qE -- "$1" "$2" || { cat "$2"; return 1; }; }

cat >"$tmp/own.py" <<'EOF'
import sys
import threading


def count():
    n = 20000
    while n:
        n -= 1


both = [threading.Thread(target=count) for i in range(2)]
for t in both:
    t.start()
for t in both:
    t.join()
print("words=%d last=%s label=none" % (len(sys.argv) - 1, sys.argv[-1]))
EOF
echo 'import sys; sys.exit("it broke")' >"$tmp/broken.py"
echo 'import time; time.sleep(60)' >"$tmp/long.py"

# One's own script: its figures are columns, its arguments reach it, in each kind of file.
cat >"$tmp/look.py" <<'EOF'
import json
import sys

folder, what = sys.argv[1:]
text = open(folder + "/own." + what).read()
if what == "html":
    assert "http" not in text.replace("http://www.w3.org/", ""), "the page loads something"
    text = text.split('id="data">')[1].split("</script>")[0]
if what in ("html", "json"):
    data = json.loads(text)
    bench, = data["benches"]
    assert [c["under"] for c in bench["cells"]] == ["tick:50", "fifo"], bench["cells"]
    for c in bench["cells"]:
        v = c["values"]
        assert v["words"] == [3, 3] and v["last"] == [7, 7] and "label" not in v, v
        assert all(x > 0 for n in ("wall", "cpu", "steps_s", "switches") for x in v[n]), v
        assert c["errors"] == [] and c["case"] == "a --flag 7", c
    names = [f["name"] for f in bench["figures"]]
    assert names[:4] == ["words", "last", "steps_s", "wall"] and names[-1] == "wait_max_ns", names
    assert bench["spreads"] == [[["wait_p50_ns", "50 %"], ["wait_p99_ns", "99 %"], ["wait_max_ns", "all"]]], bench["spreads"]
elif what == "csv":
    rows = [line.split(",") for line in text.splitlines()]
    assert rows[0] == "bench,case,cores,under,figure,median,min,max,runs".split(","), rows[0]
    assert all(len(r) == 9 and r[8] == "2" and float(r[6]) <= float(r[5]) <= float(r[7]) for r in rows[1:])
    assert ["a --flag 7", "", "fifo", "last", "7.0"] in [r[1:6] for r in rows]
else:
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert len(table) == 4 and len({line.count("|") for line in table}) == 1, table
EOF
for what in html json csv md; do
    ok "own script, $what" "$gilvm" bench "$tmp/own.py" a --flag --gil=tick:50,fifo --runs=2 -o "$tmp/own.$what" 7
    ok "what $what holds" "$gilvm" "$tmp/look.py" "$tmp" $what
done
ok "behind -- all is the script's" "$gilvm" bench --gil=fifo --runs 1 "$tmp/own.py" -- --gil=none 8
ok "... and shown" says 'gil=none 8 +fifo +2 +8 ' "$tmp/before"

# What is built in.
ok "benchmarks" "$gilvm" bench io handover processes --gil=interval --runs=1 -o "$tmp/some.csv"
ok "... all cases" test "$(grep -cE '^(io|processes),.*,wall,|^handover,.*,rate,' "$tmp/some.csv")" = 12
ok "latencies" "$gilvm" bench mixed convoy --gil=interval --runs=1 -o "$tmp/late.csv"
ok "... all cases" test "$(cut -d, -f1,5 "$tmp/late.csv" | grep -cE ',(p50|p90|p99|max)$')" = 28
ok "cores" "$gilvm" bench cpu --gil=interval --runs=1 --cores=1 -o "$tmp/one.csv"
ok "... as asked" test "$(cut -d, -f3 "$tmp/one.csv" | sort -u | tr '\n' ' ')" = "1 cores "
ok "fidelity" "$gilvm" bench fidelity "python3.11 updates lost by x = x + 1" --runs=1 -o "$tmp/f.json"
ok "... as it must be" says '"within": "yes"' "$tmp/f.json"
ok "... in Markdown" "$gilvm" bench fidelity "python3.11 updates lost by x = x + 1" "micropython updates" --runs=1 -o "$tmp/f.md"
ok "... a row each" test "$(grep -c '^| [mp].* | yes |' "$tmp/f.md")" = 2
ok "... in CSV" "$gilvm" bench fidelity "micropython updates" --runs=1 -o "$tmp/f.csv"
ok "... with its head" says '^like,signature,real,gilvm,apart,accepted,within,why' "$tmp/f.csv"
ok "... not as a page" ends 2 "fidelity writes .json, .csv or .md" "$gilvm" bench fidelity -o "$tmp/f.html"
cat >"$tmp/verdicts.py" <<'EOF'
from _bench import fidelity
s = fidelity.Signature("x", "y", 1, 2, None)
print([fidelity.verdict(s, r, m) for r, m in ((1, 1), (1, 3), (3, 5), (None, 3), (1.9, 2.2))])
print([fidelity.reason(s, r, m, []) for r, m in (([4, 4], [5, 5]), ([1, 2, 9], [4, 5, 6]), ([1, 1], [5, 5]))])
print(fidelity.reason(s, [1.0], [2.0], [1.1]), fidelity.explained("at equal speed"), fidelity.explained("a; at equal speed 1.1, +10 %"))
EOF
"$gilvm" "$tmp/verdicts.py" >"$tmp/verdicts" 2>&1
ok "... a real one that is out of range is told" says "^\['yes', 'NO', 'nor is the real one', 'NO', 'as the real one'\]" "$tmp/verdicts"
ok "... chance is computed" says "^\['', 'quartiles 1 to 9 and 4 to 6 overlap', 'quartiles 1 to 1 and 5 to 5 lie apart'\]" "$tmp/verdicts"
ok "... and speed" says 'lie apart; at equal speed 1.1, \+10 % False True' "$tmp/verdicts"
ok "a peer that is not there is left out" ends 0 "has no python0.9 that starts" "$gilvm" bench "$tmp/own.py" --gil=fifo --runs 1 --peers=python0.9

# How it ends.
ok "a script that fails" ends 1 "" "$gilvm" bench "$tmp/broken.py" --gil=fifo --runs 1
ok "... is named" says 'fifo +failed: exit code 1: it broke' "$tmp/before"
ok "no such benchmark" ends 2 "there is no benchmark 'cpus'" "$gilvm" bench cpus
ok "no such script" ends 2 "can't open file '$tmp/none.py'" "$gilvm" bench "$tmp/none.py"
ok "no such policy" ends 2 "argument --gil: no policy is called 'fair'; there are tick, interval," "$gilvm" bench --gil=fifo,fair
ok "no such option" ends 2 "unrecognized arguments: --speed" "$gilvm" bench --speed
ok "no runs" ends 2 "argument --runs: must be 1 or more" "$gilvm" bench --runs=0
ok "no number of runs" ends 2 "argument --runs: invalid int value: 'x'" "$gilvm" bench --runs=x
ok "no such suffix" ends 2 "argument -o: $tmp/x.pdf: the suffix must be one of" "$gilvm" bench -o "$tmp/x.pdf"
ok "no such folder" ends 2 "there is no such folder" "$gilvm" bench -o "$tmp/no/x.csv"
ok "no such cores" ends 2 "argument --cores: numbers from 1 to" "$gilvm" bench --cores=0
ok "no such polls" ends 2 "argument --polls: invalid choice" "$gilvm" bench --polls=never
ok "no such signature" ends 2 "no signature has 'nothing' in it" "$gilvm" bench fidelity nothing

# Ctrl-C: 130, and what it had started ends with it.
interrupted() {
    local pid code child i=0
    # A shell's background jobs ignore the signal; env gives it back.
    env --default-signal=INT "$gilvm" bench "$tmp/long.py" --gil=fifo --runs=1 2>"$tmp/err" &
    pid=$!
    while child=$(pgrep -f "$tmp/long.py" | grep -vx $pid) && [ -n "$child" ] || [ $i = 0 ]; do
        i=$((i + 1))
        [ -n "$child" ] && break
        sleep 0.05
    done
    kill -INT $pid
    wait $pid
    code=$?
    [ $code = 130 ] && grep -q interrupted "$tmp/err" && ! pgrep -f "$tmp/long.py" && return
    echo "exit code $code"
    cat "$tmp/err"
    return 1
}
ok "Ctrl-C" interrupted

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
