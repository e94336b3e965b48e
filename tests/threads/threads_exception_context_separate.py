# What is being handled in one thread is not seen in another.
import sys
import threading

inside = threading.Barrier(2)


def other():
    inside.wait()
    print(sys.exc_info())
    try:
        raise KeyError
    except KeyError as e:
        print(e.__context__)
    inside.wait()


t = threading.Thread(target=other)
t.start()
try:
    raise ValueError("main's")
except ValueError:
    inside.wait()
    inside.wait()
    print(sys.exc_info()[1])
t.join()
