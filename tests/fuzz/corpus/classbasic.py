class A:
    x = 1
    def __init__(self, y): self.y = y
    def m(self): return self.x + self.y
print(A(2).m())
