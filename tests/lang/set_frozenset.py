f = frozenset([3, 1, 2])
print(f, len(f), 1 in f, f | {4}, {4} | f, type(f | {4}).__name__, type({4} | f).__name__, f & {1}, f - {1}, hash(f) == hash(frozenset([1, 2, 3])), {f: "key"}[frozenset((1, 2, 3))], f == {1, 2, 3}, f.copy() is f, frozenset(f) is f, {f}, f.union([9]), frozenset("a") <= {"a", "b"}, f.isdisjoint([7]))
print({1, 2} in [{2, 1}], {frozenset([1])} == {frozenset([1])}, {1} in {frozenset([1])})
