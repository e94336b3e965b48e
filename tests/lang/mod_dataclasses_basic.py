from dataclasses import dataclass, field, asdict, astuple, replace, fields, is_dataclass, FrozenInstanceError, KW_ONLY, InitVar, make_dataclass
from typing import ClassVar
@dataclass
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    count: ClassVar[int] = 5
    def dist(self): return self.x + self.y
p = P(1, 2)
print(p, p == P(1, 2), p != P(1), p.dist(), asdict(p), astuple(p), replace(p, x=9), [f.name for f in fields(p)], is_dataclass(P), P(1).tags is P(1).tags, P.__match_args__)
@dataclass(order=True, frozen=True)
class V:
    major: int
    minor: int = field(default=0, compare=True)
    note: str = field(default="", repr=False, compare=False)
print(V(1, 2) < V(1, 3), sorted([V(2), V(1, 9)]), hash(V(1)) == hash(V(1, 0, "x")), V(1) == V(1, 0, "n"))
try:
    V(1).major = 5
except FrozenInstanceError as e:
    print(type(e).__name__, e)
@dataclass
class Q(P):
    z: float = 1.5
    _: KW_ONLY
    k: str = "kw"
    iv: InitVar[int] = 3
    total: int = field(init=False)
    def __post_init__(self, iv): self.total = self.x + iv
print(Q(1, k="v", iv=10), Q(1).total)
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: P())
attempt(lambda: P(1, 2, [], 4))
attempt(lambda: P(1) < P(2))
attempt(lambda: hash(P(1)))
def bad1():
    @dataclass
    class B:
        a: list = []
attempt(bad1)
def bad2():
    @dataclass
    class B:
        a: int = 0
        b: int
attempt(bad2)
print(make_dataclass("M", ["a", ("b", int, 5)])(1))
match p:
    case P(x=1, y=y): print("y", y)
