"""An object may become an instance of a class whose members stand in the same places."""


class G:
    __slots__ = ['a', 'b']


class H:
    __slots__ = ['b', 'a']


class I:
    __slots__ = ['a', 'c']


class Weak(G):
    __slots__ = ['__weakref__']


class Weak2(G):
    __slots__ = ['__weakref__']


class Dict(Weak):
    __slots__ = ['__dict__']


class Plain(Weak):
    pass


class Same(Plain):
    pass


class Text(str):
    pass


class Text2(str):
    pass


class Text3(Text):
    __slots__ = ()


classes = [G, H, I, Weak, Weak2, Dict, Plain, Same]
for a in classes:
    for b in classes:
        x = a()
        x.a = a.__name__
        try:
            x.__class__ = b
            print(b.__name__, 'was', x.a)
        except TypeError as e:
            print(e)
for a, b in [(Text, Text2), (Text, Text3), (Text3, Text2)]:
    x = a('x')
    x.n = 1
    x.__class__ = b
    print(type(x).__name__, x, x.n)
print([k for k in vars(H) if not k.startswith('__')], H.__slots__)


class Base:
    __slots__ = ['p']


class Base2:
    __slots__ = ['p']


class Base3:
    __slots__ = ['q']


class Below(Base):
    __slots__ = ['r']


o = Below()
o.p, o.r = 1, 2
Below.__bases__ = (Base2,)
print(o.p, o.r, Below.__mro__)
try:
    Below.__bases__ = (Base3,)
except TypeError as e:
    print(e)
