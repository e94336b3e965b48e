#!/bin/sh
# What is kept and said of a run.
#
#   - every script of tests/threads that makes no processes, traced under TRACE_POLICIES, on this computer and on the simulated
#     machine: the script prints what it always prints (its .out), ends as it always does, and the saved events pass
#     tests/check_trace.c;
#   - reports of some of them in every format, checked by tests/trace/check_reports.py under gilvm itself, against the formats'
#     descriptions and against check_trace's own sums; twice simulated they are the same to the byte;
#   - gilvm doctor on tests/trace/doctor_*.py, simulated: exactly the text in their .out (UPDATE=1 writes it anew);
#   - gilvm compare of two simulated runs, exactly;
#   - gilvm top;
#   - other ends of a run (exception, exit, Ctrl-C, deadlock), full rings, and files and options that must be refused.
#
#   T=barrier TRACE_POLICIES="tick:1" JOBS=2 tests/trace.sh
set -u
cd "$(dirname "$0")/.." || exit 2
gilvm=${GILVM:-./gilvm}
case $gilvm in /*) ;; *) gilvm=$PWD/$gilvm ;; esac
policies=${TRACE_POLICIES:-"tick:100 interval:5000 random:7"}
limit="timeout -k 2 ${TEST_TIMEOUT:-60}"
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
passed=0
failed=0
. tests/environment.sh
unset GILVM_TRACE GILVM_REPORT COLUMNS

ok() {
    passed=$((passed + 1))
}

bad() {
    failed=$((failed + 1))
    echo "FAILED $*"
}

wanted() {
    case "$1" in *"${T:-}"*) return 0 ;; *) return 1 ;; esac
}

# says WORDS TEXT COMMAND...: its standard error has TEXT in it. Its exit code is in $code.
says() {
    name=$1
    text=$2
    shift 2
    $limit "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    code=$?
    if grep -qF -e "$text" "$tmp/err"; then ok; else
        bad "$name: '$text' is not in"
        head -n 5 "$tmp/err"
    fi
}

# one SCRIPT NAME POLICY HOST: prints "ok", or FAILED and why.
one() {
    script=$1 shown="$2, $3 $4"
    {
        read -r version
        read -r code
    } <"${script%.py}.out"
    set -- "--gil=$3" ${4:+"$4"}
    printf '%s\n%s\n' "$version" "$code" >"$tmp/out"
    (cd tests/threads && exec $limit "$gilvm" "$@" --trace="$tmp/run.trace" "${script##*/}") >>"$tmp/out" 2>"$tmp/err" </dev/null
    got=$?
    if [ "# exit $got" != "$code" ]; then
        echo "FAILED $shown: exit code $got" && tail -n 3 "$tmp/err"
    elif ! cmp -s "$tmp/out" "${script%.py}.out"; then
        echo "FAILED $shown: its output" && diff "${script%.py}.out" "$tmp/out" | head -n 5
    elif ! "$tmp/../check_trace" "$tmp/run.trace" >/dev/null 2>"$tmp/wrong"; then
        echo "FAILED $shown: the events" && head -n 5 "$tmp/wrong"
    else
        echo ok
    fi
    rm -f "$tmp/run.trace"
}

if [ "${1-}" = --scripts ]; then
    shift
    rm -rf "$tmp"
    tmp=$(mktemp -d "$TRACE_TMP/some.XXXXXX") || exit 2
    for file in "$@"; do
        for policy in $policies; do
            one "$file" "$(basename "$file" .py)" "$policy" ""
            # Not simulated: which thread has a signal, and which process sent it, are the real machine's.
            grep -q 'pthread_kill\|sigtimedwait' "$file" || one "$file" "$(basename "$file" .py)" "$policy" --sim=default
        done
    done
    exit 0
fi

"${CC:-cc}" -std=gnu11 -O1 -o "$tmp/check_trace" tests/check_trace.c || exit 2

