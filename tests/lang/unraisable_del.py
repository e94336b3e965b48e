# An exception in __del__ goes to sys.unraisablehook, whenever that is.
import sys, gc
sys.unraisablehook = lambda u: print("unraisable", u.exc_type.__name__, u.exc_value)
class A:
    def __del__(self): raise ValueError("in del")
def make():
    A()
make()
[A.__name__, object(), object()]  # what the loop keeps of the last call is overwritten
gc.collect()
print("goes on")
