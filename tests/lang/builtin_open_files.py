import os
p = "_tmp_builtin_open.txt"
with open(p, "w", encoding="utf-8") as f:
    print(f.write("line 1\n中文\n"), f.writable(), f.readable(), f.name, f.mode, f.closed)
    f.writelines(["a\n", "b"])
    print("printed", file=f)
print(f.closed)
with open(p, encoding="utf-8") as f:
    print(repr(f.readline()), repr(f.read(2)), f.readlines(), repr(f.read()))
    f.seek(0)
    print([line.rstrip() for line in f])
with open(p, "a", encoding="utf-8") as f: f.write("appended")
with open(p, "rb") as f:
    b = f.read()
    print(b, f.tell())
    f.seek(-3, 2)
    print(f.read())
with open(p, "r+", encoding="utf-8") as f:
    f.write("LINE")
    f.seek(0)
    print(f.readline())
with open(p, "wb") as f: print(f.write(b"\x00\xff"))
print(open(p, "rb").read())
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: open("_no_such_file"))
attempt(lambda: open(p, "x"))
attempt(lambda: open(p, "q"))
attempt(lambda: open(p, "rw"))
attempt(lambda: f.read())
attempt(lambda: open(p, "wb").write("text"))
attempt(lambda: open(p, "w").write(b"bytes"))
attempt(lambda: open(p, "w").read())
attempt(lambda: open("."))
os.remove(p)
print(os.path.exists(p))
