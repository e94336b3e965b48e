# What has a __del__ and still lives when the program ends, ends with it: after threads and atexit,
# oldest first, with the module's names still there.
import atexit
import threading


class Told:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print('end of', self.name, 'in', threading.current_thread().name, count())


class Failing:
    def __del__(self):
        raise ValueError('nobody hears it')      # on standard error alone


class Again:
    def __del__(self):
        made.append(Again())                     # which has no end of its own


def count():
    return len(names)


names = ['first', 'second', 'third']
first = Told('first')
second = Told('second')
failing = Failing()
made = []
circle = Told('circle')
circle.itself = circle
atexit.register(print, 'atexit')
atexit.register(lambda: globals().update(late=Told('late')))
threading.Thread(target=print, args=('thread',)).start()
