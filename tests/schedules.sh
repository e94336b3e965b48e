#!/bin/sh
# Scripts on the simulated machine, with the numbers that must come out, to the last digit: tests/schedules/NAME.py says in `# run: OPTIONS`
# lines how `gilvm sim` is to run it; NAME.out has what each run prints (standard output, then standard error), and its exit code.
#
#   tests/schedules.sh [SCRIPT...]       tests/schedules/*.py by default
#   tests/schedules.sh --write ...       writes the .out files instead: look at the difference before you commit it
#
#   GILVM=./gilvm       the binary to test: another compiler's must print the same
#   T=convoy            only scripts whose name contains this
#   TEST_TIMEOUT=60     seconds that one run may take
case $1 in -h | --help) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
root=$(cd "$(dirname "$0")" && pwd) || exit 2
: "${GILVM:=$root/../gilvm}"
case $GILVM in
/*) ;;
*/*) GILVM=$(pwd)/$GILVM ;;
esac
write=
if [ "$1" = --write ]; then write=1; shift; fi
limit=
command -v timeout >/dev/null && limit="timeout -k 2 ${TEST_TIMEOUT:-60}"
tmp=$(mktemp -d "${TMPDIR:-/tmp}/gilvm-schedules.XXXXXX") || exit 2
trap 'rm -rf "$tmp"' EXIT
unset GILVM_GIL GILVM_POLLS GILVM_LIKE GILVM_SIM GILVM_CORES
. "$root/environment.sh"
# The environment is of another size each time, and nothing may come of it.
GILVM_PADDING=$(printf "%$(($$ % 30000 + 1))s" x)
export GILVM_PADDING

# All runs of one script, into a file.
runs() {
    sed -n 's/^# run:[ ]*//p' "$1" | while IFS= read -r options; do
        echo "\$ gilvm sim ${options:+$options }$(basename "$1")"
        # shellcheck disable=SC2086
        $limit "$GILVM" sim $options "$(basename "$1")" >"$tmp/out" 2>"$tmp/err" </dev/null
        code=$?
        cat "$tmp/out" "$tmp/err" | sed "s@$(pwd)/@@g"
        [ "$code" = 0 ] || echo "exit code $code"
    done
}

passed=0 failed=0
[ $# -gt 0 ] || set -- "$root"/schedules/*.py
for script; do
    script=$(cd "$(dirname "$script")" && pwd)/$(basename "$script")
    name=$(basename "$script" .py)
    case $name in *${T-}*) ;; *) continue ;; esac
    folder=$(cd "$(dirname "$script")" && pwd)
    (cd "$folder" && runs "$script") >"$tmp/got"
    if [ -n "$write" ]; then
        cp "$tmp/got" "$folder/$name.out"
    elif diff -au "$folder/$name.out" "$tmp/got" >"$tmp/diff"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL schedules/$name"
        cat "$tmp/diff"
    fi
done
[ -n "$write" ] && exit 0
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
