class C:
    def __enter__(self): return self
    def __exit__(self, *a): print("exit", a)
def f():
    with C():
        return "value"
print(f())
for i in range(5):
    with C():
        if i == 1: break
        continue
print(i)
