from contextlib import contextmanager, closing, suppress, redirect_stdout, ExitStack, nullcontext, ContextDecorator, AbstractContextManager
import io
@contextmanager
def tag(n):
    print("<" + n + ">")
    try:
        yield n.upper()
    except ValueError as e:
        print("caught", e)
    finally:
        print("</" + n + ">")
with tag("a") as t: print(t)
with tag("b"): raise ValueError("v")
try:
    with tag("c"): raise KeyError("k")
except KeyError as e: print("out", e)
@tag("deco")
def f(): print("in f")
f(); f()
with suppress(KeyError, IndexError): {}["x"]
b = io.StringIO()
with redirect_stdout(b): print("hidden")
print(repr(b.getvalue()))
with ExitStack() as s:
    s.callback(print, "cb1")
    s.enter_context(tag("s"))
    s.callback(print, "cb2", end="!\n")
with nullcontext(5) as n: print(n)
class C:
    def close(self): print("closed")
with closing(C()) as c: pass
class D(ContextDecorator):
    def __enter__(self): print("D in"); return self
    def __exit__(self, *a): print("D out")
@D()
def g(): print("g")
g()
@contextmanager
def noyield():
    return
    yield
try:
    with noyield(): pass
except RuntimeError as e: print(e)
@contextmanager
def twice():
    yield 1
    yield 2
try:
    with twice(): pass
except RuntimeError as e: print(e)
