"""What a generator handles is its own: what its callers handle comes and goes with them."""
import sys


def t(f):
    try: print(f.__name__, f())
    except BaseException as e: print(f.__name__, type(e).__name__, e)
@t
def g1():
    def g():
        try: raise ValueError
        except ValueError: yield 1
        yield sys.exc_info()
    gen = g()
    try: raise IndexError
    except IndexError: next(gen)
    return next(gen)
@t
def g2():
    def g():
        yield sys.exc_info()[0]
        try: yield sys.exc_info()[0]
        except ValueError: yield sys.exc_info()[0]
        yield sys.exc_info()[0]
    gen = g(); r = [next(gen)]
    try: raise IndexError
    except IndexError:
        r.append(next(gen)); r.append(gen.throw(ValueError)); r.append(sys.exc_info()[0])
    r.append(next(gen))
    return r
@t
def g3():
    def g():
        try: 1/0
        except ZeroDivisionError:
            try: yield
            except KeyError as e: yield repr(e.__context__)
    gen = g(); next(gen)
    return gen.throw(KeyError)
@t
def g4():
    def g():
        try: 1/0
        except ZeroDivisionError:
            yield 1
            raise
    gen = g()
    try: raise KeyError
    except KeyError:
        next(gen)
    try: raise IndexError
    except IndexError:
        next(gen)
@t
def g5():
    def g():
        yield
        raise
    gen = g()
    try: raise KeyError
    except KeyError: next(gen)
    next(gen)
@t
def g6():
    def inner():
        try: raise ValueError('inner')
        except ValueError:
            yield sys.exc_info()[0]
            yield sys.exc_info()[0]
        yield sys.exc_info()[0]
    def outer():
        try: raise TypeError('outer')
        except TypeError:
            yield from inner()
            yield sys.exc_info()[0]
        yield sys.exc_info()[0]
    gen = outer(); r = []
    try: raise KeyError
    except KeyError: r.append(next(gen)); r.append(sys.exc_info()[0])
    r.append(next(gen))
    try: raise OSError
    except OSError: r.append(next(gen)); r.append(next(gen))
    r += list(gen)
    return r + [sys.exc_info()[0]]
