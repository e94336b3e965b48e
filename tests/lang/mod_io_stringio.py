import io
s = io.StringIO("line1\nline2\n中文")
print(repr(s.read(3)), repr(s.readline()), s.tell() > 0, s.readlines(), repr(s.read()), s.seek(0), s.getvalue() == "line1\nline2\n中文", list(s))
w = io.StringIO()
print(w.write("abc"), w.write("def"), w.tell(), w.getvalue())
w.seek(1); w.write("X"); print(w.getvalue(), w.truncate(3), w.getvalue())
print("to buf", file=w)
print(repr(w.getvalue()), w.readable(), w.writable(), w.seekable(), w.closed)
w.close()
try:
    w.write("x")
except ValueError as e:
    print(e)
with io.StringIO("ab") as f: print(f.read(), f.read() == "")
try:
    io.StringIO().write(b"x")
except TypeError as e:
    print(e)
try:
    io.StringIO(5)
except TypeError as e:
    print(e)
