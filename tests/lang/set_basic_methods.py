s = {1, 2, 3}
s.add(4)
s.add(1)
s.discard(9)
s.remove(2)
print(s, len(s), 3 in s, s | {9}, s & {3, 4}, s - {1}, s ^ {1, 100}, s.union([7], (8,)), s.intersection([1, 3]), s.difference({1}), s.symmetric_difference([5]))
s.update([5, 6], {7})
print(s, s.copy() == s)
s |= {10}; s &= {1, 3, 10, 99}; s -= {3}; s ^= {1, 2}
print(s)
s.intersection_update([2, 10]); s.difference_update([10]); s.symmetric_difference_update([2, 3])
print(s, s.pop(), s, set(), set("a"), {1, 1.0, True}, {*[1, 2], 3}, frozenset([1]), frozenset())
print({1, 2} <= {1, 2, 3}, {1, 2} < {1, 2}, {1, 2} >= {1}, {1} == frozenset([1]), {1, 2}.issubset([1, 2, 3]), {1, 2}.issuperset([1]), {1}.isdisjoint([2]), {1, 2} > {2}, {1} != {2}, set() < {0}, bool(set()))
