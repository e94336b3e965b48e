from functools import lru_cache, cache
calls = []
@lru_cache(maxsize=2)
def f(x, y=0):
    calls.append(x)
    return x * 2
print(f(1), f(2), f(1), f(3), f(2), calls, f.cache_info(), f(x=1), f.cache_info().misses)
f.cache_clear()
print(f.cache_info(), f.__name__, f.__wrapped__(9))
@cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80), fib.cache_info())
@lru_cache
def g(*a, **k): return a, k
print(g(1), g(1.0), g(a=1), g.cache_info().currsize)
try:
    g([])
except TypeError as e:
    print(e)
@lru_cache(maxsize=None, typed=True)
def h(x): return type(x).__name__
print(h(1), h(1.0), h(True), h.cache_parameters())
