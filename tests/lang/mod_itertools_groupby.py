from itertools import groupby
print([(k, list(g)) for k, g in groupby("aaabbca")], [(k, [x for x in g]) for k, g in groupby([1, 3, 2, 4, 5], key=lambda x: x % 2)])
words = sorted(["apple", "bob", "cat", "ab", "dove"], key=len)
for k, g in groupby(words, len): print(k, list(g))
gs = [(k, g) for k, g in groupby("aab")]
print([list(g) for k, g in gs])
print([k for k, g in groupby([1, 1, 2])], list(groupby([])))
