import sys
sys.set_int_max_str_digits(0)
n = int("7" * 20000)
print(len(str(n)), str(n) == "7" * 20000, n % 1000003, len(hex(n)), int(hex(n), 16) == n, int(bin(n), 2) == n, len(oct(n)), int(str(-n)) == -n)
print(float("1" + "0" * 308) == 1e308, float("0." + "0" * 400 + "1"), float("9" * 400), float("1" * 5000), len(repr(1e308 * 1.0)), float("0." + "3" * 1000), float("1e-99999999"), float("1e99999999999999999999"))
print(f"{1.5:.500f}"[:10], len(f"{0.1:.1000f}"), len("%.300f" % 1e300), f"{1e308:.0f}"[:5], round(1.5, 10 ** 10), round(1.5, -10 ** 10))
