class S:
    def __getitem__(self, i):
        if isinstance(i, slice): return i.start, i.stop, i.step, i.indices(10)
        if isinstance(i, tuple): return [self[x] for x in i]
        return i
s = S()
print(s[1:5], s[::-1], s[1, 2:3], s[-1], s[...])
