class M(type):
    def __getitem__(cls, i): return (cls.__name__, i)
    def __iter__(cls): return iter([1, 2])
    def __contains__(cls, x): return x == 5
    def __add__(cls, o): return "added"
    def __repr__(cls): return "<M class>"
    def __instancecheck__(cls, o): return o == "magic"
    def __subclasscheck__(cls, c): return c is int
    def __getattr__(cls, n): return n.upper()
class A(metaclass=M): pass
print(A[3], list(A), 5 in A, 6 in A, A + 1, A, isinstance("magic", A), isinstance("no", A), issubclass(int, A), A.dynamic)
