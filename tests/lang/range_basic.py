r = range(2, 20, 3)
print(r, list(r), len(r), r[1], r[-1], r[1:4], r[::-1], r.start, r.stop, r.step, 5 in r, 6 in r, 5.0 in r, "a" in r, r.index(8), r.count(8), r.count(9), list(reversed(r)), bool(range(0)), range(3) == range(0, 3, 1), range(0) == range(5, 5), range(0, 3, 2) == range(0, 4, 2), hash(range(3)) == hash(range(0, 3)))
print(list(range(5, 0, -2)), list(range(0, -5, -1)), list(range(5, 0)), range(10)[3:8:2], range(10 ** 30)[10 ** 29], len(range(10 ** 15)), list(range(10 ** 20, 10 ** 20 + 3)), 10 ** 25 in range(10 ** 30), sum(range(1000)), max(range(5)), list(range(2 ** 63 - 2, 2 ** 63 + 2)), range(True, 3))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: range(1.5))
attempt(lambda: range("a"))
attempt(lambda: range(1, 2, 0))
attempt(lambda: range())
attempt(lambda: range(1, 2, 3, 4))
attempt(lambda: range(3)[3])
attempt(lambda: range(3)["a"])
attempt(lambda: range(3).index(7))
attempt(lambda: len(range(10 ** 30)))
def setit(): range(3)[0] = 1
attempt(setit)
attempt(lambda: range(3) < range(4))
attempt(lambda: range(3) + range(4))
attempt(lambda: setattr(range(3), "start", 1))
