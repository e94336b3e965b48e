# steps vary: it times
import timeit
n = []
t = timeit.timeit(lambda: n.append(1), number=10)
print(t >= 0, len(n), timeit.timeit("x + 1", setup="x = 5", number=5) >= 0, len(timeit.repeat("pass", repeat=3, number=2)), timeit.timeit("f()", globals={"f": lambda: n.append(2)}, number=3) > 0, len(n), timeit.default_timer() > 0)
tm = timeit.Timer("a += 1", "a = 0")
print(tm.timeit(100) >= 0, len(tm.repeat(2, 10)), tm.autorange()[0] > 0)
