print([x * y for x in range(3) for y in "ab" if x], {x for x in (1, 1)}, {k: v for k, v in [(1, 2)]}, sum(i for i in range(4)))
