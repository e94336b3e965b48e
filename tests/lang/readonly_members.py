"""Attributes that cannot be set say so: members in one way, what is computed in another."""
import collections, functools, socket, sys, types, weakref


class C:
    __slots__ = ('s', '__weakref__')

    def m(self):
        pass


def gen():
    yield


try:
    1 / 0
except ZeroDivisionError as e:
    tb = e.__traceback__
c = C()
cases = [(property(), 'fget fset fdel'), (slice(1), 'start stop step'), (range(1), 'start'), (gen, '__closure__ __globals__ __builtins__'),
         (1j, 'real imag'), (1, 'real numerator'), (1.5, 'real'), (staticmethod(gen), '__func__ __wrapped__'), (len, '__name__ __self__'),
         (gen.__code__, 'co_name co_argcount co_flags co_consts co_names co_varnames'), (gen(), 'gi_code gi_frame gi_running'),
         (c.m, '__func__ __self__'), (super(C, c), '__self__ __thisclass__'), (C.s, '__name__ __objclass__'), (int.__add__, '__name__ __qualname__'),
         (str.join, '__name__ __objclass__'), (C, '__base__ __mro__ __basicsize__ __flags__ __dict__'), (ExceptionGroup('g', [OSError()]), 'message exceptions'),
         (tb, 'tb_frame tb_lasti'), (sys._getframe(), 'f_code f_back f_globals'), (list[int], '__origin__ __args__ __parameters__'),
         (int | str, '__args__'), (weakref.ref(c), '__callback__'), (functools.partial(len), 'func args keywords'), (collections.deque(), 'maxlen'),
         (types, '__dict__')]
for o, names in cases:
    for name in names.split():
        for act in (lambda: setattr(o, name, 1), lambda: delattr(o, name)):
            try:
                act()
                print(name, 'done')
            except (AttributeError, TypeError) as e:
                print(type(o).__name__, name, type(e).__name__, e)
