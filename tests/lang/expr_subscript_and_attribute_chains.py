class A:
    def __init__(self): self.d = {"k": [lambda: self, 2]}
    def me(self): return self
a = A()
print(a.me().d["k"][0]().d["k"][1], [[1, 2], [3]][0][-1], {"a": (1, 2)}["a"][1], "abc".upper()[1].lower(), (1, 2, 3)[1:][0], [lambda x: x][0](7))
