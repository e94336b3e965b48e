class A:
    shared = []
    n = 0
    def add(self, x):
        self.shared.append(x)
        self.n += 1
a, b = A(), A()
a.add(1); b.add(2); b.add(3)
print(A.shared, a.shared is b.shared, a.n, b.n, A.n, vars(a))
