# Positional and keyword arguments of every kind arrive as they are.
import threading

got = []


def f(a, b=2, *rest, c, d=4, **more):
    got.append((a, b, rest, c, d, more))


for args, kwargs in [((1,), {"c": 3}), ((1, 5, 6, 7), {"c": 3, "d": 0, "e": 9}), ([1], dict(c=None)),
                     (range(4), {"c": []}), ("ab", {"c": "c"}), (iter([1, 2]), {"c": 1})]:
    t = threading.Thread(target=f, args=args, kwargs=kwargs)
    t.start()
    t.join()
for g in got:
    print(g)
