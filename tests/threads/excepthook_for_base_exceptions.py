# KeyboardInterrupt and GeneratorExit in a thread are reported as any other; SystemExit ends it silently.
import sys
import threading

names = []
threading.excepthook = lambda args: names.append(args.exc_type.__name__)


class MyExit(SystemExit):
    pass


def fails(cls):
    raise cls


for cls in (KeyboardInterrupt, GeneratorExit, SystemExit, MyExit, BaseException, ValueError):
    t = threading.Thread(target=fails, args=(cls,))
    t.start()
    t.join()
print(names)
sys.stderr = sys.stdout
threading.excepthook = threading.__excepthook__
t = threading.Thread(target=fails, args=(SystemExit,))
t.start()
t.join()
print("done")
