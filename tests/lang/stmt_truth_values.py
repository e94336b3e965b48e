class Len0:
    def __len__(self): return 0
class BoolF:
    def __bool__(self): return False
    def __len__(self): return 5
for v in (0, 1, -1, 0.0, 0.1, 0j, "", " ", [], [0], (), {}, {0}, set(), None, range(0), range(1), b"", Len0(), BoolF(), object):
    print(1 if v else 0, end=" ")
print()
print(not "", not "x")
class Bad:
    def __bool__(self): return 3
try:
    bool(Bad())
except TypeError as e:
    print("TypeError:", e)
class Neg:
    def __len__(self): return -1
try:
    bool(Neg())
except ValueError as e:
    print("ValueError:", e)
