"""__init__ of exceptions a second time, their pickles and copies, odd arguments."""
import sys, pickle, copy
def t(f):
    try: print(f.__name__, f())
    except BaseException as e: print(f.__name__, type(e).__name__, e)
@t
def os1():
    e = OSError(2, 'foo', 'a', None, 'b')
    return e.args, e.filename, e.filename2, e.__reduce__(), repr(pickle.loads(pickle.dumps(e)).filename2)
@t
def os2():
    e = OSError('foo', 'bar', 'baz', None, 'quux')
    return e.args, e.filename, e.filename2, e.__reduce__(), str(e), repr(pickle.loads(pickle.dumps(e)).filename2)
@t
def os3():
    e = OSError(2, 'foo', 'a')
    return e.args, e.filename, e.filename2, e.__reduce__(), str(e), repr(copy.copy(e).filename2)
@t
def os4(): return OSError(2, 'foo', None, None, 'b').__reduce__()
@t
def os5(): return OSError(1,2,3,4,5,6).args, OSError(1,2,3,4,5).args
@t
def im():
    exc = ImportError('test', name='name', path='path')
    exc.__init__()
    r = exc.args, exc.msg, exc.name, exc.path
    exc.__init__('a', 'b')
    r += exc.args, exc.msg, exc.name, exc.path
    exc.__init__('a', name='n')
    return r + (exc.args, exc.msg, exc.name, exc.path)
@t
def im2():
    exc = ImportError('test', name='name', path='path')
    return exc.__reduce__(), copy.copy(exc).path, pickle.loads(pickle.dumps(exc)).name
@t
def at():
    exc = AttributeError('test', name='name', obj=4)
    r= exc.__reduce__()
    exc.__init__('x')
    return r, exc.name, exc.obj
@t
def ne():
    exc = NameError('test', name='name')
    r= exc.__reduce__()
    exc.__init__('x')
    return r, exc.name
@t
def st():
    exc = StopIteration(4); exc.__init__(); return exc.value, exc.args
@t
def sy():
    exc = SyntaxError('m', ('f', 1, 2, 't')); r = [exc.filename, exc.msg]; exc.__init__(); return r, exc.filename, exc.msg, exc.lineno
@t
def sy2():
    return SyntaxError('m', ('f', 1, 2, 't', 5)).end_lineno
@t
def sy3():
    return SyntaxError('m', ('f', 1, 2, 't', 5, 6, 7)).end_lineno
@t
def sy4(): return SyntaxError('m', ('f', 1)).end_lineno
@t
def sy5(): return SyntaxError('m', 5).end_lineno
@t
def sy6(): return SyntaxError('m', [1,2,3,4]).lineno
@t
def sy7():
    e = SyntaxError('a'); e.filename='/x/y.py'; r = str(e); e.lineno = 5; r += str(e); e.filename = None; return r + str(e)
@t
def ud():
    e = UnicodeDecodeError('a', b'abc', 1, 2, 'r'); r = str(e); e.start = 10; e.end = 100; return r, e.start, e.end, str(e)
@t
def ut(): return str(UnicodeTranslateError('abc', 1, 2, 'r'))
@t
def ut2(): return UnicodeTranslateError('abc', 1, 2)
@t
def ud2(): return UnicodeDecodeError('a', 'abc', 1, 2, 'r')
@t
def ud3():
    e = UnicodeDecodeError('a', b'abc', 1, 2, 'r'); del e.object; return str(e)
@t
def ud4():
    e = UnicodeDecodeError.__new__(UnicodeDecodeError); return str(e)
@t
def cx():
    e = ValueError(); e.__context__ = 5
@t
def cx2():
    e = ValueError(); e.__cause__ = 5
@t
def cx3():
    e = ValueError(); del e.__context__
@t
def cx4():
    e = ValueError(); e.__traceback__ = 5
@t
def cx5():
    e = ValueError(); e.args = 5
@t
def cx6():
    e = ValueError(); e.__suppress_context__ = 5
@t
def cx7():
    e = ValueError(); del e.args
@t
def cx8(): return ValueError().with_traceback(4)
@t
def cx9():
    e = ValueError(); e.args = 'abc'; return e
@t
def cx10():
    e = ValueError(); e.args = [1, 2]; return repr(e)
@t
def ss(): ValueError().__setstate__(4)
@t
def ss2():
    e = ValueError(); e.__setstate__({'a': 1, 'args': (1,)}); return e.a, e.args
@t
def n1(): e = ValueError(); e.add_note(5)
@t
def n2(): e = ValueError(); e.add_note('5'); e.__notes__ = 4; e.add_note('x')
@t
def kw(): ValueError(a=1)
@t
def kw2(): BaseException(a=1)
@t
def kw3(): ImportError(a=1)
@t
def kw4(): ImportError('a', a=1, name=2)
@t
def kw5(): StopIteration(a=1)
@t
def kw6(): OSError(a=1)
@t
def kw7(): SystemExit(a=1)
@t
def kw8(): AttributeError(a=1)
@t
def kw9(): NameError('a', a=1)
@t
def kw10(): KeyError(a=1)
@t
def kw11(): UnicodeDecodeError(a=1)
@t
def kw12(): ExceptionGroup(a=1)
