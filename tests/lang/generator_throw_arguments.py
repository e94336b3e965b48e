"""throw() with classes, values, tracebacks, and classes that make no exception."""
def f():
    print("hello")
    try:
        yield 1
    except TypeError as v:
        print("caught", v)
    try:
        yield
    except ValueError as v: print("caught", repr(v))
import sys
for args in [(TypeError,), (TypeError, 'x'), (TypeError, TypeError('y')), (TypeError, TypeError('y'), None), (TypeError('x'), 1), ('abc',), (5,), (TypeError, None, 4), (TypeError('z'), None, None), (TypeError, ('a', 'b')), (type,), (), (ValueError, TypeError), (TypeError, TypeError)]:
    g = f(); next(g)
    try: print(args, g.throw(*args))
    except BaseException as e: print(args, type(e), e, e.args)
class BadStr(TypeError):
    def __str__(self): 1/0
class BadNew(TypeError):
    def __new__(cls, *a): return 5
class BadInit(TypeError):
    def __init__(self, *a): raise KeyError('in init')
for c in (BadStr, BadNew, BadInit):
    g = f(); next(g)
    try: print(g.throw(c))
    except BaseException as e: print(c, type(e), e.args)
    try: raise c
    except BaseException as e: print(c, type(e), e.args)
g = f()
try: g.throw(ValueError)
except ValueError as e: print(repr(e))
g = f(); next(g)
def h():
    try: yield
    except BaseException as e: print(type(e), e); raise e.__class__
i = h(); next(i)
try: i.throw(BadNew)
except BaseException as e: print(type(e), e)
i = h(); next(i)
try: i.close()
except BaseException as e: print(type(e), e)
