# The exception being handled belongs to the frame, not to the thread.
import sys
def g():
    try:
        raise ValueError("in g")
    except ValueError:
        yield sys.exc_info()[0]
        yield sys.exc_info()[0]
x = g()
print(next(x))
print(sys.exc_info()[0])
try:
    raise KeyError
except KeyError:
    print(next(x), sys.exc_info()[0])
print(sys.exc_info()[0])
