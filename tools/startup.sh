#!/bin/sh
# tools/startup.ld: the functions that an empty script runs, put side by side by the linker. A page of the program that is
# looked at brings its neighbours into memory; scattered over the whole text, these functions bring two thirds of it, together
# a tenth. Wants valgrind. A stale list does no harm: what it does not name stays where it was, and names that are gone match nothing.
cd "$(dirname "$0")/.." || exit 2
gilvm=${GILVM:-./gilvm} build=${BUILD:-build}
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
: >"$tmp/empty.py"

# names COMMAND...: the functions that it runs, without what the compiler appends to its clones.
names() {
    valgrind -q --tool=callgrind --callgrind-out-file="$tmp/out" "$@" >/dev/null || exit 1
    sed -n 's/^c\{0,1\}fn=([0-9]*) \([A-Za-z0-9_]*\).*/\1/p' "$tmp/out"
}
{ names "$gilvm" "$tmp/empty.py" && names "$gilvm" -c 'print("hello")'; } | LC_ALL=C sort -u >"$tmp/ran" || exit 1
nm "$build"/*/*.o 2>/dev/null | sed -n 's/^.* [Tt] \([A-Za-z0-9_]*\).*/\1/p' |
    LC_ALL=C sort -u >"$tmp/ours"
{
    echo "/* Made by tools/startup.sh: the functions that an empty script runs. */"
    echo "SECTIONS {"
    echo "    .text.start : {"
    LC_ALL=C comm -12 "$tmp/ran" "$tmp/ours" | sed 's/.*/        *(.text.& .text.&.*)/'
    echo "    }"
    echo "} INSERT BEFORE .text;"
} >tools/startup.ld
