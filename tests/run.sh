#!/bin/sh
# Runs the golden tests: every script of the given suites under gilvm, comparing what it prints with
# the file beside it. Needs a POSIX shell and coreutils; no Python.
#
#   tests/run.sh [SUITE...] [-- GILVM ARGS]      suites: lang errors robust threads (all by default)
#
#   GILVM=./gilvm       the binary to test (any Python will do: GILVM=python3.11 tests the tests)
#   GILVM_FLAGS=...     words put between the binary and the script, as those after `--` are
#   T=dict              only tests whose SUITE/NAME contains this (a shell pattern)
#   JOBS=2              how many run at a time
#   TEST_TIMEOUT=60     seconds that one test may take: it is for what hangs, on a busy machine, too
#   DIFF_LINES=40       how much of each failure to show
#
# lang, robust, threads: NAME.py is run from inside its folder; NAME.out has a line that names the
# version of CPython that wrote it, a line `# exit N`, then the exact standard output.
# errors: the same, but NAME.err has the exact standard error, where @DIR@ stands for the folder.
# Files that begin with `_` and folders are helpers which the tests import. What CPython cannot do has
# `# gilvm only: why` as its first line, perhaps `# flags: --max-heap=64M` as its second, and an
# expectation by hand, whose first line is `# gilvm`.
# Everything in the environment (GILVM_GIL, GILVM_POLLS ...) is handed on to gilvm.
#
# Tests named in known_failures.txt, with the reason, may fail: they are counted apart.
#
# Each test costs three processes (timeout, gilvm, cmp): the shell's own words do the rest.

# --- the worker: this script again, called by xargs with some tests' names -------------------------
if [ "$1" = --worker ]; then
    shift
    for t in "$@"; do
        suite=${t%%/*} name=${t#*/}
        got=$RUN_TMP/got/$suite.$name err=$RUN_TMP/err/$suite.$name
        cd "$RUN_ROOT/$suite" || exit 255
        case $suite in
        errors) want=$RUN_TMP/want/$name.err ;;
        *) want=$name.out ;;
        esac
        { read -r version && read -r code; } <"$want"
        code=${code#\# exit }
        flags=
        if [ "$version" = "# gilvm" ]; then     # hand-written, so it may ask for flags of its own
            { read -r line; read -r line; } <"$name.py"
            case $line in "# flags: "*) flags=${line#"# flags: "} ;; esac
        fi
        printf '%s\n# exit %s\n' "$version" "$code" >"$got"
        # The words of GILVM, GILVM_FLAGS and RUN_ARGS are meant to be split.
        if [ "$suite" = errors ]; then
            # shellcheck disable=SC2086
            $RUN_TIMEOUT $GILVM $GILVM_FLAGS $RUN_ARGS $flags "$name.py" >"$err" 2>>"$got" </dev/null
        else
            # shellcheck disable=SC2086
            $RUN_TIMEOUT $GILVM $GILVM_FLAGS $RUN_ARGS $flags "$name.py" >>"$got" 2>"$err" </dev/null
        fi
        rc=$?
        if [ "$rc" = "$code" ] && cmp -s "$want" "$got"; then
            echo "$t" >>"$RUN_TMP/passed"
            continue
        fi
        if grep -q "^$t " "$RUN_ROOT/known_failures.txt"; then
            echo "$t" >>"$RUN_TMP/known"
            continue
        fi
        echo "FAIL $t"
        {
            echo
            echo "=== $t"
            [ "$rc" = 124 ] && echo "time-out after ${TEST_TIMEOUT:-60} s"
            [ "$rc" = "$code" ] || echo "exit code $rc, expected $code"
            diff -au --label "$suite/$name expected" --label "$suite/$name got" "$want" "$got" |
                head -n "${DIFF_LINES:-40}"
            if [ "$suite" != errors ] && [ -s "$err" ]; then
                echo "--- its standard error"
                tail -n "${DIFF_LINES:-40}" "$err"
            fi
        } >"$RUN_TMP/failed/$suite.$name" 2>&1
    done
    exit 0
fi

# --- the runner ------------------------------------------------------------------------------------
RUN_ROOT=$(cd "$(dirname "$0")" && pwd) || exit 2
self=$RUN_ROOT/$(basename "$0")
suites='' RUN_ARGS=''
while [ $# -gt 0 ]; do
    case $1 in
    --) shift; RUN_ARGS=$*; break ;;
    -h | --help) sed -n '2,/^$/s/^# \{0,1\}//p' "$self"; exit 0 ;;
    *) if [ ! -d "$RUN_ROOT/$1" ]; then echo "run.sh: no suite '$1'" >&2; exit 2; fi
       suites="$suites $1" ;;
    esac
    shift
