s = "Python"
print(s[0], s[-1], s[1:4], s[:2], s[-3:], s[::2], s[::-1], s[5:2], s[10:], s[4:1:-1], s[-100:100], s[:])
u = "añ中文😀z"
print(len(u), u[1], u[2:4], u[4], u[-1], u[::-1], u[::2])
for f in (lambda: s[6], lambda: s[-7], lambda: s["a"], lambda: ""[0], lambda: s[::0], lambda: s[1.0]):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
try:
    s[0] = "J"
except TypeError as e:
    print(e)
try:
    del s[0]
except TypeError as e:
    print(e)
