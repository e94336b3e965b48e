#!/bin/bash
# A simulated run has the same events in every build: `gilvm sim --hash` of scripts of tests/threads and examples, by each of the binaries
# named, must be the same, and so must what the scripts print. Every third script that keeps to threads (no processes, files or network of
# the system). The first binary also runs under another name, whose length moves what lies in memory behind it.
#
#   tests/hashes.sh GILVM OTHER...      binaries; the first one's hashes are what the others must have
#
#   EVERY=3             which part of the scripts; 1: all
#   TEST_TIMEOUT=60     seconds that one run may take
case $1 in -h | --help) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
[ $# -ge 1 ] || { echo "hashes.sh: name a binary or more" >&2; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd) || exit 2
tmp=$(mktemp -d "${TMPDIR:-/tmp}/gilvm-hashes.XXXXXX") || exit 2
trap 'rm -rf "$tmp"' EXIT
unset GILVM_GIL GILVM_POLLS GILVM_LIKE GILVM_SIM GILVM_CORES TZ PYTHONPATH
export LC_ALL=C.UTF-8
limit=
command -v timeout >/dev/null && limit="timeout -k 2 ${TEST_TIMEOUT:-60}"

binaries=()
for binary; do binaries+=("$(cd "$(dirname "$binary")" && pwd)/$(basename "$binary")"); done
cp "${binaries[0]}" "$tmp/a-name-of-another-length" || exit 2
binaries+=("$tmp/a-name-of-another-length")
cd "$root" || exit 2
mapfile -t scripts < <(grep -LE 'import.*(multiprocessing|subprocess|socket|signal|tempfile|gc|weakref|http|os)' tests/threads/*.py examples/*/*.py |
    sort | awk -v every="${EVERY:-3}" 'NR % every == 0')
passed=0 failed=0
for script in "${scripts[@]}"; do
    same=1
    for binary in "${binaries[@]}"; do
        $limit "$binary" sim --hash "$script" >"$tmp/got" 2>&1 </dev/null
        echo "exit code $?" >>"$tmp/got"
        if [ "$binary" = "${binaries[0]}" ]; then
            mv "$tmp/got" "$tmp/first"
        elif ! diff -au "$tmp/first" "$tmp/got" >"$tmp/diff"; then
            echo "FAIL $script: $binary"
            cat "$tmp/diff"
            same=0
        fi
    done
    if [ "$same" = 1 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -ge 30 ]
