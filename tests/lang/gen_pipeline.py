def numbers():
    n = 0
    while True:
        n += 1
        yield n
def squares(it):
    for x in it: yield x * x
def take(it, n):
    for _ in range(n): yield next(it)
print(list(take(squares(numbers()), 8)))
def primes():
    found = []
    for n in numbers():
        if n > 1 and all(n % p for p in found):
            found.append(n)
            yield n
print(list(take(primes(), 15)))
