print(str(), str(5), str(1.0), str(None), str([1, "a"]), str("x"), str(object=3), str(b"x"), str(b"x", "ascii"), str(type), str(int), str(len), str(...), str(NotImplemented), str(True))
try:
    str(5, "ascii")
except TypeError as e:
    print(e)
try:
    str("a", "ascii")
except TypeError as e:
    print(e)
