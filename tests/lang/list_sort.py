a = [3, 1, 2]
print(a.sort(), a)
a.sort(reverse=True)
print(a)
w = ["bb", "a", "ccc", "dd", "e"]
print(sorted(w, key=len), sorted(w, key=len, reverse=True), sorted(w, key=lambda s: (-len(s), s)), sorted((3, 1)), sorted("hello"), sorted({"b": 1, "a": 2}))
# Stability, in both directions.
p = [(1, "a"), (0, "b"), (1, "c"), (0, "d")]
print(sorted(p, key=lambda t: t[0]), sorted(p, key=lambda t: t[0], reverse=True))
print(sorted([True, 0, 1.5, -1, 10 ** 20]), sorted([(1, 2), (1,), ()]), sorted([[2], [1, 5], []]), sorted(["é", "z", "a", "中"]))
import random
random.seed(1)
big = [random.randrange(1000) for _ in range(2000)]
s = sorted(big)
print(all(s[i] <= s[i + 1] for i in range(len(s) - 1)), sum(s) == sum(big), sorted(s) == s, sorted(s[::-1]) == s, s[:5], s[-5:])
