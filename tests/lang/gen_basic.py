def g(n):
    print("start")
    for i in range(n):
        yield i
    print("end")
it = g(2)
print(type(it).__name__, iter(it) is it, it.__name__)
print(next(it)); print(next(it)); print(next(it, "default")); print(next(it, "again"))
print(list(g(3)), sum(x for x in g(2)))
