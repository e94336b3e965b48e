"""The name that a failing attribute access might have meant, also where a script raises AttributeError itself."""
import sys
class S:
    __str__ = None
    __repr__ = None
def run(f):
    try: f()
    except BaseException: sys.excepthook(*sys.exc_info())
class A:
    blech = None
    def __getattr__(self, a): raise AttributeError()
run(lambda: A().bluch)
class A:
    blech = None
    def __getattr__(self, a): raise AttributeError
run(lambda: A().bluch)
class A:
    blech = None
    def __getattr__(self, a): raise AttributeError("no")
run(lambda: A().bluch)
class A:
    blech = None
    def __getattr__(self, a): raise AttributeError("Error", 23)
run(lambda: A().bluch)
class A:
    blech = None
    def __getattribute__(self, a):
        if a == 'bluch': raise AttributeError("no")
        return super().__getattribute__(a)
run(lambda: A().bluch)
class A:
    blech = None
    @property
    def bluch(self): raise AttributeError("no")
run(lambda: A().bluch)
class A:
    blech = None
    @property
    def bluch(self): return self.blecc
run(lambda: A().bluch)
class A:
    blech = None
    def __getattr__(self, a): return super().__getattr__(a)
run(lambda: A().bluch)
class A:
    blech = None
    def __getattr__(self, a): raise AttributeError("x", name='blecc', obj=5)
run(lambda: A().bluch)
class A:
    blech = None
    def __getattr__(self, a): return getattr([], 'appendd')
run(lambda: A().bluch)
class A:
    blech = None
    def __getattr__(self, a): raise AttributeError("x")
def f():
    try: A().bluch
    except AttributeError as e: print(repr(e.name), type(e.obj)); raise KeyError
run(f)
def f():
    getattr(A(), 'bluch')
run(f)
def f():
    print(hasattr(A(), 'bluch'), getattr(A(), 'bluch', 4))
run(f)
import types
m = types.ModuleType('m')
m.blech = 1
run(lambda: m.bluch)
def g(n): raise AttributeError('n')
m.__getattr__ = g
run(lambda: m.bluch)
def f():
    A().bluch()
run(f)
def f():
    A().bluch = 5
class A:
    blech = None
    def __setattr__(self, a, v): raise AttributeError("x")
run(f)
def f():
    del A().bluch
run(f)
class M(type):
    def __getattr__(self, a): raise AttributeError("x")
class A(metaclass=M): blech = 1
run(lambda: A.bluch)
class A:
    blech = None
    __slots__ = ()
def f(): A().bluch = 1
run(f)
run(lambda: sys.bluch)
class D:
    def __get__(self, o, t): raise AttributeError('in get')
class A:
    blech = None
    bluch = D()
run(lambda: A().bluch)
run(lambda: A.bluch)
run(lambda: A.bluch)
run(lambda: int.form_bytes)
run(lambda: str.jion)
