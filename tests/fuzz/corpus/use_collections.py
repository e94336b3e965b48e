from collections import *
print(Counter("aab"), deque([1], 3), defaultdict(int, a=1), namedtuple("P", "x y")(1, 2), OrderedDict(a=1))
