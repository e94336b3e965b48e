class St(set):
    def add(self, x): super().add(str(x))
s = St([1])
s.add(2)
print(sorted(map(str, s)), type(s | {3}).__name__)
class Fz(frozenset): pass
print(Fz([1]), hash(Fz([1])) == hash(frozenset([1])))
class B(bytes): pass
print(B(b"x"), B(b"x")[0], type(B(b"ab")[:1]).__name__)
