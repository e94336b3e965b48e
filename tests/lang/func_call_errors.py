def attempt(fn):
    try:
        fn()
    except TypeError as e:
        print("TypeError:", e)
def f(a, b): pass
def g(a, b=1): pass
def h(): pass
def k(a, b, c): pass
def kw(**k): pass
class C:
    def m(self, x): pass
attempt(lambda: f())
attempt(lambda: f(1))
attempt(lambda: f(1, 2, 3))
attempt(lambda: g())
attempt(lambda: g(1, 2, 3))
attempt(lambda: h(1))
attempt(lambda: h(x=1))
attempt(lambda: f(1, a=2))
attempt(lambda: f(1, 2, c=3))
attempt(lambda: k())
attempt(lambda: kw(**{"a": 1}, **{"a": 2}))
attempt(lambda: kw(**{1: 2}))
attempt(lambda: f(*5))
attempt(lambda: f(**5))
attempt(lambda: C().m())
attempt(lambda: C().m(1, 2))
attempt(lambda: C.m())
attempt(lambda: C(1))
attempt(lambda: 5())
attempt(lambda: "s"(1))
attempt(lambda: None())
attempt(lambda: C()())
def vk(a, *, k): pass
attempt(lambda: vk(1, 2, k=3))
attempt(lambda: vk(1, 2))
