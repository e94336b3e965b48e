from contextlib import ExitStack, contextmanager
class CM:
    def __init__(self, n, swallow=False): self.n, self.s = n, swallow
    def __enter__(self): print("in", self.n); return self.n
    def __exit__(self, t, v, tb): print("out", self.n, t and t.__name__); return self.s
with ExitStack() as st:
    print([st.enter_context(CM(i, i == 1)) for i in range(3)])
    raise ValueError("x")
print("swallowed")
st = ExitStack()
st.enter_context(CM("a"))
st.push(lambda *a: print("push", a[0]))
keep = st.pop_all()
st.close()
print("nothing closed yet")
keep.close()
try:
    with ExitStack() as s:
        s.callback(lambda: 1 / 0)
        raise KeyError("first")
except ZeroDivisionError as e:
    print(repr(e.__context__))
