class A:
    def __add__(self, o): return self + o
    def __eq__(self, o): return self == o
    def __lt__(self, o): return self < o
    def __getattr__(self, n): return getattr(self, n + "x")
    def __getitem__(self, i): return self[i]
    def __call__(self): return self()
    def __len__(self): return len(self)
    def __bool__(self): return bool(self)
    def __hash__(self): return hash(self)
    def __contains__(self, x): return x in self
    def __iter__(self): return iter(self)
    def __repr__(self): return repr(self)
    def __str__(self): return str(self)
    def __format__(self, s): return format(self, s)
a = A()
for name, f in [("add", lambda: a + 1), ("eq", lambda: a == 1), ("lt", lambda: a < 1), ("getattr", lambda: a.q), ("getitem", lambda: a[0]), ("call", lambda: a()), ("len", lambda: len(a)), ("bool", lambda: bool(a)), ("hash", lambda: hash(a)), ("contains", lambda: 1 in a), ("iter", lambda: iter(a)), ("repr", lambda: repr(a)), ("str", lambda: str(a)), ("format", lambda: f"{a}"), ("print", lambda: print(a)), ("sort", lambda: sorted([a, a])), ("list repr", lambda: repr([a])), ("max", lambda: max(a, a)), ("dict key", lambda: {a: 1})]:
    try:
        f()
        print(name, "returned")
    except RecursionError:
        print(name, "RecursionError")
