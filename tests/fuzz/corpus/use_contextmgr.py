from contextlib import contextmanager
@contextmanager
def c():
    try: yield 1
    finally: print("out")
with c() as x: print(x)
