from typing import *
T = TypeVar("T")
class Box(Generic[T]):
    def __init__(self, v: T): self.v = v
    def get(self) -> Optional[T]: return self.v
print(Box(5).get(), Box[int](6).get())
def f(a: List[int], b: Dict[str, Any], c: Union[int, str] = 0, *d: Tuple[int, ...], e: Callable[[int], str] = None) -> Iterator[int]:
    return cast(int, a[0])
print(f([1], {}), List[int] is not None, TYPE_CHECKING)
class P(NamedTuple):
    x: int
    y: str = "d"
print(P(1), P(1, "z")._asdict(), P._fields)
class Proto(Protocol):
    def m(self) -> int: ...
class TD(TypedDict):
    a: int
print(TD(a=1), NewType("UserId", int)(5))
@overload
def g(x: int) -> int: ...
def g(x): return x
print(g(3), get_type_hints(g) == {}, Literal["a"] is not None, Final is not None, no_type_check(g)(1))
@final
class Fin: pass
def h(x: "Box[int]") -> "NoReturn": pass
X: ClassVar[int] = 3
print(h.__annotations__, X, Annotated[int, 1] is not None)
@runtime_checkable
class Q(Protocol):
    def q(self): ...
class HasQ:
    def q(self): pass
print(isinstance(HasQ(), Q), isinstance(5, Q))
