#!/bin/sh
# The tours can be followed: every `./gilvm` line of docs/tour.md works as it stands, and docs/zh/tour.md has the same ones in the same
# order; so have README.md and README.zh-CN.md. Every example is on the tour or in its chapter's list, examples/README.md.
#
#   GILVM=./gilvm       the binary that stands for ./gilvm
#   TEST_TIMEOUT=60     seconds that one command may take
#   TOUR_BENCH=1        also `gilvm bench`, which takes longer
cd "$(dirname "$0")/.." || exit 2
: "${GILVM:=./gilvm}"
. tests/environment.sh
export GILVM
limit=
command -v timeout >/dev/null && limit="timeout -k 2 ${TEST_TIMEOUT:-60}"
tmp=$(mktemp -d "${TMPDIR:-/tmp}/gilvm-tours.XXXXXX") || exit 2
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0

# verdict NAME CODE: counts one.
verdict() {
    if [ "$2" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $1"
    fi
}

# The commands of a page, also those in its figures; what a README explains behind two spaces is cut off.
commands() { sed -n 's/^\(    \|\$ \)\(\.\/gilvm .*\)/\2/p' "$1" | sed 's/   .*//'; }

commands docs/tour.md >"$tmp/tour"
commands docs/zh/tour.md | diff -u "$tmp/tour" -
verdict "docs/zh/tour.md: the same commands" $?
commands README.md >"$tmp/readme"
commands README.zh-CN.md | diff -u "$tmp/readme" -
verdict "README.zh-CN.md: the same commands" $?

for script in examples/[0-9]*/*.py; do
    case $script in */robots.py) continue ;; esac      # imported by others
    grep -q "(${script#examples/})" examples/README.md
    verdict "examples/README.md: $script" $?
done

while IFS= read -r command; do
    want=0
    case $command in
    *" bench "*) [ "$TOUR_BENCH" ] || continue ;;
    *wrong_order.py | *noodles.py | *oneself.py | *handler_deadlock.py) want=3 ;;
    esac
    $limit sh -c "\"\$GILVM\" ${command#./gilvm }" >"$tmp/out" 2>"$tmp/err" </dev/null
    code=$?
    [ "$code" = "$want" ] || tail -n 5 "$tmp/err"
    [ "$code" = "$want" ]
    verdict "exit code $code: $command" $?
done <"$tmp/tour"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
