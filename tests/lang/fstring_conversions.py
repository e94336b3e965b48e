class A:
    def __str__(self): return "STR"
    def __repr__(self): return "REPR"
    def __format__(self, s): return f"FMT({s})"
a = A()
print(f"{a} {a!s} {a!r} {a:x} {a!s:>5} {a!r:<6}| {'é中'!a} {'é'!r}")
