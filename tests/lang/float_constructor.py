print(float(), float("1.5"), float(" 1e3 \n"), float("inf"), float("-Infinity"), float("nan"), float("1_000.5"), float(5), float("+.5"), float("5."), float(True), float(b"1.5"), float("1e400"), float("-0"), float("٣.٥"), float("0x10") if 0 else "", float("infinity"), float("1e-400"))
for s in ("", "abc", "1.5.2", "1e", "0x10", "1 2", "--1", "1__0", "inf inity", None, [], 1j, "é"):
    try:
        float(s)
    except Exception as e:
        print(type(e).__name__, e)
