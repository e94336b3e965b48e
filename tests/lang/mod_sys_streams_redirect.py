import sys, io
old = sys.stdout
sys.stdout = buf = io.StringIO()
print("captured", 1)
sys.stdout.write("x")
sys.stdout = old
print(repr(buf.getvalue()))
class Up:
    def write(self, s): old.write(s.upper())
    def flush(self): pass
sys.stdout = Up()
print("shouted")
sys.stdout = sys.__stdout__
print("normal")
sys.stderr = sys.stdout
print("err to out", file=sys.stderr)
