# Bound built-in methods, kept and then called with too few or too many arguments: the count leaves self out, nothing else is disturbed.
import math
import time

kept = "kept"
for f, args in (([].append, ()), ([].append, (1, 2)), (dict.fromkeys, ()), ({}.pop, ()), (float.fromhex, ()), ("".find, ()),
                ("".count, (1, 2, 3, 4)), ([].sort, (1,)), (int.from_bytes, ()), (math.sqrt, ()), (time.time, (1,)), (len, ())):
    try:
        print(kept, f(*args))
    except TypeError as e:
        print(kept, e)
f = [].append
try:
    print(["below", f()])
except TypeError as e:
    print(e)
g = dict.fromkeys
print(["below", g("ab"), "above"], kept)
