# OrderedDict against a list of pairs: moves to both ends, pops at both, deletions, growth.
import random
from collections import OrderedDict

rnd = random.Random(7)
for size in (4, 30, 300):
    d, model = OrderedDict(), []
    for step in range(4000):
        what, key = rnd.random(), rnd.choice((rnd.randrange(size), str(rnd.randrange(size))))
        at = [i for i, pair in enumerate(model) if pair[0] == key]
        if what < 0.3:
            d[key] = step
            if at:
                model[at[0]] = (key, step)
            else:
                model.append((key, step))
        elif what < 0.75:
            last = what > 0.6
            try:
                d.move_to_end(key, last=last)
            except KeyError as e:
                assert not at and e.args == (key,)
            else:
                pair = model.pop(at[0])
                model.insert(len(model) if last else 0, pair)
        elif what < 0.85 and model:
            last = what > 0.8
            assert d.popitem(last=last) == model.pop(-1 if last else 0)
        elif what < 0.95:
            assert d.pop(key, None) == (model.pop(at[0])[1] if at else None)
        elif what < 0.951:
            d.clear()
            model.clear()
        if step % 20 == 0:
            assert list(d.items()) == model and len(d) == len(model) and list(reversed(d)) == [k for k, _ in reversed(model)]
            assert d.copy() == d and all(d[k] == v for k, v in model) and dict(d) == dict(model)
    print(size, len(d), list(d)[:3])

# Queues and turns: as long as they are, each step takes the same time.
n = 100_000
d = OrderedDict.fromkeys(range(n))
for i in reversed(range(n)):
    d.move_to_end(i, last=False)
print(list(d)[:3], len(d))
for i in range(n):
    d[n + i] = None
    assert d.popitem(last=False)[0] == i
print(len(d), next(iter(d)))
d.move_to_end(n + 5, last=False)
d.move_to_end(n + 5, last=False)
print(list(d)[:3])
plain = dict.fromkeys(range(n))
while plain:
    del plain[next(iter(plain))]
print(plain)
try:
    d.move_to_end([], last=False)
except TypeError as e:
    print(e)
