class Singleton:
    _i = None
    def __new__(cls, *a):
        if cls._i is None: cls._i = super().__new__(cls)
        return cls._i
    def __init__(self, v): self.v = v
a, b = Singleton(1), Singleton(2)
print(a is b, a.v)
class Pos(int):
    def __new__(cls, v): return super().__new__(cls, abs(v))
print(Pos(-5), type(Pos(-5)).__name__, Pos(-5) + 1)
class Other:
    def __new__(cls): return "not an instance"
    def __init__(self): print("never called")
print(Other())
class NoArgs: pass
for f in (lambda: NoArgs(1), lambda: object(1), lambda: NoArgs(a=1)):
    try:
        f()
    except TypeError as e:
        print(e)
class BadInit:
    def __init__(self): return 5
try:
    BadInit()
except TypeError as e:
    print(e)
