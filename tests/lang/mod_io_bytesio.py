import io
b = io.BytesIO(b"ab\ncd\xff")
print(b.read(2), b.readline(), b.tell(), b.read(), b.read(), b.seek(1), b.read(1), b.seek(-2, 2), b.read(), b.getvalue(), b.seek(0), b.readlines())
w = io.BytesIO()
w.write(b"hello"); w.seek(3); w.write(bytearray(b"XYZ")); w.seek(10); w.write(b"end")
print(w.getvalue(), w.truncate(4), w.getvalue())
buf = bytearray(3)
print(io.BytesIO(b"xyzw").readinto(buf), buf)
try:
    w.write("text")
except TypeError as e:
    print(e)
t = io.TextIOWrapper(io.BytesIO("é\nb".encode()), encoding="utf-8")
print(t.readline(), t.read())
