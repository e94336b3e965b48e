print("b starts")
import pkg_cycle.a
NAME = "b"
try:
    from pkg_cycle.a import NAME as early
except ImportError as e:
    print("too early:", str(e).split(" (")[0])
def value(): return NAME, pkg_cycle.a.NAME
