# run can be set on an instance, and a subclass may take arguments of its own.
import threading

t = threading.Thread()
t.run = lambda: print("my run")
t.start()
t.join()


class Adder(threading.Thread):
    def __init__(self, a, b):
        super().__init__(name=f"{a}+{b}")
        self.a, self.b, self.sum = a, b, None

    def run(self):
        self.sum = self.a + self.b


threads = [Adder(i, i) for i in range(5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print([t.sum for t in threads], [t.name for t in threads])
