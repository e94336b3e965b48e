class P:
    __match_args__ = ("x", "y")
    x = y = 1
match P():
    case P(1, y=1 | 2 as z): print(z)
    case None | True | "s" | -1 | 1.5: pass
