a = [1]
it = iter(a)
print(list(it))
a.append(2)
print(list(it), next(it, "still"))
def g(): yield 1
x = g()
print(list(x), list(x))
z = zip([1, 2, 3], [4, 5])
print(list(z), list(z))
e = enumerate("a")
next(e)
try:
    next(e)
except StopIteration as s:
    print(repr(s))
