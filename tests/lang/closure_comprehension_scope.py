x = "outer"
r = [x for x in range(3)]
print(x, r)
def f(n): return [[n * i for i in range(j)] for j in range(n)]
print(f(4))
class A:
    n = 3
    a = [i for i in range(n)]
print(A.a)
try:
    class B:
        n = 3
        b = [n for _ in range(2)]
except NameError as e:
    print(e)
