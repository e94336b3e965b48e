a = bytearray(b"hello")
a[0] = 72
a.append(33)
a.extend(b"ab")
a += b"cd"
a.insert(1, 64)
print(a, len(a), a.pop(), a.pop(0), a)
del a[0]
a[0:2] = b"XYZ"
a[::2] = b"-" * len(a[::2])
print(a)
a.remove(45)
a.reverse()
print(a, a.copy() == a, a * 2, a + b"z", b"z" + a, type(b"z" + a).__name__, type(a + b"z").__name__)
a.clear()
print(a, bytearray(3), bytearray("é", "utf8"), bytearray([1, 2]), bytearray(b"ab") == b"ab", bytearray(b"aXb").lower(), bytearray(b"a b").split())
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: a.append(256))
attempt(lambda: a.append("a"))
attempt(lambda: a.pop())
attempt(lambda: a.remove(1))
attempt(lambda: a.__setitem__(0, 1))
attempt(lambda: a.extend(5))
attempt(lambda: a.extend(["x"]))
attempt(lambda: hash(a))
attempt(lambda: bytearray("x"))
