"""A special method taken from a type that is not among the bases refuses the object, whoever calls it."""
import operator


class A(int):
    __eq__ = str.__eq__
    __lt__ = float.__lt__
    __add__ = str.__add__
    __mul__ = list.__mul__
    __sub__ = set.__sub__
    __len__ = list.__len__
    __call__ = type.__call__
    __iter__ = list.__iter__
    __next__ = type(iter([])).__next__
    __repr__ = str.__repr__
    __neg__ = float.__neg__
    __bool__ = float.__bool__
    __setattr__ = type.__setattr__
    __hash__ = str.__hash__


a = A(5)
for what in ['a == a', 'a < 6', 'a + a', 'a * 2', 'a - 1', 'len(a)', 'a()', 'iter(a)', 'next(a)', 'repr(a)', '-a', 'not a',
             'setattr(a, "x", 1)', 'hash(a)', '[a].index(5)', 'max(a, 3)', '{a}', 'a != a', 'a > 4', '6 + a', '~a', 'str(a)']:
    try:
        print(what, eval(what))
    except TypeError as e:
        print(what, '->', e)


class B(int):
    __getattribute__ = type.__getattribute__


try:
    B(1).x
except TypeError as e:
    print(e)


class Mine(super):
    """Its instances bind to instances of Mine."""


class Top:
    def m(self):
        return 'top'


class Low(Top):
    def m(self):
        return type(self.up).__name__ + ' ' + self.up.m()


Low.up = Mine(Low)
print(Low().m())
