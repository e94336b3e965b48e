#!/bin/sh
# Writes the golden files: runs the scripts under CPython 3.11 and keeps what they print.
#
#   tests/golden.sh [FILTER...]      only tests whose SUITE/NAME contains one of the filters
#   PYTHON=/usr/bin/python3.11       the interpreter that is the oracle
#
# tests/run.sh describes the files. A script whose first line is `# gilvm only: why` has a
# hand-written expectation and is left alone; files that begin with `_` are helpers.
if [ -z "$PYTHON" ]; then
    PYTHON=python3.11
    [ -x /usr/bin/python3.11 ] && PYTHON=/usr/bin/python3.11    # one patch level for everybody
fi
root=$(cd "$(dirname "$0")" && pwd) || exit 2
version=$("$PYTHON" -c 'import sys; print("# CPython %d.%d.%d" % sys.version_info[:3])') || exit 2
case $version in
"# CPython 3.11."*) ;;
*) echo "golden.sh: $PYTHON is ${version#\# }, not 3.11" >&2; exit 2 ;;
esac
. "$root/environment.sh"
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM HUP

written=0
for suite in lang errors robust threads; do
    cd "$root/$suite" || exit 2
    for script in *.py; do
        name=${script%.py}
        case $name in _* | '*') continue ;; esac
        wanted=$#
        for filter; do
            case $suite/$name in *$filter*) wanted=0 ;; esac
        done
        [ "$wanted" = 0 ] || continue
        read -r first <"$script"
        case $first in "# gilvm only"*) continue ;; esac
        timeout 60 "$PYTHON" "$script" >"$tmp/out" 2>"$tmp/err" </dev/null
        code=$?
        if [ "$suite" = errors ]; then
            { printf '%s\n# exit %d\n' "$version" $code
              sed "s|$root/errors|@DIR@|g" "$tmp/err"; } >"$name.err"
        else
            { printf '%s\n# exit %d\n' "$version" $code; cat "$tmp/out"; } >"$name.out"
            # A traceback here is nearly always a mistake in the test itself.
            [ $code = 0 ] || { echo "$suite/$name: exit $code"; tail -n 3 "$tmp/err"; }
        fi
        written=$((written + 1))
    done
done
echo "$written written"
