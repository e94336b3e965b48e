class A: pass
a, b = A(), A()
print(a == a, a == b, a != b, hash(a) == hash(a), a in [a], b in [a])
for v in ([], {}, set(), bytearray(), [1]):
    try:
        hash(v)
    except TypeError as e:
        print(e)
try:
    {(1, [2]): 3}
except TypeError as e:
    print(e)
try:
    {[]}
except TypeError as e:
    print(e)
