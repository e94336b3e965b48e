# From 3.11 on, very long decimal conversions are refused.
import sys
print(sys.get_int_max_str_digits())
n = 10 ** 5000
def attempt(f):
    try:
        print(f())
    except ValueError as e:
        print("ValueError:", e)
attempt(lambda: str(n))
attempt(lambda: int("9" * 5000))
attempt(lambda: len(hex(n)))
attempt(lambda: len(str(10 ** 4299)))
attempt(lambda: f"{n}")
sys.set_int_max_str_digits(0)
attempt(lambda: len(str(n)))
