def attempt(s):
    try:
        exec(s)
    except Exception as e:
        print(f"{type(e).__name__}: {e} name={getattr(e, 'name', None)}")
attempt("from sys import nope")
attempt("import sys.nope")
attempt("from . import x")
attempt("import pkg_basic.nope")
attempt("from pkg_basic import nope_at_all") if 0 else None
try:
    import os.nothing
except ModuleNotFoundError as e:
    print(e)
try:
    from string import digits, zzz
except ImportError as e:
    print(type(e).__name__)
