from collections import deque, OrderedDict, UserDict
from collections.abc import Sequence
class S(Sequence):
    def __len__(self): return 2
    def __getitem__(self, i): return [0, 10][i]
class NotSeq:
    def __len__(self): return 2
    def __getitem__(self, i): return i
for o in (S(), NotSeq(), deque([1, 2]), OrderedDict(a=1), UserDict(a=2)):
    match o:
        case [a, b]: print("seq", a, b)
        case {"a": v}: print("map", v)
        case _: print("neither")
