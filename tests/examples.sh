#!/bin/sh
# Runs every script of examples/ that has an expectation beside it, and compares.
#
#   tests/examples.sh [-- GILVM ARGS]     e.g. tests/examples.sh -- --gil=fifo:1
#   tests/examples.sh --golden [FILTER]   writes the expectations again, by CPython 3.11
#
# GILVM, GILVM_FLAGS, T, TEST_TIMEOUT, DIFF_LINES are as tests/run.sh describes them, and so is the
# form of a .out file: the version that wrote it, `# exit N`, then the standard output. Figures that
# differ from run to run go to the examples' standard error, which nobody compares. An example that
# CPython cannot run has `# gilvm only: why` as its first line, perhaps `# flags: --polls=every` as its
# second, and an expectation by hand whose first line is `# gilvm`.
#
# Under gilvm examples/compat is not on the path: `gil` and `termcolor` are built in. Any other
# interpreter gets it, so GILVM=python3.11 tests the examples themselves; what only gilvm can do is
# left out then.
here=$(cd "$(dirname "$0")" && pwd) || exit 2
root=$(dirname "$here")

. "$here/environment.sh"

timeout=
command -v timeout >/dev/null && timeout="timeout -k 2 ${TEST_TIMEOUT:-60}"
tmp=$(mktemp -d "${TMPDIR:-/tmp}/gilvm-examples.XXXXXX") || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM HUP

if [ "$1" = --golden ]; then
    python=${PYTHON:-/usr/bin/python3.11}
    version=$("$python" -c 'import sys; print("# CPython %d.%d.%d" % sys.version_info[:3])') || exit 2
    case $version in
    "# CPython 3.11."*) ;;
    *) echo "examples.sh: $python is ${version#\# }, not 3.11" >&2; exit 2 ;;
    esac
    export PYTHONPATH="$root/examples/compat"
    written=0
    for script in "$root"/examples/[0-9]*/*.py; do
        case $script in *"${2-}"*) ;; *) continue ;; esac
        # A file that others import has no expectation; it says so in its first line.
        read -r first <"$script"
        case $first in "# gilvm only"* | *"imported by "*) continue ;; esac
        cd "$(dirname "$script")" || exit 2
        # shellcheck disable=SC2086
        $timeout "$python" "$(basename "$script")" >"$tmp/out" 2>"$tmp/err" </dev/null
        code=$?
        { printf '%s\n# exit %d\n' "$version" $code; cat "$tmp/out"; } >"${script%.py}.out"
        # A traceback here is nearly always a mistake in the example itself.
        [ $code = 0 ] || { echo "$script: exit $code"; tail -n 3 "$tmp/err"; }
        written=$((written + 1))
    done
    echo "$written written"
    exit 0
fi

[ "$1" = -- ] && shift
: "${GILVM:=$root/gilvm}"
binary=${GILVM%% *}
case $binary in
/*) ;;
*/*) GILVM=$(pwd)/$GILVM; binary=${GILVM%% *} ;;
esac
if ! command -v "$binary" >/dev/null; then echo "examples.sh: no $binary; run make first" >&2; exit 2; fi
only_portable=
case $binary in
*python*) only_portable=1; export PYTHONPATH="$root/examples/compat" ;;
esac

passed=0 failed=0
for want in "$root"/examples/[0-9]*/*.out; do
    [ -f "$want" ] || continue
    script=${want%.out}.py
    name=${script#"$root/"}
    # T may be a shell pattern.
    # shellcheck disable=SC2254
    case $name in *${T-}*) ;; *) continue ;; esac
    { read -r version && read -r code; } <"$want"
    code=${code#\# exit }
    flags=
    if [ "$version" = "# gilvm" ]; then         # hand-written, so it may ask for flags of its own
        [ -z "$only_portable" ] || continue
        { read -r line; read -r line; } <"$script"
        case $line in "# flags: "*) flags=${line#"# flags: "} ;; esac
    fi
    printf '%s\n# exit %s\n' "$version" "$code" >"$tmp/got"
    cd "$(dirname "$script")" || exit 2
    # The words of GILVM, GILVM_FLAGS and the flags are meant to be split.
    # shellcheck disable=SC2086
    $timeout $GILVM $GILVM_FLAGS "$@" $flags "$(basename "$script")" >>"$tmp/got" 2>"$tmp/err" </dev/null
    rc=$?
    if [ "$rc" = "$code" ] && cmp -s "$want" "$tmp/got"; then
        passed=$((passed + 1))
        continue
    fi
    if grep -q "^$name " "$root/tests/known_failures.txt"; then
        echo "known failure: $name (tests/known_failures.txt)"
        continue
    fi
    failed=$((failed + 1))
    echo "=== FAIL $name"
    [ "$rc" = 124 ] && echo "time-out after ${TEST_TIMEOUT:-60} s"
    [ "$rc" = "$code" ] || echo "exit code $rc, expected $code"
    diff -au --label "$name expected" --label "$name got" "$want" "$tmp/got" | head -n "${DIFF_LINES:-40}"
    if [ -s "$tmp/err" ]; then
        echo "--- its standard error"
        tail -n "${DIFF_LINES:-40}" "$tmp/err"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
