# A loop over locals: compare, add, jump back.
def run(n):
    i = total = 0
    while i < n:
        total += i & 7
        i += 1
    return total


print(run(9_000_000))
