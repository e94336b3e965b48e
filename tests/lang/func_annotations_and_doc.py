def f(a: int, b: "str" = "x", *c: float, d: 1 + 1 = 0, **e: None) -> list:
    """Doc of f."""
print(f.__annotations__)
print(f.__doc__, f.__name__, f.__qualname__, f.__module__)
def nodoc():
    x = "not a doc"
print(nodoc.__doc__)
def long():
    """First.

    Indented.
    """
print(repr(long.__doc__))
f.attr = 5
print(f.attr, f.__dict__)
