class Data:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)
        self.name = name
    def __get__(self, o, t=None):
        if o is None: return self
        return ("data", o.__dict__.get(self.name))
    def __set__(self, o, v): o.__dict__[self.name] = v
    def __delete__(self, o): print("delete"); del o.__dict__[self.name]
class NonData:
    def __get__(self, o, t): return "nondata"
class A:
    d = Data()
    n = NonData()
a = A()
a.d = 1
a.__dict__["n"] = "instance"
print(a.d, a.n, A().n, A.n, type(A.d).__name__)
del a.d
print(a.d, vars(a))
