# Slots of a subclass are shared by all threads, properties are not; many objects do not mix.
import threading


class Data(threading.local):
    __slots__ = ("shared",)

    @property
    def double(self):
        return self.own * 2


data = Data()
data.shared = "all see this"
data.own = 1
others = [threading.local() for _ in range(3)]
for i, o in enumerate(others):
    o.v = i


def work():
    data.own = 50
    print(data.shared, data.double, [hasattr(o, "v") for o in others])
    for o in others:
        o.v = "t"


t = threading.Thread(target=work)
t.start()
t.join()
print(data.shared, data.double, [o.v for o in others])
