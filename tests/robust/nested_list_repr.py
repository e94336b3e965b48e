a = []
for _ in range(100000): a = [a]
try:
    repr(a)
    print("printed")
except RecursionError:
    print("RecursionError repr")
try:
    a == [[]]
    print("compared short")
except RecursionError:
    print("RecursionError eq")
b = []
for _ in range(100000): b = [b]
try:
    a == b
except RecursionError:
    print("RecursionError eq deep")
t = ()
for _ in range(100000): t = (t,)
try:
    hash(t)
except RecursionError:
    pass
print("hash ended")
del a, b, t
print("freed")
