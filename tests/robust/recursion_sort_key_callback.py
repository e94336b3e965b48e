def key(x): return sorted([x], key=key)
try:
    sorted([1], key=key)
except RecursionError:
    print("sort key")
def m(x): return list(map(m, [x]))
try:
    m(1)
except RecursionError:
    print("map")
from functools import reduce
def r(a, b): return reduce(r, [a, b])
try:
    r(1, 2)
except RecursionError:
    print("reduce")
def e(): eval("e()")
try:
    e()
except RecursionError:
    print("eval")
def x(): exec("x()")
try:
    x()
except RecursionError:
    print("exec")
def mx(v): return max([v], key=mx)
try:
    mx(1)
except RecursionError:
    print("max key")
