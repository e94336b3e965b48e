t = (1, 2, 3)
print(t[0], t[-1], t[1:], t + (4,), t * 2, len(t), 2 in t, t.count(1), t.index(3), (1,), (), tuple("ab"), tuple([1]), t == (1, 2, 3), t < (1, 3), hash(t) == hash((1, 2, 3)), t[::-1], tuple(), (1, (2, (3,))), ((),))
a = 1, 2
print(a, type(a).__name__, (5), (5,), tuple({1: 2}), tuple(x for x in "z"))
print(t is tuple(t), t is t[:], (1, [2]) == (1, [2]))
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: t.__setitem__(0, 1))
def setit(): t[0] = 1
def delit(): del t[0]
attempt(setit)
attempt(delit)
attempt(lambda: t[3])
attempt(lambda: t["a"])
attempt(lambda: t.index(9))
attempt(lambda: t.append(1))
attempt(lambda: tuple(5))
attempt(lambda: t + [1])
attempt(lambda: hash(([],)))
