class A:
    def __repr__(self): return "repr"
class B(A):
    def __str__(self): return "str"
class C(B):
    def __format__(self, spec): return f"format<{spec}>"
print(str(A()), repr(B()), str(B()), [B()], (B(),), {1: B()}, f"{B()} {B()!r} {C():x} {C()}", "%s %r" % (B(), B()), "{}".format(B()))
class Bad:
    def __repr__(self): return 5
class Bad2:
    def __str__(self): return None
for f in (lambda: repr(Bad()), lambda: str(Bad2()), lambda: format(A(), "x")):
    try:
        f()
    except TypeError as e:
        print(e)
