# The functions of operator are built-in ones: their answers, errors, names and second names.
import operator as o
class S:
    def __index__(s): return 5
    def __len__(s): return 3
    def __length_hint__(s): return 9
class H:
    def __length_hint__(s): return NotImplemented
class B:
    def __length_hint__(s): return -1
def t(f, *a, **k):
    try: print(f.__name__, f(*a, **k))
    except Exception as e: print(f.__name__, type(e).__name__, e)
for f, a in [(o.index, (S(),)), (o.index, (True,)), (o.index, ("a",)), (o.length_hint, (S(),)), (o.length_hint, (H(), 4)), (o.length_hint, (B(),)), (o.length_hint, (3,)), (o.length_hint, (3, "a")), (o.length_hint, ()),
  (o.countOf, ([1, 1.0, 2], 1)), (o.indexOf, ("abc", "c")), (o.indexOf, ("abc", "d")), (o.indexOf, (3, 3)), (o.countOf, (3, 3)), (o.concat, ([1], [2])), (o.concat, (1, 2)), (o.concat, ("a", 2)), (o.iconcat, ([1], (2,))), (o.iconcat, (1, 2)),
  (o.contains, ([1], 1)), (o.contains, (1, 1)), (o.getitem, ([1], 0)), (o.getitem, ({}, 0)), (o.setitem, ([1], 0)), (o.delitem, ([1], 3)), (o.call, ()), (o.call, (max, 1, 2)), (o.iadd, ([1], "ab")), (o.ipow, (2, 3)), (o.pow, (2, -1)), (o.not_, ([],)), (o.truth, ()), (o.is_, (1, 1)), (o.abs, (-3,)), (o.lshift, (1, -1)), (o.truediv, (1, 0)), (o.matmul, (1, 2)), (o.imatmul, (1, 2)), (o.setitem, ((), 0, 1)), (o.invert, (1.5,)), (o.attrgetter, (3,))]:
    t(f, *a)
t(o.call, dict, a=1); t(o.add, 1, b=2)
print(o.__add__ is o.add, o.__and__ is o.and_, o.__not__ is o.not_, o.__inv__, o.add, o.add.__module__, o.add.__doc__)
import pickle
print(pickle.dumps(o.add, 0), pickle.loads(pickle.dumps(o.mul)) is o.mul)
from functools import reduce
print(reduce(o.mul, range(1, 10)), sorted({"b": 1, "a": 2}.items(), key=o.itemgetter(1)), list(map(o.neg, [1, 2])))
