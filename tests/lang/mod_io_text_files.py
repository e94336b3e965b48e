import io, os
p = "_tmp_io_text.txt"
with open(p, "w", newline="") as f: f.write("a\r\nb\rc\n")
with open(p) as f: print(f.readlines())
with open(p, newline="") as f: print(f.readlines())
with open(p, "rb") as f: print(f.read())
with open(p, "w", newline="\r\n") as f: f.write("x\ny\n")
with open(p, "rb") as f: print(f.read())
with open(p, "w", encoding="latin-1") as f: f.write("é")
try:
    open(p, encoding="utf-8").read()
except UnicodeDecodeError as e:
    print(e)
print(ascii(open(p, encoding="utf-8", errors="replace").read()), open(p, encoding="latin-1").read())
try:
    open(p, "w", encoding="ascii").write("中")
except UnicodeEncodeError as e:
    print(e)
with open(p, "w") as f:
    for i in range(1000): f.write(f"{i}\n")
with open(p) as f:
    print(sum(int(l) for l in f), next(iter(f), "eof"))
with open(p, "rb") as f:
    f.seek(10)
    print(f.readline(), f.read(4), f.tell(), f.seek(0, 2))
with open(p) as f:
    print(f.readline(), f.tell(), end=" ")
    f.seek(0)
    print(f.read(5).split(), f.readline(2), f.isatty(), f.fileno() > 2, f.encoding)
print(isinstance(f, io.TextIOWrapper), isinstance(f, io.IOBase), io.open is open, io.SEEK_END, io.DEFAULT_BUFFER_SIZE)
os.remove(p)
