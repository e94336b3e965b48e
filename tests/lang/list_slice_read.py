a = list(range(10))
print(a[2:5], a[:3], a[7:], a[-3:], a[:-7], a[::3], a[::-1], a[8:2:-2], a[5:5], a[9:100], a[-100:2], a[::-3], a[2:-2], a[None:None:None], a[True:3], a[10**30:], a[:-10**30:-4])
b = a[:]
b[0] = 99
print(a[0], b[0])
try:
    a[::0]
except ValueError as e:
    print(e)
try:
    a["a":]
except TypeError as e:
    print(e)
