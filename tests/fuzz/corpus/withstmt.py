class C:
    def __enter__(s): return 1
    def __exit__(s, *a): return True
with C() as a, C() as (b): raise ValueError
