import os
base = "_tmp_mod_os"
os.mkdir(base)
os.makedirs(os.path.join(base, "x", "y"))
os.makedirs(os.path.join(base, "x", "y"), exist_ok=True)
p = os.path.join(base, "f.txt")
with open(p, "w") as f: f.write("12345")
print(sorted(os.listdir(base)), os.path.getsize(p), os.stat(p).st_size, os.path.isfile(p), os.path.isdir(base), os.path.exists(base + "/zz"))
os.rename(p, base + "/g.txt")
for d, ds, fs in os.walk(base): print(d, sorted(ds), sorted(fs))
with os.scandir(base) as it: print(sorted((e.name, e.is_dir()) for e in it))
def attempt(f):
    try:
        f()
    except OSError as e:
        print(f"{type(e).__name__}: {e}", e.errno)
attempt(lambda: os.mkdir(base))
attempt(lambda: os.rmdir(base))
attempt(lambda: os.remove(base + "/none"))
attempt(lambda: os.listdir("_no_dir"))
attempt(lambda: os.rename("_no_a", "_no_b"))
os.remove(base + "/g.txt")
os.removedirs(base + "/x/y")
print(os.path.exists(base))
fd = os.open("_tmp_fd", os.O_CREAT | os.O_RDWR)
print(os.write(fd, b"abc"), os.lseek(fd, 0, 0), os.read(fd, 10))
os.close(fd)
os.unlink("_tmp_fd")
