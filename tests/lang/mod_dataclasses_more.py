from dataclasses import dataclass, field, asdict
@dataclass
class In: v: int
@dataclass
class Out:
    i: In
    l: list[In]
    d: dict
o = Out(In(1), [In(2)], {"k": In(3)})
print(asdict(o), o)
@dataclass(slots=True)
class S:
    a: int = 1
try:
    S().b = 2
except AttributeError as e:
    print(e)
@dataclass(repr=False, eq=False)
class N: a: int
print(N(1) == N(1), "N object" in repr(N(1)))
@dataclass(kw_only=True)
class K: a: int; b: int = 2
print(K(a=1))
@dataclass(unsafe_hash=True)
class H: a: int
print(len({H(1), H(1)}))
@dataclass
class R:
    me: object = None
r = R()
r.me = r
print(r)
@dataclass
class C:
    x: int
    def __eq__(self, o): return "custom"
    def __repr__(self): return "C!"
print(C(1) == C(2), C(1))
