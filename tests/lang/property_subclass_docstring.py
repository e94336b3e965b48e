"""A subclass of property keeps the getter's docstring in the instance, where its own does not hide it."""


class Sub(property):
    """the subclass's"""


class Slots(property):
    """no room"""
    __slots__ = ()


class C:
    @Sub
    def a(self):
        """a's"""
        return 1

    @a.setter
    def a(self, x):
        """the setter's"""

    @Sub
    def b(self):
        return 1

    @b.getter
    def b(self):
        """b's new one"""
        return 2

    c = Sub(lambda self: 1, doc='given')
    d = Sub()
    e = Sub(lambda self: 1)


for name in 'abcde':
    p = getattr(C, name)
    print(name, p.__doc__, vars(p))


def getter(self):
    """this one"""


try:
    Slots(getter)
except AttributeError as e:
    print(e)
print(Slots().__doc__, property(getter).__doc__)
