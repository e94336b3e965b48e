class Bad:
    def __init__(self, what): object.__setattr__(self, "what", what)
def boom(self, *a): raise KeyError("boom")
for n in "eq ne lt le gt ge hash repr str len bool iter next getitem setitem delitem contains call add radd neg index int float enter format getattr setattr delattr get missing reversed round length_hint abs".split():
    cls = type("Bad_" + n, (), {f"__{n}__": boom})
    if n == "eq": cls.__hash__ = lambda s: 1
    o = cls()
    for name, f in (("==", lambda: o == 1), ("!=", lambda: o != 1), ("<", lambda: o < 1), ("hash", lambda: {o: 1}), ("repr", lambda: repr([o])), ("str", lambda: str(o)), ("fstr", lambda: f"{o}"), ("len", lambda: len(o)), ("if", lambda: 1 if o else 2), ("for", lambda: list(o)), ("[]", lambda: o[0]), ("in", lambda: 1 in o), ("in list", lambda: 1 in [o]), ("()", lambda: o()), ("+", lambda: o + 1), ("r+", lambda: 1 + o), ("-", lambda: -o), ("index", lambda: [1][o]), ("int", lambda: int(o)), ("float", lambda: float(o)), ("attr", lambda: o.zz), ("set", lambda: setattr(o, "q", 1)), ("sort", lambda: sorted([o, o])), ("*", lambda: [*o]), ("min", lambda: min([o, o])), ("round", lambda: round(o)), ("reversed", lambda: reversed(o)), ("not", lambda: not o), ("dict eq", lambda: {1: o} == {1: 2})):
        try:
            f()
        except KeyError as e:
            print(n, name, e)
        except Exception:
            pass
