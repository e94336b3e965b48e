# What time.sleep takes and refuses.
import time

for x in (0, 0.0, -0.0, False, 1e-9, 1e-12, 0.001):
    print(repr(x), time.sleep(x))
for x in (-1, -1e-12, float("nan"), float("inf"), float("-inf"), 1e300, 10 ** 30, "1", None, [], 1j):
    try:
        print(repr(x), time.sleep(x))
    except (ValueError, TypeError, OverflowError) as e:
        print(repr(x), type(e).__name__, e)
