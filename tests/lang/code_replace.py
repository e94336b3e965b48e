# A code object's replace(), equality, co_code, and how its counts of instructions fit together.
import sys


def f(a, b=2, *c, d, **e):
    x = a + 10
    return [a, b, c, d, e, x, "text"]


def renamed(code, **changes):
    return type(f)(code.replace(**changes), globals(), "g", f.__defaults__, f.__closure__)


c = f.__code__
print(c.replace() == c, c.replace() is c, hash(c.replace()) == hash(c), c.replace(co_name="g") == c, c != c.replace(co_firstlineno=1))
g = renamed(c, co_name="g", co_qualname="h.g", co_filename="<made>", co_firstlineno=100)
print(g.__code__.co_name, g.__code__.co_qualname, g.__code__.co_filename, g.__code__.co_firstlineno, g(1, 3, d=4))
print(sorted({line for _, _, line in g.__code__.co_lines() if line} - {100}))
text = renamed(c, co_consts=tuple("TEXT" if k == "text" else k for k in c.co_consts))
print(text(1, d=4)[-2:])
names = renamed(c, co_varnames=("a", "b", "D", "c", "e", "y"))
try:
    names(1, d=4, D=5)
except Exception as e:
    print(type(e).__name__)
print(names(1, D=5))
for wrong in ({"co_name": 3}, {"co_nonsense": 3}, {"co_varnames": (1, 2)}, {"co_consts": []}):
    try:
        c.replace(**wrong)
    except (TypeError, ValueError) as e:
        print(type(e).__name__)
try:
    c.replace(3)
except TypeError as e:
    print("TypeError")
print(c.replace(co_argcount=c.co_argcount, co_flags=c.co_flags, co_code=c.co_code, co_names=c.co_names, co_freevars=(), co_cellvars=()) == c)

# Equal text gives equal code, and only that.
a, b, other = (compile(s, "<s>", "exec") for s in ("x = 1\nprint(x)", "x = 1\nprint(x)", "x = 1.0\nprint(x)"))
print(a == b, a == other, len({a, b, other}), (lambda: 1).__code__ == (lambda: 1).__code__, (lambda: 1) == (lambda: 1))

# Positions, lines and f_lasti count alike.
print(type(c.co_code).__name__, len(c.co_code) == 2 * len(list(c.co_positions())), max(end for _, end, _ in c.co_lines()) == len(c.co_code))


def here():
    frame = sys._getframe()
    at = frame.f_lasti
    line = frame.f_lineno - 1
    spans = [n for start, end, n in frame.f_code.co_lines() if start <= frame.f_lasti < end]
    return line, at < len(frame.f_code.co_code), spans[0] - line


print(here()[1:], list(c.co_positions())[-1][0] == c.co_firstlineno + 2)
try:
    1 / 0
except ZeroDivisionError as e:
    tb = e.__traceback__
    position = list(tb.tb_frame.f_code.co_positions())[tb.tb_lasti // 2]
    print(position[0] == tb.tb_lineno, position[2:])
