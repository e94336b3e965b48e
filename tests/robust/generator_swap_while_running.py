def g():
    x = yield
    while True:
        x = yield x
a = g(); next(a)
b = [a.send(i) for i in range(1000)]
print(sum(b))
def ping():
    for i in range(3): yield other and i
other = ping()
print(list(ping()))
gens = [iter(range(i)) for i in range(1000)]
print(sum(len(list(x)) for x in gens))
deep = iter([1, 2, 3])
for _ in range(100): deep = (v for v in deep)
print(list(deep))
