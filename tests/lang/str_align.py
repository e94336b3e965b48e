print("[" + "ab".center(7) + "]", "ab".center(6, "*"), "ab".center(5, "*"), "abc".center(6, "*"), "ab".ljust(5) + "|", "ab".rjust(5), "ab".ljust(5, "."), "abc".rjust(2), "42".zfill(5), "-42".zfill(6), "+x".zfill(4), "".zfill(3), "中".center(5, "文"))
try:
    "a".center(5, "xy")
except TypeError as e:
    print(e)
