print(int(), int(5.9), int(-5.9), int("42"), int(" -42\n"), int("+7"), int("1_000"), int("ff", 16), int("0xff", 16), int("0b11", 0), int("0o17", 0), int("0x1f", 0), int("z", 36), int("101", 2), int(True), int(b"12"), int("１２"), int("٣"), int(1e20), int("0", 0), int("-0x10", 16), int(bytearray(b"5")))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
for s in ("", "abc", "1.5", "1 2", "--1", "1__0", "_1", "1_", "0x", "é", "1e5", "12\x00"):
    attempt(lambda: int(s))
attempt(lambda: int("9", 8))
attempt(lambda: int("1", 1))
attempt(lambda: int("1", 37))
attempt(lambda: int(5, 10))
attempt(lambda: int(None))
attempt(lambda: int([]))
attempt(lambda: int(float("inf")))
attempt(lambda: int(float("nan")))
attempt(lambda: int("010", 0))
attempt(lambda: int(1j))
attempt(lambda: int("5", x=3))
attempt(lambda: int(b"\xff"))
attempt(lambda: int("a" * 300))
