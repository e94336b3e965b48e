class A:
    x = 1
    def __getattr__(self, name):
        if name.startswith("dyn_"): return name[4:]
        raise AttributeError(f"no {name}")
a = A()
print(a.x, a.dyn_hello, hasattr(a, "q"), getattr(a, "q", "default"))
try:
    a.q
except AttributeError as e:
    print(e)
