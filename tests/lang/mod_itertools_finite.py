from itertools import *
print(list(accumulate([1, 2, 3, 4])), list(accumulate([3, 1, 2], max)), list(accumulate([1, 2], initial=10)), list(accumulate([2, 3], lambda a, b: a * b)), list(chain("ab", [1])), list(chain.from_iterable(["ab", "c"])), list(compress("abcd", [1, 0, 1, 0])), list(dropwhile(lambda x: x < 3, [1, 3, 2])), list(takewhile(lambda x: x < 3, [1, 3, 2])), list(filterfalse(lambda x: x % 2, range(5))), list(filterfalse(None, [0, 1])), list(starmap(pow, [(2, 3), (3, 2)])), list(zip_longest("ab", "x", fillvalue="-")), list(zip_longest([1], [2, 3])), list(pairwise("abcd")), list(pairwise([1])))
a, b = tee([1, 2, 3])
next(a)
print(list(a), list(b), [list(t) for t in tee("ab", 3)])
