class Field:
    def __init__(self, kind): self.kind = kind
    def __set_name__(self, owner, name): self.name = "_" + name
    def __get__(self, o, t): return self if o is None else getattr(o, self.name, None)
    def __set__(self, o, v):
        if not isinstance(v, self.kind): raise TypeError(f"{self.name[1:]} must be {self.kind.__name__}, not {type(v).__name__}")
        setattr(o, self.name, v)
class P:
    name = Field(str)
    age = Field(int)
p = P()
p.name, p.age = "Ann", 5
print(p.name, p.age, vars(p))
try:
    p.age = "five"
except TypeError as e:
    print(e)
