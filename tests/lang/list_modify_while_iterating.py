a = [1, 2, 3, 4]
for x in a:
    if x % 2 == 0: a.remove(x)
print(a)
a = [1, 2]
for x in a:
    if len(a) < 6: a.append(x * 10)
print(a)
a = [1, 2, 3]
it = iter(a)
next(it)
a.clear()
print(list(it))
a.extend([7, 8, 9])
print(list(it), a)
a = [0, 1, 2, 3]
r = reversed(a)
next(r)
a.pop()
print(list(r))
