# An exception in a thread of _thread goes to sys.unraisablehook; SystemExit ends it silently.
import _thread
import sys
import time

seen = []
sys.unraisablehook = lambda u: seen.append((u.exc_type.__name__, str(u.exc_value), u.err_msg, u.object is fails))


def fails():
    raise ValueError("low")


def exits():
    seen.append("exits")
    _thread.exit()


def exits_otherwise():
    seen.append("exits otherwise")
    raise SystemExit("text")


for f in (fails, exits, exits_otherwise, fails):
    before = len(seen)
    _thread.start_new_thread(f, ())
    while len(seen) == before:
        time.sleep(0.001)
for s in seen:
    print(s)
try:
    _thread.exit()
except SystemExit as e:
    print("SystemExit", e.code, e.args)
try:
    _thread.exit_thread()
except SystemExit as e:
    print("SystemExit", e.code)
