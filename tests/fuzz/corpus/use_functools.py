import functools as f
@f.lru_cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(30), f.reduce(lambda a, b: a * b, [1, 2, 3]), f.partial(int, base=2)("11"))
