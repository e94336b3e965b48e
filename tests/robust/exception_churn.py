n = 0
for i in range(100000):
    try:
        raise ValueError(i)
    except ValueError as e:
        n += e.args[0] & 1
print(n)
e = None
for i in range(3000):
    try:
        try:
            raise KeyError(i)
        finally:
            if e: raise e
    except Exception as x:
        e = x
c, k = e, 0
while c and k < 10000:
    c, k = c.__context__, k + 1
print(k >= 1)
# A context chain must not become a loop.
a, b = ValueError("a"), ValueError("b")
try:
    try:
        raise a
    except ValueError:
        try:
            raise b
        except ValueError:
            raise a
except ValueError as x:
    print(x, x.__context__, x.__context__.__context__)
a.__cause__ = a
a.__context__ = a
try:
    raise a
except ValueError as x:
    import traceback
    print(len(traceback.format_exception(x)) > 0)
