import sys
print(1, 2, 3, sep="-", end="!\n")
print("a", "b", sep="")
print()
print("x", end="")
print("y", file=sys.stdout, flush=True)
print(*[1, 2], *"ab", sep=", ")
print("none sep", 1, sep=None, end=None)
class W:
    def write(self, s): out.append(s)
out = []
print("to", "writer", 5, file=W(), end="E")
print(out)
for f in (lambda: print(1, sep=5), lambda: print(1, end=5), lambda: print(1, foo=2), lambda: print(1, file=5)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
