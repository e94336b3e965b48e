"""Three ways to make a thread: a function, an object that can be called, a subclass with run().

    gilvm examples/04-threads/three_ways.py

Row 11. Each is joined before the next one starts, so that the order is certain.
"""
import threading


# 1. An instance of Thread that is given a function.
def greet(who, times=1):
    print(threading.current_thread().name, '你好' * times, who)


t = threading.Thread(target=greet, name='函数', args=('世界',), kwargs={'times': 2})
t.start()
t.join()


# 2. An instance of Thread that is given an object with __call__: it can keep what it found.
class Task:
    def __init__(self, function, *args):
        self.function, self.args, self.result = function, args, None

    def __call__(self):
        self.result = self.function(*self.args)


task = Task(pow, 2, 10)
t = threading.Thread(target=task, name='对象')
t.start()
t.join()
print(t.name, task.result)


# 3. A subclass that says itself what to do.
class MyThread(threading.Thread):
    def __init__(self, function, args, name):
        super().__init__(name=name)
        self.function, self.args, self.result = function, args, None

    def run(self):
        self.result = self.function(*self.args)

    def get_result(self):
        return self.result


t = MyThread(sum, ([1, 2, 3],), '子类')
t.start()
t.join()
print(t.name, t.get_result())
