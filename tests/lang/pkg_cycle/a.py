print("a starts")
from . import b
print("a has b", b.NAME)
NAME = "a"
def value(): return NAME, b.NAME
