def show(f):
    try:
        f()
    except BaseException as e:
        print(type(e).__name__, e.args, {k: getattr(e, k) for k in ("name", "obj", "value", "code", "errno", "strerror", "filename", "encoding", "start", "end", "reason") if hasattr(e, k)})
show(lambda: nowhere)
show(lambda: "abc".nope)
show(lambda: next(iter([])))
show(lambda: exec("raise SystemExit(4)"))
show(lambda: open("/does/not/exist"))
show(lambda: b"a\xff".decode())
show(lambda: __import__("no_such_module_x"))
def gen():
    return 9
    yield
show(lambda: next(gen()))
