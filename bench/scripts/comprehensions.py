# List, set and dict comprehensions, nested and filtered; matrix product.
def matmul(a, b):
    columns = list(zip(*b))
    return [[sum([x * y for x, y in zip(row, col)]) for col in columns] for row in a]


def run(n):
    squares = [i * i for i in range(n)]
    odd = [x for x in squares if x & 1]
    rests = {x % 97 for x in odd}
    index = {x: i for i, x in enumerate(odd) if i % 2}
    pairs = [(x, y) for x in range(400) for y in range(400) if x + y < 300]
    m = [[(i * j) % 10 for j in range(70)] for i in range(70)]
    p = matmul(m, m)
    return len(odd), len(rests), len(index), len(pairs), sum(map(sum, p))


for _ in range(5):
    print(run(400_000))
