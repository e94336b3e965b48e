b = b"hello\x00\xff'\""
print(b, len(b), b[0], b[-1], b[1:3], b[::-1], list(b[:3]), b"a" + b"b", b"ab" * 2, 104 in b, b"ell" in b, b == b"hello\x00\xff'\"", b"a" < b"b", hash(b"x") == hash(bytes([120])))
print(bytes(3), bytes([1, 2, 255]), bytes("é", "utf8"), bytes(b"x"), bytes(range(3)), bytes(), b"a" b"b", rb"\n", b"\x41\101\n", bytes(bytearray(b"q")))
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: bytes([256]))
attempt(lambda: bytes([-1]))
attempt(lambda: bytes("a"))
attempt(lambda: bytes(-1))
attempt(lambda: bytes(["a"]))
attempt(lambda: bytes(1.5))
attempt(lambda: b[100])
attempt(lambda: b.__setitem__(0, 1))
attempt(lambda: b"a" + "a")
attempt(lambda: "a" in b"a")
attempt(lambda: 256 in b"a")
attempt(lambda: b"" < "")
print(b"a" == "a", b"1" != 1)
