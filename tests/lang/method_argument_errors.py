# What methods of built-in types say of arguments that are too few or too large.
for seq in (b"ab", bytearray(b"ab"), "ab"):
    for name in ("count", "find", "index", "rfind", "rindex", "startswith", "endswith"):
        try:
            getattr(seq, name)()
        except TypeError as e:
            print(name, e)
for call in (lambda: [1].insert(10**20, 1), lambda: [1].pop(10**20), lambda: [1].pop(-10**20), lambda: float.fromhex(3),
             lambda: "a".find(1, "b"), lambda: "a".count((), 1, "b"), lambda: BaseExceptionGroup(3, [])):
    try:
        call()
    except (TypeError, OverflowError) as e:
        print(type(e).__name__, e)
