def attempt(name, f):
    try:
        f()
        print(name, "ok")
    except Exception as e:
        print(name, type(e).__name__, e)
def d1():
    d = {1: 1}
    for k in d: d[k + 1] = 1
def d2():
    d = {1: 1, 2: 2}
    for k, v in d.items(): d.clear()
def d3():
    d = {1: 1, 2: 2}
    [d.pop(k) for k in d]
def d4():
    d = {1: 1, 2: 2}
    it = iter(d)
    next(it)
    d[3] = 3
    try: next(it)
    except RuntimeError: pass
    next(it)
def d5():
    d = {i: i for i in range(5)}
    for k in d:
        del d[k]
        d[k] = k
        if len(d) != 5: break
def s1():
    s = {1, 2}
    for x in s: s.add(x + 10)
def s2():
    s = {1, 2}
    for x in s: s.clear()
def q1():
    from collections import deque
    q = deque([1, 2])
    for x in q: q.append(x)
def l1():
    l = [1, 2, 3]
    for x in l: l.clear()
def l2():
    l = list(range(10))
    for x in l: del l[-1]
    print(len(l))
def l3():
    l = [3, 1, 2]
    for x in l: l.sort()
    for x in l: l[:] = l[1:]
    print(l)
def b1():
    b = bytearray(b"abc")
    for x in b: b.pop()
    print(b)
def o1():
    from collections import OrderedDict
    o = OrderedDict(a=1, b=2)
    for k in o: o["z" + k] = 1
def c1():
    class A: pass
    a = A()
    a.x = 1
    for k in vars(a): setattr(a, k + "y", 1)
def c2():
    class A: x = 1
    for k in list(vars(A)): 
        if k == "x": delattr(A, k)
def g1():
    for k in globals(): globals()["made_" + k] = 1
for f in (d1, d2, d3, d4, d5, s1, s2, q1, l1, l2, l3, b1, o1, c1, c2, g1): attempt(f.__name__, f)
