from pkg_star import *
print(public, sorted(n for n in globals() if n in ("public", "_private", "not_listed", "_listed")))
from pkg_star.noall import *
print(sorted(n for n in globals() if n in ("a", "b", "_c")))
try:
    from pkg_star.badall import *
except AttributeError as e:
    print(e)
