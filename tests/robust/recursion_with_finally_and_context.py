depth = 0
def f():
    global depth
    try:
        f()
    finally:
        depth += 1
try:
    f()
except RecursionError:
    print("finally ran", depth > 900)
class C:
    n = 0
    def __enter__(self): C.n += 1
    def __exit__(self, *a): C.n -= 1
def g():
    with C(): g()
try:
    g()
except RecursionError:
    print("all exits ran", C.n in (0, 1))
def h():
    try:
        h()
    except RecursionError:
        raise ValueError("replaced")
try:
    h()
except ValueError as e:
    print(e, type(e.__context__).__name__)
