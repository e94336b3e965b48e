class S(str):
    def shout(self): return self.upper() + "!"
    def __add__(self, o): return S(str(self) + "+" + o)
s = S("hi")
print(s, s.shout(), s + "x", type(s + "x").__name__, type(s.upper()).__name__, s == "hi", {s: 1}["hi"], repr(s))
class I(int):
    def __repr__(self): return f"I({int(self)})"
print(I(5), [I(5)], I(5) + 1, type(I(5) + 1).__name__, I("12"), I(7) // 2, hash(I(5)) == hash(5), f"{I(5)}", "%d" % I(5))
class T(tuple):
    def __new__(cls, a, b): return super().__new__(cls, (a, b))
    @property
    def first(self): return self[0]
t = T(1, 2)
print(t, t.first, t == (1, 2), hash(t) == hash((1, 2)), type(t[:]).__name__)
class F(float): pass
print(F(1.5) * 2, type(F(1)).__name__, F("2"), repr(F(2)))
