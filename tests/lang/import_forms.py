import math
import os.path
import math as m, string as s
from math import sqrt, pi as PI
from os.path import (
    join,
    basename as base,
)
from itertools import *
print(math is m, sqrt(9), round(PI, 3), join("a", "b"), base("/x/y.z"), s.digits, os.path is os.path, list(islice(count(5), 3)))
def f():
    import functools
    return functools.reduce(lambda a, b: a + b, [1, 2])
print(f(), "functools" in globals())
import sys
print("math" in sys.modules, sys.modules["math"] is math, math.__name__)
