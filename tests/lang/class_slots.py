class P:
    __slots__ = ("x", "y")
    def __init__(self): self.x = 1
p = P()
def attempt(f):
    try:
        print(f())
    except AttributeError as e:
        print("AttributeError:", e)
attempt(lambda: p.x)
attempt(lambda: p.y)
attempt(lambda: setattr(p, "z", 1))
attempt(lambda: p.__dict__)
p.y = 5
del p.x
attempt(lambda: p.x)
class Q(P): pass
q = Q()
q.z = 3
print(q.z, q.__dict__, P.__slots__)
class S:
    __slots__ = "only"
s = S()
s.only = 1
print(s.only)
class R(P):
    __slots__ = ["w"]
r = R()
r.w = r.x = 2
print(r.w, r.x, hasattr(r, "__dict__"))
try:
    class Bad:
        __slots__ = ("a",)
        a = 1
except ValueError as e:
    print(e)
