import sys, io
f = io.StringIO()
f.close()
try:
    print("x", file=f)
except ValueError as e:
    print(e)
class NoWrite: pass
try:
    print("x", file=NoWrite())
except AttributeError as e:
    print(e)
class BadWrite:
    def write(self, s): raise OSError("disk full")
try:
    print("x", file=BadWrite())
except OSError as e:
    print(e)
old, sys.stdout = sys.stdout, None
print("lost")
sys.stdout = old
del sys.stdout
try:
    print("no stdout")
except RuntimeError as e:
    sys.stdout = old
    print(e)
try:
    open("/dev/full", "w").write("x" * 100000)
except OSError as e:
    print(type(e).__name__, e.errno)
