class NoArgs:
    pass
class P:
    __match_args__ = ("x",)
    x = 1
def attempt(f):
    try:
        print(f())
    except TypeError as e:
        print("TypeError:", e)
def a():
    match NoArgs():
        case NoArgs(1): pass
def b():
    match P():
        case P(1, 2): pass
def c():
    match 5:
        case notatype(): pass
notatype = 5
def d():
    match P():
        case P(1, x=1): pass
def e():
    match 5:
        case int(a, b): pass
def f():
    match P():
        case P(y=1): return "attr"
        case _: return "no attr, no error"
for fn in (a, b, c, d, e, f): attempt(fn)
