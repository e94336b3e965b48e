# The same at module level: every variable is a name in a namespace.
total = 0
for i in range(6_000_000):
    total += i & 7
print(total)
