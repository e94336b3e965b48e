#!/bin/sh
# The thread tests under every policy, both poll settings, one core and all of them: race-free programs print the same
# under all. (Not under `cooperative` and `script`: some programs wait for others without blocking.)
#
#   POLICIES="tick:7 fifo" POLLS=branch CORES=1   only these
#   JOBS=2                   how many at a time: tests/run.sh
#   T=lock                   only tests whose name contains this
#   REPEAT=100               all of it so often
#   DONE=file                notes there what has passed, and leaves out what it finds there: a long run can be ended and
#                            gone on with
root=$(cd "$(dirname "$0")" && pwd) || exit 2
passed=0 failed=0
tmp=$(mktemp) || exit 2
trap 'rm -f "$tmp"' EXIT
case $(getconf _NPROCESSORS_ONLN 2>/dev/null) in [2-9] | [1-9]?*) : "${CORES:=all 1}" ;; esac
run() { # ROUND POLICY POLLS CORES
    [ -n "${DONE:-}" ] && grep -qxF "$*" "$DONE" 2>/dev/null && return
    if [ "$4" = all ]; then unset GILVM_CORES; else export GILVM_CORES="$4"; fi
    GILVM_GIL=$2 GILVM_POLLS=$3 "$root/run.sh" threads >"$tmp" 2>&1
    last=$(tail -n 1 "$tmp")
    echo "$1: $2 polls=$3 cores=$4: $last"
    passed=$((passed + ${last%% passed*})) last=${last#*, }
    failed=$((failed + ${last%% failed*}))
    if [ "${last%% failed*}" = 0 ]; then
        [ -z "${DONE:-}" ] || echo "$*" >>"$DONE"
    else
        cat "$tmp"
    fi
}

round=0
while [ $((round += 1)) -le "${REPEAT:-1}" ]; do
    for policy in ${POLICIES:-tick:100 tick:7 tick:100x16 interval:5000 interval:200 fifo:100 fifo:10 priority quantum:100 bounce:32 random:1 random:2}; do
        for polls in ${POLLS:-every branch}; do
            for n in ${CORES:-all}; do
                run $round "$policy" $polls "$n"
            done
        done
    done
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
