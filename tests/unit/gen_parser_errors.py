"""Writes tests/unit/parser_errors.inc: wrong programs and what CPython 3.11 says of them. Run with CPython 3.11:

    python3.11 tests/unit/gen_parser_errors.py > tests/unit/parser_errors.inc

Each row: source, kind, message, lineno, offset, end_lineno, end_offset. One program a line below; \\n is a line end.
"""
import json
import warnings

warnings.simplefilter("ignore")

PROGRAMS = r"""
x = = 1
x y
x = 1 +
if x
if x:\n
if x:\npass
if x:\n    y\n  z
if x:\n    y\n      z
  x
if x:\n        y\n\tz
elif x:\n
else:\n    pass
while x\n    pass
while x:\npass
while x y:
for x in y
for x in y:\npass
for x y in z: pass
for f() in y: pass
for 1 in y: pass
for x, f() in y: pass
for x in y z: pass
def f
def f(: pass
def f()\n    pass
def f():\npass
def f x: pass
def f(a=1, b): pass
def f((a, b)): pass
def f(*): pass
def f(*, **k): pass
def f(a=): pass
def f(*a=1): pass
def f(**k=1): pass
def f(**k, a): pass
def f(**k, *a): pass
def f(*a, *b): pass
def f(/, a): pass
def f(a, /, b, /): pass
def f(*a, b, /): pass
def f(a, / *b): pass
def f(a) -> : pass
lambda a=1, b: 0
lambda (a, b): 0
lambda *: 0
lambda **k, a: 0
lambda *a=1: 0
lambda /, a: 0
lambda x y: 0
class A
class A:\npass
class A(x for x in y): pass
class A b: pass
with a
with a:\npass
with a as f(): pass
with a as 1: pass
with (a as b, c as 2): pass
with a b: pass
try:\npass
try\n    pass
try:\n    pass
try:\n    pass\nx = 1
try:\n    pass\nexcept x, y:\n    pass
try:\n    pass\nexcept x\n    pass
try:\n    pass\nexcept\n    pass
try:\n    pass\nexcept:\npass
try:\n    pass\nexcept x:\npass
try:\n    pass\nfinally:\npass
try:\n    pass\nexcept *:\n    pass
try:\n    pass\nexcept x:\n    pass\nexcept* y:\n    pass
try:\n    pass\nexcept* x:\n    pass\nexcept y:\n    pass
match x\n    case 1: pass
match x:\npass
match x:\n    case 1\n        pass
match x:\n    case 1:\n    pass
match x:\n    case y as _: pass
match x:\n    case y as f(): pass
match x:\n    case A(b=1, 2): pass
match x:\n    case 1 + 1: pass
match x:\n    case 1j + 1j: pass
f() = 1
f() += 1
a, b += 1
a + b = 1
1 = x
None = 1
x = None = 1
(x, None) = 1
[a, 1] = x
'a' = x
f'{a}' = x
lambda: 0 = x
a if b else c = x
{a} = x
{a: b} = x
[x for x in y] = z
(x for x in y) = z
a < b = c
not a = b
... = x
(a := 1) = x
*a + 1 = x
yield = x
x = yield = y
(x, y): int
x, y: int
[x]: int
f(): int
x: int: str
del f()
del 1
del (a, f())
del *a
del a + b
a := 1
(a.b := 1)
(a[0] := 1)
(a = 1)
(a.b = 1)
if x = 1: pass
if x.y = 1: pass
while x = 1: pass
f(a.b=1)
f(True=1)
f(a=1, b)
f(**a, b)
f(**a, *b)
f(a for a in b, c)
f(c, a for a in b)
f(a=b for b in c)
f(a, b for b in c, d)
f(a b)
f(a, b c)
[a b]
[a, b c, d]
{a b}
{a: b c}
{a: b, c}
{a: b, c:}
{a:}
{a: *b}
{**a: b}
{**a for a in b}
[*a for a in b]
(*a for a in b)
{*a for a in b}
[a, b for a in c]
[a, for a in c]
(*a)
(**a)
f(**)
*a
x = (a b)
x[a b]
(a, b c)
(a "b")
x = 1 if 2
(1 if 2)
print "a"
print a, b
print
print a b
exec "a"
f(print a)
import
import a.
import a as b.c
from a import
from a import b,
from a import (b
from a import (b,, c)
from . import *, a
from import a
global
global a.b
nonlocal a,
return return
raise from x
assert
pass x
break 1
yield from
@\ndef f(): pass
@a b\ndef f(): pass
@a\nx = 1
(
(a
(a\nb c
[1, 2
{1: 2
f(a, b
)
]
a)
(a]
(a\n]
{a: (b}
[(1, 2], 3)
'abc
"abc\n
'''abc
\"\"\"abc\n\n
x = 'a' 'b
1a
1_
1__0
07
0_7
00x
0x
0xg
0b2
0b12
0o8
0o18
1e
1e+
1.5a
1jx
1.e
5 if 6else 7
x = $
x = a ? b
x = !a
a <> b
a ! b
x \ y
x \
a，b
a\u00a0b
é £
x = “a”
你 好
x = 'é' y
b'é'
b'a' 'b'
'a' b'b'
b'\x1'
'\x1'
'\u12'
'\U00110000'
'\N{no such name}'
'\N'
'é\x1'
f'{'
f'{a'
f'}'
f'{}'
f'{ }'
f'{a b}'
f'{a!x}'
f'{a!}'
f'{a!r'
f'{a:'
f'{a:{b'
f'{a:{b:{c}}}'
f'{a[}'
f'{a)}'
f'{(a]}'
f'{#}'
f'{a\\n}'
f'{lambda x: 1}'
f'{*}'
f'{a = 1}'
f'{a} {b c}'
f'''{\na b}'''
f'{yield = 1}'
f'{1a}'
f'{"a}'
x = {\n    'a': 1\n    'b': 2\n}
x = [\n    1,\n    2\nfor\n
if x:\n    f(a,\n\nb = 1
def f():\n    return (1,\n\ndef g():\n    pass
x = 1\n  y = 2
for i in range(3):\nprint(i)
while True print(1)
async x
await
x = await
def f(): x = 1 y = 2
class A: def f(self): pass
else
if x: y else: z
f(a, *, b)
f(*)
f(a, , b)
[1, , 2]
(,)
{,}
x[]
x[1:2:3:4]
x.1
x..y
a.b.
not
a not b
a is is b
a and
or a
- 
~
a b c
a, b c
1 2
"a" 1
a 'b'
x = a 'b'
None x
True = False
True + 1 = 2
__debug__ x
"""


def rows():
    for program in PROGRAMS.strip("\n").split("\n"):
        source = (program.replace("\\\\", "\0").replace("\\n", "\n").replace("\\t", "\t")
                  .replace("\\u00a0", "\u00a0").replace('\\"', '"').replace("\0", "\\")) + "\n"
        try:
            compile(source, "<string>", "exec", 0x400)  # PyCF_ONLY_AST
        except SyntaxError as e:
            yield (source, type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset)


def c_string(s):
    """`s` in C: JSON's escapes are C's, but for those beyond ASCII, which stay as they are."""
    return json.dumps(s, ensure_ascii=False).replace("\u00a0", '\\302\\240""').replace("?", "\\?")


print("/* Made by tests/unit/gen_parser_errors.py with CPython 3.11. */")
for source, kind, message, *place in rows():
    print("{%s, PARSE_ERROR_%s,\n    %s, %s}," % (
        c_string(source), {"SyntaxError": "SYNTAX", "IndentationError": "INDENTATION", "TabError": "TAB"}[kind],
        c_string(message), ", ".join(map(str, place))))
