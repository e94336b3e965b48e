#!/bin/sh
# Records each script of tests/threads under several policies and follows each recording REPLAY_RUNS times: the output, the exit
# code and the hand-overs must be the same (gilvm compares the hand-overs by itself and fails). Then: what must be refused.
#   REPLAY_RUNS=1000 tests/replay.sh        all scripts, 1000 runs each
#   T=barrier POLICIES="tick:1" tests/replay.sh
#   T=threads/ REPLAY_RUNS=1000 POLICIES="tick:100 interval" tests/replay.sh      the scripts of tests/threads alone
# Of many runs 50 share a program's start (replay --times), at one place in memory; the next 50 have another.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/environment.sh
gilvm=${GILVM:-./gilvm}
case $gilvm in /*) ;; *) gilvm=$PWD/$gilvm ;; esac
runs=${REPLAY_RUNS:-1}
policies=${POLICIES:-"tick:1 tick:100 interval random:7 priority"}
limit=${TEST_TIMEOUT:-60}
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
passed=0
failed=0
followed=0 # runs
began=$(date +%s)

ok() {
    passed=$((passed + 1))
}

bad() {
    failed=$((failed + 1))
    echo "FAILED $*"
}


record() { # NAME POLICY WORDS...
    name=$1
    policy=$2
    shift 2
    timeout "$limit" "$gilvm" --gil="$policy" --record="$tmp/rec" "$@" >"$tmp/out" 2>"$tmp/err" <"${INPUT:-/dev/null}"
    status=$?
    if [ $status -ge 124 ] && [ $status -ne 130 ]; then
        bad "$name, $policy: recording ended with $status"
        return 1
    fi
}

follow() { # NAME POLICY
    left=$runs
    while [ "$left" -gt 0 ]; do
        times=$((left < 50 ? left : 50))
        left=$((left - times))
        more=
        [ "$times" -gt 1 ] && more=--times=$times
        timeout $((limit * times)) "$gilvm" replay $more "$tmp/rec" >"$tmp/out2" 2>"$tmp/err2" </dev/null
        again=$?
        if [ $again -ne $status ] || ! cmp -s "$tmp/out" "$tmp/out2" || ! cmp -s "$tmp/err" "$tmp/err2"; then
            bad "$1, $2: with $left of $runs runs left, one is not the recorded one (exit codes $status, $again)"
            diff "$tmp/out" "$tmp/out2" | head -n 10
            diff "$tmp/err" "$tmp/err2" | head -n 10
            [ -n "${KEEP:-}" ] && cp "$tmp/rec" "$KEEP/$1.$2.rec"
            return 1
        fi
        followed=$((followed + times))
    done
    ok
}

for file in tests/threads/*.py; do
    name=$(basename "$file" .py)
    case "threads/$name" in *"${T:-}"*) ;; *) continue ;; esac
    grep -q 'subprocess\|multiprocessing\|os\.fork' "$file" && continue # processes have a life of their own
    for policy in $policies; do
        record "$name" "$policy" "$file" && follow "$name" "$policy"
    done
done

# ---- runs that end in other ways ----

cat >"$tmp/input.py" <<'END'
import os, sys, threading
print(input('name? '), sys.stdin.read().split())
r, w = os.pipe()
t = threading.Thread(target=lambda: print(os.read(r, 10)))
t.start()
os.write(w, b'through')
t.join()
print(os.getpid(), os.urandom(4), {object(), object()}, threading.get_native_id())
with open(os.path.join(os.path.dirname(__file__), 'made'), 'x') as f:
    print(f.write('text'), f.fileno())
os.rename(f.name, f.name + '2')
print(os.listdir(os.path.dirname(__file__)), os.stat(f.name + '2').st_mtime)
os.remove(f.name + '2')
END
cat >"$tmp/raises.py" <<'END'
import threading
for _ in range(4): # who writes first to standard error is not the lock's business
    threading.Thread(target=lambda: 1 / 0).start()
raise KeyError('at the end')
END
cat >"$tmp/signals.py" <<'END'
import os, signal, threading, time
seen = []
signal.signal(signal.SIGALRM, lambda n, f: seen.append(n))
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
t = threading.Thread(target=lambda: [x * x for x in range(20000)])
t.start()
n = 0
while len(seen) < 5:
    n += 1
t.join()
signal.setitimer(signal.ITIMER_REAL, 0)
print(n)
os.kill(os.getpid(), signal.SIGALRM)
print(len(seen))
END
cat >"$tmp/exits.py" <<'END'
import os, threading
threading.Thread(target=lambda: os._exit(5)).start()
while True:
    pass
END
cat >"$tmp/waits.py" <<'END'
import threading
lock = threading.Lock()
lock.acquire()
def f():
    print('ready', flush=True)
    while True:
        pass
threading.Thread(target=f, daemon=True).start()
try:
    lock.acquire()
finally:
    print('at last')
END
cat >"$tmp/sockets.py" <<'END'
import select, selectors, socket, threading
server = socket.create_server(('127.0.0.1', 0))
def serve():
    for _ in range(2):
        c, address = server.accept()
        with c:
            while data := c.recv(100):
                c.sendall(data.upper())
t = threading.Thread(target=serve)
t.start()
for i in range(2):
    with socket.create_connection(server.getsockname(), timeout=20) as c, selectors.DefaultSelector() as s:
        s.register(c, selectors.EVENT_READ)
        for j in range(5):
            c.sendall(b'call %d' % j)
            print(c.fileno(), len(s.select(20)), len(select.select([c], [], [], 20)[0]), c.recv(100))
        print(c.getsockname())
t.join()
a, b = socket.socketpair()
a.settimeout(0.01)
try:
    a.recv(1)
except TimeoutError as e:
    print(e)
END
cat >"$tmp/spins.py" <<'END'
import time
end, n, last = time.time() + 0.3, 0, 0
while last < end:
    now = time.time()
    assert now >= last
    last, n = now, n + 1
print(n)
END
cat >"$tmp/flushed.py" <<'END'
import os
os.kill(os.getpid(), 0)
END
cat >"$tmp/killed.py" <<'END'
import os, signal
print('before', flush=True)
os.kill(os.getpid(), signal.SIGKILL)
END
echo 'a name
and more' >"$tmp/lines"
if [ "${T:-ends}" = ends ]; then
    for policy in $policies; do
        INPUT=$tmp/lines record input "$policy" "$tmp/input.py" && follow input "$policy"
        record raises "$policy" "$tmp/raises.py" && follow raises "$policy"
        record signals "$policy" "$tmp/signals.py" && follow signals "$policy"
        record sockets "$policy" "$tmp/sockets.py" && follow sockets "$policy"
        record exits "$policy" "$tmp/exits.py" && [ $status -eq 5 ] && follow exits "$policy"
        record text "$policy" -c 'import threading; t = threading.Thread(target=print, args=(1,)); t.start(); t.join()' a b &&
            follow text "$policy"

        # Ctrl-C while all threads run or wait
        timeout --preserve-status -s INT 1 "$gilvm" --gil="$policy" --record="$tmp/rec" "$tmp/waits.py" >"$tmp/out" 2>"$tmp/err"
        status=$?
        grep -q "at last" "$tmp/out" || bad "Ctrl-C, $policy: ended with $status"
        follow "Ctrl-C" "$policy"
    done
fi

# The process is killed: the file is whole all the same, and the run comes to the same end.
"$gilvm" --record="$tmp/rec" "$tmp/killed.py" >"$tmp/out" 2>&1
"$gilvm" replay "$tmp/rec" >"$tmp/out2" 2>&1
[ $? -eq 137 ] && grep -q before "$tmp/out2" && ok || bad "killed: the end was not repeated"

# Nothing happens between the last time it was written and its end, whose line is shorter.
record flushed tick:100 "$tmp/flushed.py" && follow flushed tick:100

# Processes that share memory are refused when they are recorded, not when the recording is followed.
cat >"$tmp/shares.py" <<'END'
import multiprocessing
if __name__ == '__main__':
    try:
        multiprocessing.Process(target=print).start()
    except RuntimeError as e:
        print(e)
END
record shares tick:100 "$tmp/shares.py" && grep -q 'cannot start processes by multiprocessing' "$tmp/out" && follow shares tick:100 ||
    bad "multiprocessing in a recorded run: $(cat "$tmp/out" "$tmp/err")"

# Each reading of a clock as an entry would be megabytes.
record spins interval "$tmp/spins.py" && follow spins interval
size=$(wc -c <"$tmp/rec")
[ "$size" -lt 400000 ] && ok || bad "a script that spins on the clock wrote $size bytes"

# ---- what is refused ----

refused() { # NAME EXITCODE TEXT: replaying $tmp/bad fails like this
    "$gilvm" replay "$tmp/bad" >"$tmp/out" 2>"$tmp/err" </dev/null
    code=$?
    if [ $code -eq "$2" ] && grep -q "$3" "$tmp/err" && [ ! -s "$tmp/out" ]; then
        ok
    else
        bad "$1: exit code $code instead of $2, said: $(cat "$tmp/err")"
    fi
}

cat >"$tmp/script.py" <<'END'
import threading, time
def f():
    for i in range(100):
        time.time()
threads = [threading.Thread(target=f) for _ in range(3)]
for t in threads: t.start()
for t in threads: t.join()
END
"$gilvm" --gil=random:3 --record="$tmp/good" "$tmp/script.py"
size=$(wc -c <"$tmp/good")
for part in 0 5 100 $((size / 2)) $((size - 30)) $((size - 1)); do
    head -c "$part" "$tmp/good" >"$tmp/bad"
    refused "truncated to $part of $size bytes" 2 "truncated\|not a recording\|damaged"
done
grep -v '^end' "$tmp/good" >"$tmp/bad"
refused "without its end" 2 truncated
awk '/^wall/ && !n++ { sub(/[0-9]+$/, "77") } { print }' "$tmp/good" >"$tmp/bad"
refused "a changed clock" 2 "was changed"
awk '/^p / && !n++ { sub(/[0-9]+$/, "9") } { print }' "$tmp/good" >"$tmp/bad"
refused "a changed hand-over" 2 "was changed"
cp tests/replay.sh "$tmp/bad"
refused "foreign text" 2 "not a recording"
head -c 5000 /dev/urandom >"$tmp/bad"
refused "foreign bytes" 2 "not a recording"
sed "1s/[0-9]*\$/999/" "$tmp/good" >"$tmp/bad"
refused "another format" 2 "another version of the format"
rm -f "$tmp/bad"
refused "no file" 2 "cannot read"
mkdir "$tmp/bad"
refused "a folder" 2 "cannot read"
rmdir "$tmp/bad"
cp "$tmp/good" "$tmp/bad"
echo '# a comment' >>"$tmp/script.py"
refused "a changed script" 2 "changed since"
rm "$tmp/script.py"
refused "a script that is gone" 2 "not there"

echo 'def f(): return 1' >"$tmp/module.py"
echo 'import module; print(module.f())' >"$tmp/imports.py"
"$gilvm" --record="$tmp/bad" "$tmp/imports.py" >/dev/null
echo 'def f(): return 2' >"$tmp/module.py"
refused "a changed module" 4 "module.py', which has been changed"

echo 'first' >"$tmp/data"
echo "print(len(open('$tmp/data').read()))" >"$tmp/reads.py"
"$gilvm" --record="$tmp/bad" "$tmp/reads.py" >/dev/null
echo 'other' >"$tmp/data"
refused "a changed file" 4 "holds other bytes now"

# Of many runs each is compared with the first: the second finds no file to read.
echo 'first' >"$tmp/data"
echo "import os
print(open('$tmp/data').read())
os.remove('$tmp/data')" >"$tmp/takes.py"
"$gilvm" --record="$tmp/rec" "$tmp/takes.py" >"$tmp/out"
echo 'first' >"$tmp/data"
"$gilvm" replay --times=3 "$tmp/rec" >"$tmp/out2" 2>"$tmp/err"
[ $? -eq 4 ] && cmp -s "$tmp/out" "$tmp/out2" && grep -q "run 2 of 3 is not the first one again" "$tmp/err" && ok ||
    bad "--times: $(cat "$tmp/err")"
"$gilvm" replay --times=0 "$tmp/rec" 2>&1 | grep -q "must be a number from 1" && ok || bad "--times=0"

# ---- a look on the way, and schedules ----

cat >"$tmp/race.py" <<'END'
import threading
x = 0
def f(name):
    global x
    for i in range(200):
        x += 1
threads = [threading.Thread(target=f, args=(n,)) for n in 'ab']
for t in threads: t.start()
for t in threads: t.join()
print(x)
END
"$gilvm" --gil=random:4 --record="$tmp/rec" "$tmp/race.py" >"$tmp/out"
"$gilvm" replay --until=2:250 "$tmp/rec" >"$tmp/out2" 2>"$tmp/err"
if cmp -s "$tmp/out" "$tmp/out2" && grep -q "thread 2 'Thread-1 (f)' at step 250, has the lock" "$tmp/err" &&
    grep -q "name = 'a'" "$tmp/err" && grep -q "      x = [0-9]" "$tmp/err"; then
    ok
else
    bad "--until: $(cat "$tmp/err")"
fi
"$gilvm" replay --until=2:250 --stop "$tmp/rec" >"$tmp/out2" 2>"$tmp/err"
[ $? -eq 0 ] && [ ! -s "$tmp/out2" ] && grep -q "at step 250, has the lock" "$tmp/err" && ok || bad "--stop"
"$gilvm" replay --until=2:99999999 "$tmp/rec" 2>&1 >/dev/null | grep -q "did not come to step" && ok || bad "--until beyond the end"
"$gilvm" --gil=script:"$tmp/rec" "$tmp/race.py" >"$tmp/out2" 2>&1
cmp -s "$tmp/out" "$tmp/out2" && ok || bad "script: of a recording printed $(cat "$tmp/out2")"

echo "$followed runs followed in $(($(date +%s) - began)) s"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
