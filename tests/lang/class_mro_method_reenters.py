"""A metaclass's mro() runs while its class has no MRO yet, and may change bases meanwhile."""
class Meta(type):
    hook = None

    def mro(cls):
        hook, Meta.hook = Meta.hook, None
        if hook is not None:
            hook(cls)
        return type.mro(cls)


def show(what, f, *a):
    try:
        print(what, f(*a))
    except Exception as e:
        print(what, type(e).__name__, e)


def peek(cls):
    print('mro is', cls.__mro__)
    show('derive', lambda: Meta('Sub', (cls,), {}))
    show('super', lambda: super(cls, cls).nothing)
    show('dir', lambda: '__init__' in dir(cls))


Meta.hook = peek


class Slotted(metaclass=Meta):
    __slots__ = ('a', 'b', 'c', 'd')
    x = 5


def again(cls):
    cls.__bases__ += ()


Meta.hook = again


class Again(metaclass=Meta):
    pass


print(Again.__mro__)


# Setting bases while bases are being set: the younger one stays.
class A(metaclass=Meta):
    pass


class B1(A):
    pass


class B2(A):
    pass


class C(A):
    pass


def to_b2(cls):
    C.__bases__ = (B2,)


Meta.hook = to_b2
C.__bases__ = (B1,)
print(C.__bases__, C.__mro__, B1.__subclasses__(), B2.__subclasses__())
B1.__bases__ = (C,)
print(B1.__mro__)


def fails(cls):
    C.__bases__ = (A,)
    raise KeyError('in mro')


Meta.hook = fails
show('failing', setattr, C, '__bases__', (B2,))
print(C.__bases__, C.__mro__)


# A failure far below takes back what was done above.
class Top(metaclass=Meta):
    pass


class Other(metaclass=Meta):
    pass


class Mid(Top):
    pass


class Low(Mid):
    pass


class LowToo(Mid):
    pass


def arm(cls):
    def second(cls):
        def third(cls):
            raise ValueError(cls.__name__)
        Meta.hook = third
    Meta.hook = second


Meta.hook = arm
show('below', setattr, Mid, '__bases__', (Other,))
print(Mid.__mro__, Low.__mro__, LowToo.__mro__, Other.__subclasses__(), sep='\n')


# Cycles are seen although MROs are not up to date.
class P(metaclass=Meta):
    pass


class Q1(P):
    pass


class Q2(P):
    pass


def cross(cls):
    def back(cls):
        Q1.__bases__ = (Q2,)
    Meta.hook = back
    Q2.__bases__ = (Q1,)


Meta.hook = cross
show('cycle', setattr, Q1, '__bases__', (P,))


class Empty(type):
    def mro(cls):
        return []


class Odd(type):
    def mro(cls):
        return [cls, dict, object]


class Backwards(Meta):
    def mro(cls):
        return type.mro(cls)[::-1]


show('empty', Empty, 'E', (), {})
show('odd', Odd, 'O', (), {})
b = Backwards('B', (A,), {'f': lambda self: 'found'})
print(b.__mro__, b().f(), isinstance(b(), object), issubclass(b, A))
