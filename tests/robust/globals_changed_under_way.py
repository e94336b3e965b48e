def f(): return g_value + len([1, 2])
g_value = 1
r = [f() for _ in range(100)]
g_value = 10
print(r[-1], f())
len = lambda x: 100
print(f())
del len
print(f())
import builtins
old = builtins.len
builtins.len = lambda x: 1000
print(f())
builtins.len = old
print(f())
del g_value
try:
    f()
except NameError as e:
    print(e)
globals()["g_value"] = 5
print(f())
for i in range(300): globals()[f"v{i}"] = i
print(f(), v299)
def h():
    exec("g_value = 77", globals())
    return f()
print(h())
