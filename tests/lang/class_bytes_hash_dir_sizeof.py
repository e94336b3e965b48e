class A:
    def __bytes__(self): return b"raw"
    def __hash__(self): return 10 ** 30
    def __dir__(self): return ["z", "a", "m"]
print(bytes(A()), hash(A()) == hash(10 ** 30), dir(A()))
class B:
    def __hash__(self): return "x"
try:
    hash(B())
except TypeError as e:
    print(e)
class C:
    p = 1
    def m(self): pass
c = C()
c.q = 2
print([n for n in dir(c) if not n.startswith("_")])
print([n for n in dir(C) if not n.startswith("_")])
