# f(*args, **kwargs) calls as any other call does: through methods, classes and natives, and 900 deep.
class C:
    def __init__(self, *a, **k):
        self.got = a, k

    def m(self, *a, **k):
        return a, k


def f(*a, **k):
    return a, k


def down(n, *, step=1):
    return 0 if n == 0 else 1 + down(*(n - step,), **{"step": step})


print(f(*(1, 2), **{"x": 3}), C(*[1], **{"y": 2}).got, C(1).m(*"ab", z=1), C.m(*[C(), 5]))
print(max(*[3, 4]), dict(*[[("a", 1)]], **{"b": 2}), sorted(*["cab"], **{"reverse": True}))
print(down(900))
for bad in (lambda: f(*3), lambda: 3(*()), lambda: C(*[1], **{"self": 1}), lambda: len(*[[1], 2]), lambda: str.upper(*[3]),
            lambda: down(*[1], **{"stop": 1})):
    try:
        print(bad())
    except TypeError as e:
        print(e)
