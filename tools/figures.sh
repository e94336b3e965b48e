#!/bin/sh
# The figures of the tours and of docs/simulator.md. docs/figures/NAME.txt begins a figure with `$ COMMAND`, as a reader would type it in the top folder, and goes on
# with what that printed: standard output, then standard error. All of them run on the simulated machine, so they are the same everywhere.
# A page has a figure where it says <!-- figure: NAME --> before a fenced block.
#
#   tools/figures.sh            runs the commands again, writes the figures and puts them into the pages
#   tools/figures.sh --check    fails, and shows the difference, where they are stale
#
#   GILVM=./gilvm               the binary that stands for ./gilvm
cd "$(dirname "$0")/.." || exit 2
: "${GILVM:=./gilvm}"
tmp=$(mktemp -d "${TMPDIR:-/tmp}/gilvm-figures.XXXXXX") || exit 2
trap 'rm -rf "$tmp"' EXIT
unset GILVM_GIL GILVM_POLLS GILVM_LIKE GILVM_SIM GILVM_CORES
. tests/environment.sh
unset COLUMNS
export NO_COLOR=1 GILVM
limit=
command -v timeout >/dev/null && limit="timeout -k 2 ${TEST_TIMEOUT:-60}"

stale=0
# put NEW OLD: the new text takes the old one's place, or is compared with it.
put() {
    if [ "$check" ]; then
        diff -u "$2" "$1" || stale=1
    elif ! cmp -s "$1" "$2"; then
        cp "$1" "$2"
    fi
}

check=
[ "$1" = --check ] && check=1
for figure in docs/figures/*.txt; do
    first=1
    sed -n 's/^\$ //p' "$figure" >"$tmp/commands"
    while IFS= read -r command; do
        [ "$first" ] || echo
        first=
        echo "\$ $command"
        $limit sh -c "\"\$GILVM\" ${command#./gilvm }" >"$tmp/out" 2>"$tmp/err" </dev/null
        cat "$tmp/out" "$tmp/err" | sed "s@$(pwd)/@@g; s/ *\$//"
    done <"$tmp/commands" >"$tmp/figure"
    put "$tmp/figure" "$figure"
done
for tour in docs/tour.md docs/zh/tour.md docs/simulator.md; do
    awk '
        skip == 0 { print }
        skip == 2 && /^```$/ { skip = 0; next }
        skip == 1 && /^```/ {
            skip = 2
            print "```text"
            file = "docs/figures/" name ".txt"
            while ((getline line < file) > 0) print line
            close(file)
            print "```"
        }
        /^<!-- figure: / { name = $3; skip = 1 }
    ' "$tour" >"$tmp/tour"
    put "$tmp/tour" "$tour"
done
[ "$stale" = 0 ] || { echo "figures.sh: run make figures and look at the difference" >&2; exit 1; }
