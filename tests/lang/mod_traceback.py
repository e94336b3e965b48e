import traceback, sys, io
def f(): g()
def g(): raise ValueError("boom")
try:
    f()
except ValueError as e:
    s = traceback.format_exc()
    print(s.replace(__file__, "FILE"))
    print(traceback.format_exception_only(type(e), e), traceback.format_exception(e)[-1], len(traceback.extract_tb(e.__traceback__)))
    fs = traceback.extract_tb(e.__traceback__)[-1]
    print(fs.name, fs.lineno, fs.line)
    b = io.StringIO()
    traceback.print_exc(file=b)
    print(b.getvalue() == s)
    traceback.print_exception(e, file=b)
    print("".join(traceback.format_tb(e.__traceback__)).replace(__file__, "FILE"))
def stack(): return traceback.extract_stack()[-1].name, len(traceback.format_stack()) >= 2
print(stack(), traceback.format_exc())
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise KeyError("k")
except KeyError:
    print(traceback.format_exc().replace(__file__, "FILE"))
te = traceback.TracebackException.from_exception(ValueError("x"))
print(list(te.format()))
traceback.print_exc(limit=1, file=sys.stdout)
