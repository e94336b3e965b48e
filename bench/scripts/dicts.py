# Dicts with int, str and tuple keys; sets.
def run(n):
    squares = {}
    for i in range(n):
        squares[i] = i * i
    total = 0
    for key, val in squares.items():
        total += val - key
    names = {}
    for i in range(n):
        name = "k%d" % (i % 5000)
        names[name] = names.get(name, 0) + 1
    grid = {(x, y): x ^ y for x in range(300) for y in range(300)}
    near = 0
    for (x, y) in grid:
        if (x + 1, y) in grid:
            near += grid[x + 1, y]
    seen = set()
    for i in range(n):
        seen.add(i * 7919 % 10007)
    for i in range(0, n, 2):
        del squares[i]
    return total, len(names), near, len(seen), len(squares)


print(run(700_000))
