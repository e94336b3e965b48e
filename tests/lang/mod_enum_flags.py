from enum import Flag, IntFlag, auto
class P(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W
print(P.R | P.X, repr(P.R | P.W), P.RW & P.R, P.RW ^ P.R, ~P.R, P.R in P.RW, P.X in P.RW, bool(P.R & P.X), P(3), P(0), (P.R | P.W) is P.RW, list(P), list(P.RW), P.X.value, len(P.RW))
class I(IntFlag):
    A = 1
    B = 2
print(I.A | I.B, repr(I.A | 4), I.A + 1, I(3), I.A | I.B == 3)
