# Allocation and collection: many small tuples, one tree that stays.
def make(depth):
    if depth == 0:
        return (None, None)
    return (make(depth - 1), make(depth - 1))


def check(tree):
    left, right = tree
    if left is None:
        return 1
    return 1 + check(left) + check(right)


def run(depth):
    keep = make(depth)
    for d in range(4, depth + 1, 4):
        times = 1 << (depth - d + 4)
        print(d, times, sum(check(make(d)) for _ in range(times)))
    print(check(keep))


run(14)
