# A trace function that raises ends the thread as any exception does; the others go on.
import threading


def hook(args):
    print(args.thread.name, args.exc_type.__name__, args.exc_value)


threading.excepthook = hook


def tracer(frame, event, arg):
    if frame.f_code is work.__code__:
        raise ValueError("not traced")


def work():
    print("never")


def fine():
    print("fine")


threading.settrace(tracer)
for target in (work, fine):
    t = threading.Thread(target=target)
    t.start()
    t.join()
threading.settrace(None)
