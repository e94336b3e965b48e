class V:
    count = 0
    def __init__(self, n): self.n = n
    def __lt__(self, o):
        V.count += 1
        return self.n < o.n
    def __repr__(self): return str(self.n)
print(sorted([V(3), V(1), V(2)]), sorted([V(i % 5) for i in range(12)], reverse=True), V.count > 0)
def cmp(a, b): return (a > b) - (a < b)
from functools import cmp_to_key
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: -cmp(a, b))))
try:
    sorted([1, "a", None])
except TypeError as e:
    print(e)
try:
    sorted([1, 2], key=lambda x: 1 / 0)
except ZeroDivisionError as e:
    print(e)
a = [1, 2, 3]
try:
    a.sort(key=lambda x: a.append(1))
except (ValueError, TypeError) as e:
    print(type(e).__name__, e)
