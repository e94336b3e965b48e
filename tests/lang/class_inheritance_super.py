class A:
    def __init__(self): self.log = ["A"]
    def hi(self): return "A.hi"
class B(A):
    def __init__(self):
        super().__init__()
        self.log.append("B")
    def hi(self): return "B>" + super().hi()
class C(B):
    def hi(self): return "C>" + super(C, self).hi() + "|" + A.hi(self)
c = C()
print(c.log, c.hi())
