def f(a, b, *c, d=1, **e):
    x = 1
    return x
co = f.__code__
print(co.co_name, co.co_argcount, co.co_kwonlyargcount, co.co_posonlyargcount, co.co_varnames, co.co_nlocals, co.co_firstlineno)
print(callable(f), f.__class__.__name__)
f.__name__ = "renamed"
print(f.__name__)
f.__defaults__ = (5, 6)
print(f())  if False else f.__defaults__
