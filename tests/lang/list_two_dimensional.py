n = 4
m = [[r * n + c for c in range(n)] for r in range(n)]
print([row[::-1] for row in m][0], [list(r) for r in zip(*m)][1], [m[i][i] for i in range(n)], sum(map(sum, m)), [x for r in m[1:3] for x in r[1:3]])
m[1][1:3] = [0, 0]
print(m)
print("\n".join(" ".join(f"{x:2}" for x in r) for r in m))
