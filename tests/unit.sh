#!/bin/sh
# Runs unit test programs (cmocka) and sums them up: tests/unit.sh PROGRAM...
passed=0 failed=0
tmp=$(mktemp) || exit 2
trap 'rm -f "$tmp"' EXIT
limit=
command -v timeout >/dev/null && limit="timeout -k 2 ${UNIT_TIMEOUT:-300}"
for program; do
    $limit "$program" >"$tmp" 2>&1
    code=$?
    ok=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$tmp" | awk '{ n += $1 } END { print n + 0 }')
    bad=$(grep -c '^\[  FAILED  \] [a-zA-Z_]' "$tmp")
    if [ "$code" != 0 ] && [ "$bad" = 0 ]; then
        bad=1
    fi
    if [ "$bad" != 0 ]; then
        echo "FAIL $program (exit code $code)"
        grep -v '^\[ *\(RUN\|OK\) *\]' "$tmp" | tail -n 40
    fi
    passed=$((passed + ok)) failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
