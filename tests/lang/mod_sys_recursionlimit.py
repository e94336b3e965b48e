import sys
old = sys.getrecursionlimit()
sys.setrecursionlimit(200)
def f(n): return n if n == 0 else f(n - 1)
try:
    f(500)
except RecursionError as e:
    print(e)
print(f(100))
sys.setrecursionlimit(old)
print(f(500))
for bad in (0, -1, "a"):
    try:
        sys.setrecursionlimit(bad)
    except Exception as e:
        print(type(e).__name__, e)
