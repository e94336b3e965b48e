fs = [(lambda y: x + y) for x in range(3)]
print([f(10) for f in fs])
def outer():
    n = 5
    return [[n + i + j for j in range(2)] for i in range(2)], {n: (lambda: n)() for _ in range(1)}
print(outer())
print([[y for y in x] for x in ("ab", "cd")], [sum(x for x in range(i)) for i in range(5)])
