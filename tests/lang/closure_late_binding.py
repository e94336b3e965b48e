fs = []
for i in range(3):
    def f(): return i
    fs.append(f)
print([f() for f in fs])
def make():
    r = []
    for j in range(3):
        r.append(lambda: j)
    return r
print([f() for f in make()])
print([f() for f in [lambda: k for k in range(3)]])
