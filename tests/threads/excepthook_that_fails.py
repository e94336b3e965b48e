# A hook that raises is reported, and the thread's own exception with it.
import sys
import threading

sys.stderr = sys.stdout


def hook(args):
    raise RuntimeError("the hook fails too")


def report(exc_type, exc, tb):
    print("sys.excepthook:", exc_type.__name__, exc, exc.__context__)


threading.excepthook = hook
sys.excepthook = report
t = threading.Thread(target=lambda: 1 / 0)
t.start()
t.join()
print("main goes on")
threading.excepthook = None
try:
    threading.Thread(target=lambda: 1 / 0)
except RuntimeError as e:
    print(e)
threading.excepthook = hook
t = threading.Thread(target=lambda: 1 / 0, name="again")
threading.excepthook = None
t.start()
t.join()
