import itertools as i
print(list(i.islice(i.count(), 3)), list(i.product("ab", repeat=2)), list(i.chain([1], "a")), [list(g) for k, g in i.groupby("aab")])
