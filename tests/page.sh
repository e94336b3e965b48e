#!/bin/sh
# The time line's page, used in a headless browser by tests/page/check_page.py, which gilvm runs itself: pages of simulated and of real runs.
# Where npm can fetch speedscope, that imports the other formats.
#
#   GILVM=./gilvm       the binary to test
#   SPEEDSCOPE=build/speedscope/node_modules/speedscope/dist/release     where it is kept
root=$(cd "$(dirname "$0")/.." && pwd) || exit 2
. "$root/tests/environment.sh"
: "${GILVM:=$root/gilvm}"
case $GILVM in
/*) ;;
*) GILVM=$(pwd)/$GILVM ;;
esac
if ! command -v chromedriver >/dev/null; then
    echo "no chromedriver here: the page was not looked at"
    echo "0 passed, 0 failed"
    exit 0
fi
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0
# sum_up WHAT: the log's last line is added up; what failed is shown.
sum_up() {
    line=$(tail -n 1 "$tmp/log")
    case $line in
    *" passed, 0 failed") ;;
    *) echo "FAIL $1"; cat "$tmp/log" ;;
    esac
    ok=${line%% passed*} bad=${line##*, } bad=${bad%% failed*}
    case $ok$bad in *[!0-9]* | '') ok=0 bad=1 ;; esac
    passed=$((passed + ok)) failed=$((failed + bad))
}
page() {
    name=$1
    shift
    "$GILVM" "$@" >"$tmp/log" 2>&1 && "$GILVM" "$root/tests/page/check_page.py" "$tmp/$name.html" >"$tmp/log" 2>&1
    sum_up "page of $name"
}
demo=$root/cli/lib/_demo/scripts
page counters trace -o "$tmp/counters.html" --sim=cores=2 "$demo/counters.py"
page real trace -o "$tmp/real.html" --gil=interval:1000 "$demo/sleepers.py"
cat >"$tmp/pool.py" <<'END'
import multiprocessing, threading

def work(x):
    t = threading.Thread(target=sum, args=(range(20000),))
    t.start()
    t.join()
    return sum(range(x))

if __name__ == '__main__':
    with multiprocessing.Pool(2) as pool:
        pool.map(work, [100000] * 4)
END
page processes trace -o "$tmp/processes.html" --gil=interval:1000 "$tmp/pool.py"
for policy in interval:5000 priority; do
    "$GILVM" trace -o "$tmp/$policy.trace" --sim=cores=2 --gil=$policy "$demo/convoy.py" >"$tmp/log" 2>&1
done
page both compare -o "$tmp/both.html" "$tmp/interval:5000.trace" "$tmp/priority.trace"

: "${SPEEDSCOPE:=$root/build/speedscope/node_modules/speedscope/dist/release}"
[ -d "$SPEEDSCOPE" ] || ! command -v npm >/dev/null ||
    timeout 60 npm install --silent --no-audit --no-fund --prefix "$root/build/speedscope" speedscope >/dev/null 2>&1
if [ -d "$SPEEDSCOPE" ]; then
    for format in json speedscope.json folded; do
        "$GILVM" trace -o "$tmp/run.$format" --sim=cores=2 --gil=interval:1000 "$demo/counters.py" >"$tmp/log" 2>&1
    done
    "$GILVM" "$root/tests/page/check_speedscope.py" "$SPEEDSCOPE" "$tmp"/run.* >"$tmp/log" 2>&1
    sum_up speedscope
else
    echo "no speedscope here: nothing was imported"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
