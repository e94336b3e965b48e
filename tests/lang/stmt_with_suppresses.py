class Quiet:
    def __enter__(self): return self
    def __exit__(self, t, v, tb):
        print(t and t.__name__, v, tb is not None)
        return True
with Quiet():
    raise KeyError("k")
print("after")
for i in range(3):
    with Quiet():
        if i == 1: 1 / 0
    print(i)
