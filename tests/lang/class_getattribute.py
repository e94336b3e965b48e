class A:
    x = 1
    def __init__(self): self.y = 2
    def __getattribute__(self, name):
        if name == "secret": return "intercepted"
        if name == "y": raise AttributeError("hidden y")
        return super().__getattribute__(name)
    def __getattr__(self, name): return f"fallback {name}"
a = A()
print(a.x, a.secret, a.y, a.nothing)
