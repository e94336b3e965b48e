# Names: numbers, the target's name, what is given, and what is not a string.
import functools
import threading


def work():
    pass


class Callable:
    def __call__(self):
        pass


class Sub(threading.Thread):
    pass


print(threading.Thread().name)
print(threading.Thread(target=work).name)
print(threading.Thread(target=lambda: 1).name)
print(threading.Thread(target=Callable()).name)
print(threading.Thread(target=functools.partial(work)).name)
print(threading.Thread(target=print).name)
print(threading.Thread(target=[].append).name)
print(threading.Thread(name="given", target=work).name)
print(threading.Thread(name="").name)
print(threading.Thread(name=0).name)
print(threading.Thread(name=12).name, type(threading.Thread(name=12).name))
print(Sub().name, Sub(target=work).name)
print(threading.Timer(1, work).name)
t = threading.Thread()
t.name = 5
print(repr(t.name))
t.name = "中文名"
print(t.name, repr(t))
print(threading.Thread().name)
print(threading.main_thread().name)
threading.main_thread().name = "renamed"
print(threading.current_thread().name)
