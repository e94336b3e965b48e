"""A generator may be thrown the very exception that its caller handles; who handles what stays apart."""
import sys
def show(*a): print(*[getattr(x, '__name__', x) for x in a])
def g():
    try: yield
    except ValueError as e:
        show(sys.exc_info()[0]); yield 1
        show(sys.exc_info()[0]); yield 2
        raise
gen = g(); next(gen)
try: raise ValueError('same')
except ValueError as e:
    show(gen.throw(e)); show(sys.exc_info()[0])
show(sys.exc_info()[0])
show(next(gen)); show(sys.exc_info()[0])
try: next(gen)
except ValueError as e: print(repr(e))
def g2():
    try: yield
    except ValueError:
        try: raise KeyError
        except KeyError: yield sys.exc_info()[0]
        yield sys.exc_info()[0]
    yield sys.exc_info()[0]
gen = g2(); next(gen)
try: raise ValueError('same')
except ValueError as e:
    show(gen.throw(e)); show(next(gen)); show(sys.exc_info()[0])
show(next(gen))
def throw(g, exc):
    try: raise exc
    except BaseException: return g.throw(*sys.exc_info())
def g3():
    while True:
        try: yield
        except ValueError as e: print('caught', e, sys.exc_info()[0]); yield 5
gen = g3(); next(gen)
print(throw(gen, ValueError)); print(gen.send(1)); print(throw(gen, ValueError('x')));print(gen.send(1))
for args in [(ValueError, TypeError(1)), (ValueError, ValueError(2)), (LookupError, KeyError(1)), (KeyError, LookupError(1))]:
    gen = g3(); next(gen)
    try: print(gen.throw(*args))
    except Exception as e: print(repr(e))
try: throw(gen, TypeError)
except TypeError as e: print(repr(e))
