class P:
    def __init__(self, x): self.x = x
    def __eq__(self, o):
        if not isinstance(o, P): return NotImplemented
        return self.x == o.x
    def __hash__(self): return hash(self.x)
print(P(1) == P(1), P(1) != P(2), P(1) == 1, P(1) != 1, len({P(1), P(1), P(2)}), {P(1): "v"}[P(1)])
class Q:
    def __eq__(self, o): return True
print(Q() == 5, Q() != 5, Q.__hash__)
try:
    hash(Q())
except TypeError as e:
    print(e)
try:
    {Q(): 1}
except TypeError as e:
    print(e)
class R(P):
    def __eq__(self, o): return super().__eq__(o)
try:
    hash(R(1))
except TypeError as e:
    print(e)
