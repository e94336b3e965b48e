#!/bin/sh
# A tick is an instruction, fused or not: runs every script of tests/lang with and without fused
# forms (GILVM_QUICKEN) and compares how many instructions were run, and what was printed.
#
#   tests/ticks.sh [SCRIPT...]       tests/lang/*.py by default
#
#   GILVM=./gilvm       the binary to test
#   T=dict              only scripts whose name contains this (a shell pattern)
#   JOBS=2              how many run at a time
#   TEST_TIMEOUT=60     seconds that one run may take
#
# The number is what --steps prints: of all threads together, standard library included. A script
# whose number is not its own business says so in its first lines with `# steps vary: why`: it is left
# out, and counted as such. So is one that runs out of time both ways.

# --- the worker: this script again, called by xargs with some scripts ------------------------------
if [ "$1" = --worker ]; then
    shift
    for script in "$@"; do
        name=${script##*/} name=${name%.py}
        cd "${script%/*}" || exit 255
        case $(head -n 3 "$script") in *"# steps vary: "*) echo "skip $name"; continue ;; esac
        for fused in 1 0; do
            GILVM_QUICKEN=$fused GILVM_STEPS=1 $TICKS_TIMEOUT "$GILVM" "$script" \
                >"$TICKS_TMP/$name.$fused" 2>"$TICKS_TMP/$name.err" </dev/null
            echo "exit $?" >>"$TICKS_TMP/$name.$fused"
            tail -n 1 "$TICKS_TMP/$name.err" >"$TICKS_TMP/$name.steps.$fused"
        done
        read -r fused rest <"$TICKS_TMP/$name.steps.1"
        read -r plain other <"$TICKS_TMP/$name.steps.0"
        if [ "$rest" = steps ] && [ "$other" = steps ]; then
            if [ "$fused" = "$plain" ] && cmp -s "$TICKS_TMP/$name.1" "$TICKS_TMP/$name.0"; then
                echo "pass $name"
            elif [ "$fused" = "$plain" ]; then
                echo "FAIL $name: the output differs"
                diff -au "$TICKS_TMP/$name.0" "$TICKS_TMP/$name.1" | head -n 20
            else
                echo "FAIL $name: $plain steps, $fused with fused forms"
            fi
        elif [ "$(tail -n 1 "$TICKS_TMP/$name.1")" = "exit 124" ]; then
            echo "skip $name"
        else
            echo "FAIL $name: no number of steps: $rest $other"
        fi
        rm -f "$TICKS_TMP/$name".*
    done
    exit 0
fi

# --- the runner ------------------------------------------------------------------------------------
case $1 in -h | --help) sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
root=$(cd "$(dirname "$0")" && pwd) || exit 2
self=$root/ticks.sh
. "$root/environment.sh"
: "${GILVM:=$root/../gilvm}"
case $GILVM in
/*) ;;
*/*) GILVM=$(pwd)/$GILVM ;;
esac
if ! command -v "$GILVM" >/dev/null; then echo "ticks.sh: no $GILVM; run make first" >&2; exit 2; fi
TICKS_TIMEOUT=
command -v timeout >/dev/null && TICKS_TIMEOUT="timeout -k 2 ${TEST_TIMEOUT:-60}"
TICKS_TMP=$(mktemp -d "${TMPDIR:-/tmp}/gilvm-ticks.XXXXXX") || exit 2
trap 'rm -rf "$TICKS_TMP"' EXIT
trap 'exit 130' INT TERM HUP
export GILVM TICKS_TIMEOUT TICKS_TMP PYTHONHASHSEED=0

[ $# -gt 0 ] || set -- "$root"/lang/*.py
for script; do
    name=${script##*/}
    case $name in _*) continue ;; *${T-}*) ;; *) continue ;; esac
    case $script in /*) ;; *) script=$(pwd)/$script ;; esac
    echo "$script"
done | xargs -P "${JOBS:-2}" -n 8 sh "$self" --worker >"$TICKS_TMP/report"
grep -v -e '^pass ' -e '^skip ' "$TICKS_TMP/report"
passed=$(grep -c '^pass ' "$TICKS_TMP/report")
failed=$(grep -c '^FAIL ' "$TICKS_TMP/report")
skipped=$(grep -c '^skip ' "$TICKS_TMP/report")
[ "$skipped" = 0 ] || echo "$skipped not compared"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
