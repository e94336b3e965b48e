# A long string that was made by appending, and has been appended to again, where the system wants its end marked.
import os
import sys
import time


def two(start, tail):
    """start, made by appending, after `tail` was put behind it."""
    s = start[:1]
    for c in start[1:]:
        s += c
    longer = s + tail
    assert longer.endswith(tail)
    return s


digits = two("7" * 2000, "8")
print(int(digits) == int("7" * 2000), float(two("1." + "3" * 1500, "e5")), complex(two("1" + " " * 1500, "j")))
source = two("x = 1\n" * 500, "y = 2\n")
space = {}
exec(source, space)
print("x" in space, "y" in space, eval(two("1 " + " " * 1500, "+ 1")))
path = two("/tmp/" + "./" * 800, "nothing-here")
print(os.path.isdir(path), os.path.exists(path + "nothing-here"))
try:
    open(two("/tmp/" + "./" * 800 + "absent", "x"))
except FileNotFoundError as e:
    print(e.filename.endswith("./absent"))
try:
    compile(two("1 +" + " " * 1200, "2"), two("f" * 1100, "g"), "exec")
except SyntaxError as e:
    print(len(e.filename), e.lineno)
text = two("2024" + " " * 1200, " 12")
print(time.strptime(text, "%Y ").tm_year)
name = two("m" * 1100, ".n")
try:
    __import__(name)
except ModuleNotFoundError as e:
    print(len(e.name))
print(getattr(sys, two("q" * 1100, "r"), "absent"))
try:
    "x".encode(two("utf-8" * 300, "x"))
except LookupError as e:
    print(len(str(e)))
