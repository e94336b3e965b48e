# What threading.excepthook gets; ExceptHookArgs is a struct sequence of four.
import sys
import threading

got = []
threading.excepthook = got.append


def fails(x):
    raise KeyError(x)


t = threading.Thread(target=fails, args=("k",), name="failing")
t.start()
t.join()
args = got[0]
print(type(args).__name__, len(args), args.exc_type is KeyError, args.exc_value, args.thread is t)
print(args.exc_traceback.tb_frame.f_code.co_name, isinstance(args, tuple), args[1] is args.exc_value)
a, b, c, d = args
print(a is KeyError, d is t, threading.ExceptHookArgs is type(args))
for wrong in ((), (1,), (1, 2, 3, 4, 5), 5):
    try:
        threading.ExceptHookArgs(wrong)
    except TypeError as e:
        print(e)
print(threading.ExceptHookArgs((ValueError, None, None, None)).exc_type)
sys.stderr = sys.stdout
threading.__excepthook__(threading.ExceptHookArgs((ValueError, ValueError("by hand"), None, t)))
threading.__excepthook__(threading.ExceptHookArgs((SystemExit, SystemExit(1), None, t)))
for wrong in (None, (1, 2, 3, 4)):
    try:
        threading.__excepthook__(wrong)
    except TypeError as e:
        print(e)
