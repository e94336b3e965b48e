class A:
    def __setattr__(self, n, v):
        print("set", n, v)
        object.__setattr__(self, n, v)
    def __delattr__(self, n):
        print("del", n)
        super().__delattr__(n)
a = A()
a.x = 1
a.x += 1
setattr(a, "y", 5)
del a.x
print(vars(a))
