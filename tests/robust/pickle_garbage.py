# gilvm only: CPython 3.11 itself hangs or dies of some of these
# Bytes that are no pickle, or a damaged one, end in an exception; never in anything worse.
import pickle
import random

good = [pickle.dumps(v, p) for p in range(6)
        for v in ([1, 2.5, 'x', b'y', (1, 2, 3), {'a': [1], 'b': {1, 2}}, None, True, 2 ** 100], 'x' * 300,
                  [[[]]], {i: str(i) for i in range(50)}, frozenset('ab'), range(3), 1 + 2j)]
r = random.Random(7)
count = 0
for n in range(6000):
    data = bytearray(r.choice(good))
    for _ in range(r.randint(1, 4)):
        what = r.random()
        at = r.randrange(len(data)) if data else 0
        if what < 0.6 and data:
            data[at] = r.randrange(256)
        elif what < 0.8:
            del data[at:at + r.randint(1, 5)]
        else:
            data[at:at] = bytes(r.randrange(256) for _ in range(r.randint(1, 5)))
    if b'eval' in data or b'exec' in data:
        continue
    try:
        pickle.loads(bytes(data))
    except Exception:
        pass
    count += 1
for n in range(6000):
    try:
        pickle.loads(bytes(r.randrange(256) for _ in range(r.randint(1, 40))))
    except Exception:
        pass
print('survived')
