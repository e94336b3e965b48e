class A: pass
o = A()
o.x = 1
del o.x
print(vars(o))
d = {1: 2, 3: 4}
del d[1]
xs = list(range(10))
del xs[0], xs[-1]
del xs[1:6:2]
print(d, xs)
try:
    del o.x
except AttributeError as e:
    print("AttributeError:", e)
try:
    del d[1]
except KeyError as e:
    print("KeyError:", e)
