from dataclasses import dataclass, field
@dataclass(order=True)
class A:
    x: int
    y: list = field(default_factory=list)
print(A(1), A(1) < A(2))
