# The traceback of a thread, on standard error, with the thread's name.
import io
import sys
import threading


def printed():
    """What is on standard error, without the lines of the library."""
    for line in sys.stderr.getvalue().splitlines():
        if "threading.py" not in line and "self.run()" not in line and "self._target(" not in line:
            print("  File" + line.split('"')[2] if "File" in line else line)
    sys.stderr = io.StringIO()


sys.stderr = io.StringIO()


def inner(x):
    return 1 / x


def outer():
    try:
        inner(0)
    except ZeroDivisionError as e:
        raise ValueError("no good") from e


t = threading.Thread(target=outer, name="计算")
t.start()
t.join()


class Sub(threading.Thread):
    def run(self):
        self.missing


t = Sub()
t.start()
t.join()


def exits():
    sys.exit("not shown")


t = threading.Thread(target=exits)
t.start()
t.join()
printed()
print(t.is_alive())
sys.stderr = None
t = threading.Thread(target=outer)
t.start()
t.join()
print("silent")
