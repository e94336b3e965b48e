#!/bin/sh
# Records each script of tests/threads under several policies and follows each recording REPLAY_RUNS times: the output, the exit
# code and the hand-overs must be the same (gilvm compares the hand-overs by itself and fails). Then: what must be refused.
#   REPLAY_RUNS=1000 tests/replay.sh        all scripts, 1000 runs each
#   T=barrier POLICIES="tick:1" tests/replay.sh
set -u
cd "$(dirname "$0")/.." || exit 2
gilvm=${GILVM:-./gilvm}
case $gilvm in /*) ;; *) gilvm=$PWD/$gilvm ;; esac
runs=${REPLAY_RUNS:-1}
policies=${POLICIES:-"tick:1 tick:100 interval random:7 priority"}
limit=${TEST_TIMEOUT:-20}
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
passed=0
failed=0

ok() {
    passed=$((passed + 1))
}

bad() {
    failed=$((failed + 1))
    echo "FAILED $*"
}

# What differs between the two runs of a script by nature: the addresses of objects of the C library.
record() { # NAME POLICY WORDS...
    name=$1
    policy=$2
    shift 2
    timeout "$limit" "$gilvm" --gil="$policy" --record="$tmp/rec" "$@" >"$tmp/out" 2>"$tmp/err" <"${INPUT:-/dev/null}"
    status=$?
    if [ $status -ge 124 ] && [ $status -ne 130 ]; then
        bad "$name, $policy: recording ended with $status"
        return 1
    fi
}

follow() { # NAME POLICY
    i=0
    while [ $i -lt "$runs" ]; do
        i=$((i + 1))
        timeout "$limit" "$gilvm" replay "$tmp/rec" >"$tmp/out2" 2>"$tmp/err2" </dev/null
        again=$?
        if [ $again -ne $status ] || ! cmp -s "$tmp/out" "$tmp/out2" || ! cmp -s "$tmp/err" "$tmp/err2"; then
            bad "$1, $2: run $i of $runs is not the recorded one (exit codes $status, $again)"
            diff "$tmp/out" "$tmp/out2" | head -n 10
            diff "$tmp/err" "$tmp/err2" | head -n 10
            [ -n "${KEEP:-}" ] && cp "$tmp/rec" "$KEEP/$1.$2.rec"
            return 1
        fi
    done
    ok
}

for file in tests/threads/*.py; do
    name=$(basename "$file" .py)
    case "threads/$name" in *"${T:-}"*) ;; *) continue ;; esac
    grep -q 'subprocess\|multiprocessing\|os\.fork' "$file" && continue # processes have a life of their own
    for policy in $policies; do
        record "$name" "$policy" "$file" && follow "$name" "$policy"
    done
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
