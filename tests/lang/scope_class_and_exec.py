x = 1
ns = {"x": 10}
exec("y = x + 1\ndef f(): return x * 2", ns)
print(ns["y"], ns["f"]())
def f():
    x = 5
    return eval("x + 1")
print(f())
loc = {}
exec("z = x", {"x": 7}, loc)
print(loc)
