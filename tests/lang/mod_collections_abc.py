from collections.abc import *
print(isinstance([], Sequence), isinstance((), Sequence), isinstance("", Sequence), isinstance({}, Mapping), isinstance({}, MutableMapping), isinstance(set(), Set), isinstance(frozenset(), MutableSet), isinstance(iter([]), Iterator), isinstance([], Iterable), isinstance(5, Iterable), isinstance(5, Hashable), isinstance([], Hashable), isinstance(len, Callable), isinstance((x for x in ""), Generator), isinstance(range(1), Sequence), isinstance(b"", ByteString), isinstance({}.keys(), KeysView), isinstance(object(), Sized), isinstance({}, Container), isinstance([], Collection), isinstance([], Reversible))
class M(Mapping):
    def __init__(self, d): self.d = d
    def __getitem__(self, k): return self.d[k]
    def __len__(self): return len(self.d)
    def __iter__(self): return iter(self.d)
m = M({"a": 1, "b": 2})
print(m.get("a"), m.get("z", 0), "b" in m, list(m.keys()), list(m.values()), list(m.items()), m == {"a": 1, "b": 2}, dict(m), {**m})
class S(Sequence):
    def __getitem__(self, i): return [10, 20, 30][i]
    def __len__(self): return 3
s = S()
print(list(s), 20 in s, s.index(30), s.count(10), list(reversed(s)))
class MS(MutableSequence):
    def __init__(self): self.l = []
    def __getitem__(self, i): return self.l[i]
    def __setitem__(self, i, v): self.l[i] = v
    def __delitem__(self, i): del self.l[i]
    def __len__(self): return len(self.l)
    def insert(self, i, v): self.l.insert(i, v)
x = MS()
x.append(1); x.extend([2, 3]); x += [4]; x.reverse(); x.remove(2)
print(x.l, x.pop(), len(x))
class St(Set):
    def __init__(self, it): self.s = list(dict.fromkeys(it))
    def __contains__(self, v): return v in self.s
    def __iter__(self): return iter(self.s)
    def __len__(self): return len(self.s)
print(list(St([1, 2]) & St([2, 3])), list(St([1]) | St([5])), St([1]) <= St([1, 2]), St([1]) == {1}, list(St([1, 2]) - {1}))
try:
    Sequence()
except TypeError as e:
    print(e)
class Duck:
    def __iter__(self): pass
    def __len__(self): pass
print(isinstance(Duck(), Iterable), isinstance(Duck(), Sized), isinstance(Duck(), Sequence))
