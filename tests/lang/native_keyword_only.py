# A parameter of a built-in function that is keyword-only cannot be filled by position, not even the last one.
import math
import os


def refused(f, *args):
    try:
        print('not refused', f(*args))
    except TypeError as e:
        print(e)


refused(math.prod, [1], 2)
refused(os.stat, '/', True)
refused(int.from_bytes, b'a', 'big', True)
refused((1).to_bytes, 1, 'big', True)
refused([].sort, None, True)
for _ in range(3):
    try:
        math.prod([2], 3)
    except TypeError as e:
        print(e)
print(math.prod([2], start=3), int.from_bytes(b'\xff', 'big', signed=True), math.prod([2]))
