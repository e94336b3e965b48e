import random
for s in (0, 1, -1, 2 ** 40, 10 ** 50, 1.5, "text", "中文", b"bytes"):
    random.seed(s)
    print(repr(s)[:20], random.random(), random.randrange(1000))
random.seed(5)
st = random.getstate()
a = random.random()
random.setstate(st)
print(a == random.random(), random.Random(5).random() == a)
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: random.choice([]))
attempt(lambda: random.randint(5, 1))
attempt(lambda: random.sample([1], 2))
attempt(lambda: random.randrange(0))
attempt(lambda: random.choices([], k=1))
attempt(lambda: random.seed([]))
attempt(lambda: random.sample({1, 2}, 1))
attempt(lambda: random.randrange(1.5))