done
: "${suites:=lang errors robust threads}" "${GILVM:=$RUN_ROOT/../gilvm}" "${JOBS:=2}"

# The tests run from inside their folders, so a relative binary must become absolute.
binary=${GILVM%% *}
case $binary in
/*) ;;
*/*) GILVM=$(pwd)/$GILVM; binary=${GILVM%% *} ;;
esac
if ! command -v "$binary" >/dev/null; then echo "run.sh: no $binary; run make first" >&2; exit 2; fi

RUN_TIMEOUT=
command -v timeout >/dev/null && RUN_TIMEOUT="timeout -k 2 ${TEST_TIMEOUT:-60}"
RUN_TMP=$(mktemp -d "${TMPDIR:-/tmp}/gilvm-tests.XXXXXX") || exit 2
trap 'rm -rf "$RUN_TMP"' EXIT
trap 'exit 130' INT TERM HUP
mkdir "$RUN_TMP/got" "$RUN_TMP/err" "$RUN_TMP/want" "$RUN_TMP/failed"
: >"$RUN_TMP/passed"
: >"$RUN_TMP/known"
: >"$RUN_TMP/list"

for suite in $suites; do
    for expected in "$RUN_ROOT/$suite"/*.out "$RUN_ROOT/$suite"/*.err; do
        [ -f "$expected" ] || continue
        name=${expected##*/} name=${name%.*}
        case $suite/$name in
        *${T-}*) echo "$suite/$name" >>"$RUN_TMP/list" ;;
        esac
    done
done
# One process puts the folder's real name into all the expected tracebacks.
if [ -d "$RUN_ROOT/errors" ]; then
    (cd "$RUN_ROOT/errors" && DIR=$RUN_ROOT/errors OUT=$RUN_TMP/want awk '
        BEGIN { dir = ENVIRON["DIR"] }
        FNR == 1 { if (out) close(out); out = ENVIRON["OUT"] "/" FILENAME; printf "" > out }
        { line = ""
          while ((at = index($0, "@DIR@")) > 0) {
              line = line substr($0, 1, at - 1) dir
              $0 = substr($0, at + 5)
          }
          print line $0 > out }' ./*.err)
fi

export RUN_ROOT RUN_TMP RUN_TIMEOUT RUN_ARGS GILVM GILVM_FLAGS TEST_TIMEOUT DIFF_LINES
# What the expected output depends on; golden.sh sets the same.
. "$RUN_ROOT/environment.sh"

if [ -s "$RUN_TMP/list" ]; then
    xargs -P "$JOBS" -n 16 sh "$self" --worker <"$RUN_TMP/list"
fi
for failure in "$RUN_TMP/failed"/*; do
    [ -f "$failure" ] && cat "$failure"
done
total=$(wc -l <"$RUN_TMP/list") passed=$(wc -l <"$RUN_TMP/passed")
known=$(wc -l <"$RUN_TMP/known")
failed=$((total - passed - known))
[ "$known" = 0 ] || echo "known failures: $((known)) (tests/known_failures.txt)"
echo "$((passed)) passed, $failed failed"
[ "$failed" = 0 ] && [ "$total" -gt 0 ]
