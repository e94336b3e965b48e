#!/bin/sh
# The thread tests under every policy and both poll settings: race-free programs print the same under all of them.
root=$(cd "$(dirname "$0")" && pwd) || exit 2
passed=0 failed=0
tmp=$(mktemp) || exit 2
trap 'rm -f "$tmp"' EXIT
for policy in tick:100 tick:7 interval:5000 interval:200 fifo:100 priority quantum:100 bounce:32 random:1 random:2; do
    for polls in every branch; do
        GILVM_GIL=$policy GILVM_POLLS=$polls "$root/run.sh" threads >"$tmp" 2>&1
        last=$(tail -n 1 "$tmp")
        echo "$policy $polls: $last"
        grep -q ' 0 failed$' "$tmp" || cat "$tmp"
        passed=$((passed + ${last%% passed*})) last=${last#*, }
        failed=$((failed + ${last%% failed*}))
    done
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
