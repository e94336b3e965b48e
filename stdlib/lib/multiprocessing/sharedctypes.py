"""Numbers in shared memory, by the type codes of the struct module."""

import struct

from . import context
from .heap import Block
from .synchronize import RLock

__all__ = ['RawValue', 'RawArray', 'Value', 'Array']

# code -> struct's code
_CODES = {'c': 'c', 'b': 'b', 'B': 'B', 'u': 'I', 'h': 'h', 'H': 'H', 'i': 'i', 'I': 'I', 'l': 'q', 'L': 'Q', 'q': 'q',
          'Q': 'Q', 'f': 'f', 'd': 'd', '?': '?'}


def _layout(typecode):
    if not isinstance(typecode, str):
        raise TypeError(f'a type code is wanted, not {typecode!r}: there is no ctypes here')
    if typecode not in _CODES:
        raise ValueError(f'bad typecode (must be one of {", ".join(_CODES)})')
    return struct.Struct('=' + _CODES[typecode])


def _wrap(code, value):
    """Integers wrap around, as C's do."""
    if isinstance(value, int) and code in 'bBhHiIlLqQ' and not isinstance(value, bool):
        bits = 8 * struct.calcsize('=' + _CODES[code])
        value &= (1 << bits) - 1
        if code.islower() and value >> (bits - 1):
            value -= 1 << bits
    return value


class RawArray:
    """Numbers of one type, without a lock."""

    def __init__(self, typecode, size_or_initializer):
        self._code = typecode
        self._layout = layout = _layout(typecode)
        if isinstance(size_or_initializer, int):
            if size_or_initializer < 0:
                raise ValueError('Array length must be >= 0')
            self._len, values = size_or_initializer, ()
        else:
            values = list(size_or_initializer)
            self._len = len(values)
        self._block = Block(layout.size * self._len)
        if values:
            self[:] = values

    def __reduce__(self):
        context.assert_spawning(self)
        return _rebuild, (type(self), self._code, self._len, self._block)

    def __len__(self):
        return self._len

    def _at(self, i):
        i = i.__index__()
        if i < 0:
            i += self._len
        if not 0 <= i < self._len:
            raise IndexError('invalid index')
        return self._block.offset + i * self._layout.size

    def _decode(self, value):
        return chr(value) if self._code == 'u' else value

    def _encode(self, value):
        if self._code == 'u':
            value = ord(value)
        elif self._code == 'c' and isinstance(value, int):
            value = bytes([value])
        try:
            return self._layout.pack(_wrap(self._code, value))
        except struct.error as e:
            raise TypeError(str(e)) from None

    def __getitem__(self, i):
        arena, size = self._block.arena, self._layout.size
        if isinstance(i, slice):
            items = [self[k] for k in range(*i.indices(self._len))]
            return b''.join(items) if self._code == 'c' else ''.join(items) if self._code == 'u' else items
        return self._decode(self._layout.unpack(arena.read(self._at(i), size))[0])

    def __setitem__(self, i, value):
        if isinstance(i, slice):
            places = range(*i.indices(self._len))
            values = list(value)
            if len(values) != len(places):
                raise ValueError('Can only assign sequence of same size')
            if places.step == 1 and places:
                self._block.arena.write(self._at(places[0]), b''.join(map(self._encode, values)))
            else:
                for k, v in zip(places, values):
                    self[k] = v
            return
        self._block.arena.write(self._at(i), self._encode(value))

    def __iter__(self):
        for i in range(self._len):
            yield self[i]

    @property
    def raw(self):
        if self._code != 'c':
            raise AttributeError('raw')
        return self._block.arena.read(self._block.offset, self._len)

    @raw.setter
    def raw(self, value):
        if len(value) > self._len:
            raise ValueError('byte string too long')
        self._block.arena.write(self._block.offset, value)

    @property
    def value(self):
        if self._code == 'c':
            return self.raw.split(b'\0')[0]
        raise AttributeError('value')

    @value.setter
    def value(self, value):
        if self._code != 'c':
            raise AttributeError('value')
        if len(value) > self._len:
            raise ValueError('byte string too long')
        self.raw = value + b'\0' if len(value) < self._len else value


def _rebuild(cls, code, length, block):
    obj = cls.__new__(cls)
    obj._code, obj._layout, obj._len, obj._block = code, _layout(code), length, block
    return obj


class RawValue(RawArray):
    """One number, without a lock."""

    def __init__(self, typecode, value=None):
        super().__init__(typecode, 1)
        if value is not None:
            self.value = value

    value = property(lambda self: self[0], lambda self, value: self.__setitem__(0, value))

    def __repr__(self):
        return f'{type(self).__name__}({self._code!r}, {self.value!r})'


class SynchronizedBase:
    """A number or array, with a lock."""

    def __init__(self, obj, lock=None):
        self._obj = obj
        self._lock = lock or RLock()
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __reduce__(self):
        context.assert_spawning(self)
        return type(self), (self._obj, self._lock)

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def get_obj(self):
        return self._obj

    def get_lock(self):
        return self._lock

    def __repr__(self):
        return f'<{type(self).__name__} wrapper for {self._obj!r}>'


class Synchronized(SynchronizedBase):
    @property
    def value(self):
        with self._lock:
            return self._obj.value

    @value.setter
    def value(self, value):
        with self._lock:
            self._obj.value = value


class SynchronizedArray(SynchronizedBase):
    def __len__(self):
        return len(self._obj)

    def __getitem__(self, i):
        with self._lock:
            return self._obj[i]

    def __setitem__(self, i, value):
        with self._lock:
            self._obj[i] = value

    def __iter__(self):
        for i in range(len(self)):
            yield self[i]

    def __getslice__(self, start, stop):
        return self[start:stop]


class SynchronizedString(SynchronizedArray):
    value = property(Synchronized.value.fget, Synchronized.value.fset)

    @property
    def raw(self):
        with self._lock:
            return self._obj.raw

    @raw.setter
    def raw(self, value):
        with self._lock:
            self._obj.raw = value


def _with_lock(obj, lock, cls):
    if lock is False:
        return obj
    if lock is True or lock is None:
        lock = RLock()
    if not hasattr(lock, 'acquire'):
        raise AttributeError(f"{lock!r} has no method 'acquire'")
    return cls(obj, lock)


def Value(typecode_or_type, *args, lock=True, ctx=None):
    """A shared number."""
    return _with_lock(RawValue(typecode_or_type, *args), lock, Synchronized)


def Array(typecode_or_type, size_or_initializer, *, lock=True, ctx=None):
    """A shared array of numbers."""
    return _with_lock(RawArray(typecode_or_type, size_or_initializer), lock,
                      SynchronizedString if typecode_or_type == 'c' else SynchronizedArray)
