class I:
    n = 3
    def __iter__(s): return s
    def __next__(s):
        s.n -= 1
        if s.n < 0: raise StopIteration
        return s.n
print([*I()], 2 in I(), iter(I().__next__, 0))
