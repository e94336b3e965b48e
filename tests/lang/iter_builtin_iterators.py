for o in ([1], (1,), "a", b"a", bytearray(b"a"), {1: 2}, {1}, range(1), {1: 2}.items(), {1: 2}.values(), enumerate([1]), zip([1]), map(str, [1]), filter(None, [1]), reversed([1]), reversed((1,)), iter(int, 0), reversed({1: 2}), frozenset([1]), range(10 ** 30), reversed(range(3))):
    it = iter(o)
    print(type(o).__name__, type(it).__name__, next(it, "end"), iter(it) is it)
