w, p, v = 10, 3, 3.14159
print(f"{v:{w}.{p}f}|{v:{w}.{p}}|{'x':{'*'}^{w}}|{v:{'>' + str(w)}}")
for i in range(1, 4): print(f"{i:{i}}", end="|")
print()
print(f"{'a':{w}}|{10:{'x'}}|{v!r:>{w}}|{v!s:.{p}}")
fmt = ">8"
print(f"{'q':{fmt}}")
