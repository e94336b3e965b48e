# Parameters named __debug__, attributes matched twice, classes that are sequence and mapping, hex with separators, state of a
# bytearray's subclass, and who has a __complex__.
for src in 'lambda __debug__: 1', 'lambda *__debug__: 1', 'def f(**__debug__): pass', 'lambda x, /, __debug__=1: x', 'lambda *, __debug__: 1', 'f = lambda **__debug__: 1':
    try:
        compile(src, 's', 'exec')
    except SyntaxError as e:
        print(src, '|', e)
class P:
    __match_args__ = ('a', 'a')
    a = 1
class Q:
    __match_args__ = ('a', 'b')
    a = b = 1
for cls in P, Q:
    try:
        match cls():
            case cls(1, 1):
                print('matched')
    except TypeError as e:
        print(e)
try:
    match Q():
        case Q(1, a=1):
            print('no')
except TypeError as e:
    print(e)
import collections.abc as c
class S(c.Sequence, c.Mapping):
    def __getitem__(self, i): raise IndexError
    def __len__(self): return 0
    def __iter__(self): return iter(())
class M(c.Mapping, c.Sequence):
    def __getitem__(self, i): raise KeyError
    def __len__(self): return 0
    def __iter__(self): return iter(())
for x in S(), M():
    match x:
        case []: print('seq')
        case {}: print('map')
for a in (('',), (':', 0), (':', 2), (b'-', -3)):
    try:
        print(b'abcdefg'.hex(*a))
    except ValueError as e:
        print(e)
class B(bytearray):
    pass
b = B(b'x'); b.attr = 1
import copy, pickle
print(copy.copy(b).attr)
class C(complex):
    def __complex__(self): return 5j
print(complex(C(1)), complex(C(1), 2))
class F(float):
    def __complex__(self): return 7j
print(complex(F(1)), complex(1, F(2)))
