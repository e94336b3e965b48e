f = lambda x: x.nope
list(map(f, [1]))
