def attempt(name, f):
    try:
        print(name, f())
    except Exception as e:
        print(name, type(e).__name__, e)
def stop(*a): raise StopIteration
attempt("map", lambda: list(map(stop, [1, 2])))
attempt("key", lambda: sorted([1, 2], key=stop))
attempt("filter", lambda: list(filter(stop, [1])))
attempt("genexp", lambda: list(stop() for _ in range(2)))
attempt("listcomp", lambda: [stop() for _ in range(2)])
attempt("iter", lambda: list(iter(stop, 0)))
class A:
    def __getitem__(self, i): raise StopIteration if i > 2 else IndexError if i > 5 else 0 if 0 else StopIteration
    def __len__(self): raise StopIteration
attempt("getitem", lambda: list(A()))
attempt("for", lambda: [x for x in A()])
def g():
    with_stop()
    yield
def with_stop(): next(iter([]))
attempt("gen", lambda: list(g()))
