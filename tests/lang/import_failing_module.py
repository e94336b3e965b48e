try:
    import pkg_fail.broken
except ZeroDivisionError as e:
    print(e)
import sys
print("pkg_fail.broken" in sys.modules, "pkg_fail" in sys.modules)
try:
    import pkg_fail.syntax
except SyntaxError as e:
    print(e.msg, e.lineno, e.offset, e.filename.split("/")[-1])
try:
    import pkg_fail.missing
except ModuleNotFoundError as e:
    print(e)
import pkg_fail.counter
import pkg_fail.counter
print(pkg_fail.counter.n)