# --- every script, every event: this script again, called by xargs with some files ---
for file in tests/threads/*.py; do
    name=$(basename "$file" .py)
    wanted "threads/$name" || continue
    grep -q 'gilvm only\|subprocess\|multiprocessing\|os\.fork\|os\._exit' "$file" && continue
    [ -f "${file%.py}.out" ] && echo "$file"
done >"$tmp/files"
if [ -s "$tmp/files" ]; then
    GILVM=$gilvm TRACE_TMP=$tmp TRACE_POLICIES=$policies xargs -P "${JOBS:-2}" -n 4 sh tests/trace.sh --scripts <"$tmp/files" >"$tmp/answers"
    grep -v '^ok$' "$tmp/answers"
    passed=$((passed + $(grep -c '^ok$' "$tmp/answers")))
    failed=$((failed + $(grep -c '^FAILED' "$tmp/answers")))
fi

# --- reports ---
formats="json speedscope.json metrics.json csv folded txt html"
for script in tests/threads/dining_philosophers.py tests/threads/queue_many_workers.py tests/trace/doctor_convoy.py \
    tests/trace/doctor_contention.py tests/trace/doctor_lock_held_across_sleep.py; do
    wanted "$script" || continue
    for host in "" "--sim=default"; do
        $limit "$gilvm" trace ${host:+"$host"} -o "$tmp/run.trace" "$script" >/dev/null 2>&1
        "$tmp/check_trace" --sums "$tmp/run.trace" >"$tmp/run.sums"
        for format in $formats; do
            "$gilvm" trace -o "$tmp/run.$format" "$tmp/run.trace" 2>"$tmp/err" || bad "$script: $format: $(cat "$tmp/err")"
        done
        answer=$("$gilvm" tests/trace/check_reports.py "$tmp" 2>&1)
        if [ "$answer" = ok ]; then ok; else bad "$script $host: $answer"; fi
    done
    "$gilvm" trace --sim=default -o "$tmp/again.trace" "$script" >/dev/null 2>&1
    if grep -v '^when' "$tmp/run.trace" >"$tmp/a" && grep -v '^when' "$tmp/again.trace" | cmp -s - "$tmp/a"; then ok; else
        bad "$script: two simulated runs differ"
    fi
done

# --- the doctor ---
for script in tests/trace/doctor_*.py; do
    wanted "$script" || continue
    words=$(sed -n '1s/^# doctor: //p' "$script")
    # shellcheck disable=SC2086 # words
    $limit "$gilvm" doctor --sim=default $words "$script" 2>"$tmp/err" >/dev/null </dev/null
    expected=${script%.py}.out
    [ -n "${UPDATE:-}" ] && cp "$tmp/err" "$expected"
    if cmp -s "$tmp/err" "$expected"; then ok; else
        bad "$script"
        diff "$expected" "$tmp/err"
    fi
done

if wanted doctor; then
    says "the doctor at a deadlock" "A deadlock." "$gilvm" doctor -c 'import threading; a = threading.Lock(); a.acquire(); a.acquire()'
    if [ "$code" = 3 ] && ! grep -q 'Nothing is wrong' "$tmp/err"; then ok; else bad "the doctor at a deadlock: exit code $code"; fi
fi

# --- two runs side by side ---
if wanted compare; then
    "$gilvm" trace --sim=default --gil=interval:5000 -o "$tmp/a.trace" tests/trace/doctor_convoy.py 2>/dev/null
    "$gilvm" trace --sim=default --gil=priority -o "$tmp/b.trace" tests/trace/doctor_convoy.py 2>/dev/null
    "$gilvm" compare "$tmp/a.trace" "$tmp/b.trace" >"$tmp/compared" 2>&1
    [ -n "${UPDATE:-}" ] && cp "$tmp/compared" tests/trace/compare.out
    if cmp -s "$tmp/compared" tests/trace/compare.out; then ok; else
        bad compare
        diff tests/trace/compare.out "$tmp/compared"
    fi
    says "a page of two" "wrote $tmp/c.html" "$gilvm" compare -o "$tmp/c.html" "$tmp/a.trace" "$tmp/b.trace"
    says "one run" "needs two files" "$gilvm" compare "$tmp/a.trace"
    [ "$code" = 2 ] && ok || bad "one run: exit code $code"
    says "no run" "is no trace of gilvm" "$gilvm" compare "$tmp/a.trace" tests/trace.sh
fi

# --- a live view: a line a second, without a terminal ---
if wanted top; then
    says "top" "2 threads" "$gilvm" top -c 'import threading, time
t = threading.Thread(target=time.sleep, args=(1.3,))
t.start()
end = time.time() + 1.3
while time.time() < end: pass
t.join()
print("over")'
    [ "$code" = 0 ] && [ "$(cat "$tmp/out")" = over ] && ok || bad "top: exit code $code"
    says "top at an exception" "KeyError" "$gilvm" top -c '{}[1]'
    says "top at a deadlock" "lock" "$gilvm" top -c 'import threading; a = threading.Lock(); a.acquire(); a.acquire()'
    [ "$code" = 3 ] && ok || bad "top at a deadlock: exit code $code"
    # On a terminal: the screen and the cursor are given back before a signal ends it, what the script wrote is shown,
    # and to the script the signals look as ever.
    cat >"$tmp/ends.py" <<'END'
import os, signal, sys, time
number = getattr(signal, sys.argv[1])
assert signal.getsignal(number) is signal.SIG_DFL
assert signal.signal(number, signal.SIG_IGN) is signal.SIG_DFL
signal.signal(number, signal.SIG_DFL)
if os.fork() == 0:  # takes nothing down with it
    os.kill(os.getpid(), number)
print('a child ended by', os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
time.sleep(float(sys.argv[2]))
os.kill(os.getpid(), number)
END
    if command -v script >/dev/null; then
        for end in "SIGTERM 15 1.3" "SIGHUP 1 1.3" "SIGTERM 15 0"; do
            set -- $end
            COLUMNS=80 $limit script -qec "'$gilvm' top '$tmp/ends.py' $1 $3" /dev/null >"$tmp/out" 2>&1 </dev/null
            code=$?
            [ "$code" = $((128 + $2)) ] && ok || bad "top at $1: exit code $code"
            case $3 in 0) shown=$(printf '') ;; *) shown=$(printf '\033[?25h\033[?1049l') ;; esac
            grep -qF -e "${shown}a child ended by -$2" "$tmp/out" && ok || bad "top at $1 after $3 s: $(tail -n 3 "$tmp/out" | cat -v)"
            [ "$(grep -c 'a child ended' "$tmp/out")" = 1 ] && ok || bad "top at $1: its output, twice"
        done
    fi
    says "top, simulated" "over before anybody could look" "$gilvm" top --sim=default -c pass
fi

# --- how runs end ---
if wanted ends; then
    says "an exception" "Where the time went" "$gilvm" trace -c 'raise ValueError(1)'
    [ "$code" = 1 ] && grep -q 'ValueError: 1' "$tmp/err" && ok || bad "an exception: exit code $code"
    says "sys.exit" "Where the time went" "$gilvm" trace -c 'import sys; sys.exit(7)'
    [ "$code" = 7 ] && ok || bad "sys.exit: exit code $code"
    says "Ctrl-C" "Where the time went" "$gilvm" trace -c 'import os, signal; os.kill(os.getpid(), signal.SIGINT); import time; time.sleep(5)'
    [ "$code" = 130 ] && ok || bad "Ctrl-C: exit code $code"
    says "deadlock" "Where the time went" "$gilvm" trace -c 'import threading; a = threading.Lock(); a.acquire(); a.acquire()'
    [ "$code" = 3 ] && ok || bad "deadlock: exit code $code"
    says "--report" "Where the time went" env GILVM_REPORT=1 "$gilvm" -c 'print(1)'
    [ "$(cat "$tmp/out")" = 1 ] && ok || bad "--report: standard output is the script's"
    says "GILVM_TRACE" "wrote $tmp/env.csv" env GILVM_TRACE="$tmp/env.csv" "$gilvm" -c 'print(1)'
    says "a mark" ": halfway, 50%" "$gilvm" trace -c 'import gil; gil.mark("halfway, 50%")'
    says "metrics" "lock.held_ns " "$gilvm" trace --metrics=text -c pass
    says "a full ring" "older events were lost" "$gilvm" trace --ring=10 -c 'import time
for i in range(50): time.sleep(.0001)'
    says "a stretch" "the picture shows 1.00 ms to 2.00 ms" "$gilvm" trace --from=1ms --to=0.002 -c 'import time; time.sleep(.005)'
    "$gilvm" trace --width=60 -c 'import time; time.sleep(.01)' 2>&1 |
        awk '/^  MainThread [#z+-]/ { n++; if (length($0) != 59) n = 9 } END { exit n != 1 }' && ok || bad "--width"
fi

# --- what is refused ---
if wanted refused; then
    "$gilvm" trace -o "$tmp/good.trace" -c pass 2>/dev/null
    head -n 8 "$tmp/good.trace" >"$tmp/short.trace"
    sed '$d' "$tmp/good.trace" >"$tmp/noend.trace"
    sed 's/ acquired$/ acquirred/' "$tmp/good.trace" >"$tmp/kind.trace"
    sed 's/^gilvm-trace 1/gilvm-trace 99/' "$tmp/good.trace" >"$tmp/later.trace"
    head -c 3000 /dev/urandom >"$tmp/noise.trace"
    says "cut off" "short.trace is cut off" "$gilvm" trace "$tmp/short.trace"
    says "no end" "noend.trace is cut off" "$gilvm" trace "$tmp/noend.trace"
    says "an unknown event" "kind.trace is damaged" "$gilvm" trace "$tmp/kind.trace"
    says "another version" "later.trace is a trace of another version of gilvm" "$gilvm" trace "$tmp/later.trace"
    says "noise" "noise.trace is no trace of gilvm" "$gilvm" doctor "$tmp/noise.trace"
    [ "$code" = 1 ] && ok || bad "noise: exit code $code"
    says "no file" "none.trace: No such file" "$gilvm" trace "$tmp/none.trace"
    says "a suffix" "x.pdf: no report has this suffix; there are .trace" "$gilvm" trace -o x.pdf -c pass
    [ "$code" = 2 ] && ok || bad "a suffix: exit code $code"
    says "width" "--width=7: must be" "$gilvm" trace --width=7 -c pass
    says "ring" "--ring=0: must be" "$gilvm" --report --ring=0 -c pass
    says "from" "--from=soon: must be a time" "$gilvm" trace --from=soon -c pass
    says "to before from" "--to=1: must be later" "$gilvm" trace --from=2 --to=1 -c pass
    says "metrics" "--metrics=xml: must be" "$gilvm" trace --metrics=xml -c pass
    says "no folder" "cannot write" "$gilvm" trace -o "$tmp/no/such/x.csv" -c pass
fi

# --- child processes ---
if wanted children; then
    cat >"$tmp/pool.py" <<'END'
import multiprocessing, os, subprocess, sys, threading

def work(x):
    t = threading.Thread(target=sum, args=(range(x),), name='helper')
    t.start()
    t.join()

if __name__ == '__main__':
    both = multiprocessing.Barrier(2)
    with multiprocessing.Pool(2, both.wait) as pool:  # ends by SIGTERM, once both work
        pool.map(work, [1000] * 4)
    p = multiprocessing.Process(target=work, args=(10,), name='one by name')
    p.start()
    p.join()
    subprocess.run([sys.executable, '-c', 'import os; os._exit(3)'])
    if os.fork() == 0:
        os._exit(0)
    os.wait()
END
    mkdir "$tmp/children"
    TMPDIR=$tmp/children GILVM_TRACE=$tmp/pool.trace $limit "$gilvm" "$tmp/pool.py" 2>"$tmp/err" || bad "a traced pool: $(cat "$tmp/err")"
    [ -z "$(ls "$tmp/children")" ] && ok || bad "children left $(ls "$tmp/children")"
    names=$(sed -n 's/^process [0-9]* //p' "$tmp/pool.trace" | sort | tr '\n' ' ')
    [ "$names" = "-c SpawnPoolWorker-1 SpawnPoolWorker-2 one%20by%20name " ] && ok || bad "children are $names"
    says "groups of rows" "SpawnPoolWorker-2" "$gilvm" trace --picture "$tmp/pool.trace"
    says "a table" "Child processes" "$gilvm" trace "$tmp/pool.trace"
    "$gilvm" trace -o "$tmp/pool.json" "$tmp/pool.trace" 2>/dev/null
    cat >"$tmp/look.py" <<'END'
import json, sys
rows = json.load(open(sys.argv[1]))['traceEvents']
names = [r['args']['name'] for r in rows if r['name'] == 'process_name']
whole = max(r['ts'] + r['dur'] for r in rows if r['ph'] == 'X' and r['pid'] == 1)
assert names[0].startswith('pool.py') and len(names) == 5, names
assert {r['pid'] for r in rows} == {1, 2, 3, 4, 5}
assert all(0 < r['ts'] < whole for r in rows if r['ph'] == 'X' and r['pid'] > 1)
assert any(r['ph'] == 'M' and r['pid'] > 1 and r['args'].get('name') == 'helper' for r in rows)
arrows = [r['id'] for r in rows if r['ph'] == 's']
assert len(arrows) == len(set(arrows))
END
    "$gilvm" "$tmp/look.py" "$tmp/pool.json" && ok || bad "the children in JSON"
    head -n -3 "$tmp/pool.trace" >"$tmp/cut.trace"
    says "a child that is cut off" "is cut off" "$gilvm" trace "$tmp/cut.trace"
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
