"""Pipes for objects.

A message is its length in four bytes, the most significant first (or -1 and eight bytes), and then the data.
"""

import os
import struct
import time

import _multiprocessing

from . import context, reduction

__all__ = ['Pipe', 'wait', 'Connection']

BUFSIZE = 8192


class Connection:
    """One end of a pipe."""

    _handle = None

    def __init__(self, handle, readable=True, writable=True):
        handle = handle.__index__()
        if handle < 0:
            raise ValueError('invalid handle')
        if not readable and not writable:
            raise ValueError('at least one of `readable` and `writable` must be True')
        self._handle = handle
        self._readable = readable
        self._writable = writable
        self._write_handle = handle

    def _check(self, readable=False, writable=False):
        if self._handle is None:
            raise OSError('handle is closed')
        if readable and not self._readable:
            raise OSError('connection is write-only')
        if writable and not self._writable:
            raise OSError('connection is read-only')

    @property
    def closed(self):
        return self._handle is None

    @property
    def readable(self):
        return self._readable

    @property
    def writable(self):
        return self._writable

    def fileno(self):
        self._check()
        return self._handle

    def close(self):
        if self._handle is not None:
            handle, write_handle = self._handle, self._write_handle
            self._handle = None
            os.close(handle)
            if write_handle != handle:
                os.close(write_handle)

    def __del__(self):
        try:
            self.close()
        except OSError:
            pass

    def _send(self, data):
        while data:
            data = data[os.write(self._write_handle, data):]

    def _recv(self, size):
        parts, left = [], size
        while left > 0:
            part = os.read(self._handle, min(left, 1 << 20))
            if not part:
                if left == size:
                    raise EOFError
                raise OSError('got end of file during message')
            parts.append(part)
            left -= len(part)
        return parts[0] if len(parts) == 1 else b''.join(parts)

    def _send_bytes(self, data):
        n = len(data)
        head = struct.pack('!i', n) if n <= 0x7fffffff else struct.pack('!iQ', -1, n)
        self._send(head + data)          # in one write if it is short: messages of one pipe do not mix then

    def _recv_bytes(self, maxlength=None):
        size, = struct.unpack('!i', self._recv(4))
        if size == -1:
            size, = struct.unpack('!Q', self._recv(8))
        if maxlength is not None and size > maxlength:
            self._readable = self._writable and self._readable
            self.close()
            raise OSError('bad message length')
        return self._recv(size) if size else b''

    def send_bytes(self, buf, offset=0, size=None):
        """Send bytes as a message."""
        self._check(writable=True)
        data = bytes(buf)
        n = len(data)
        if offset < 0:
            raise ValueError('offset is negative')
        if n < offset:
            raise ValueError('buffer length < offset')
        if size is None:
            size = n - offset
        elif size < 0:
            raise ValueError('size is negative')
        elif offset + size > n:
            raise ValueError('buffer length < offset + size')
        self._send_bytes(data[offset:offset + size])

    def send(self, obj):
        """Send an object."""
        self._check(writable=True)
        self._send_bytes(reduction.ForkingPickler.dumps(obj))

    def recv_bytes(self, maxlength=None):
        """Receive a message as bytes."""
        self._check(readable=True)
        if maxlength is not None and maxlength < 0:
            raise ValueError('negative maxlength')
        return self._recv_bytes(maxlength)

    def recv_bytes_into(self, buf, offset=0):
        """Receive a message into a bytearray; its length."""
        self._check(readable=True)
        if offset < 0:
            raise ValueError('negative offset')
        if offset > len(buf):
            raise ValueError('offset too large')
        data = self._recv_bytes()
        if len(data) > len(buf) - offset:
            raise context.BufferTooShort(data)
        buf[offset:offset + len(data)] = data
        return len(data)

    def recv(self):
        """Receive an object; EOFError when the other end is closed."""
        self._check(readable=True)
        return reduction.ForkingPickler.loads(self._recv_bytes())

    def poll(self, timeout=0.0):
        """Whether there is something to receive, within that time."""
        self._check(readable=True)
        return bool(wait([self], timeout))

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.close()

    def __reduce__(self):
        context.assert_spawning(self)
        self._check()
        popen = context.get_spawning_popen()
        return _rebuild, (popen.duplicate_for_child(self._handle), popen.duplicate_for_child(self._write_handle),
                          self._readable, self._writable)


def _rebuild(handle, write_handle, readable, writable):
    # The inherited descriptors themselves: a copy would keep the pipe open when this object closes it.
    conn = Connection(handle, readable, writable)
    conn._write_handle = write_handle
    os.set_inheritable(handle, False)
    os.set_inheritable(write_handle, False)
    return conn


def Pipe(duplex=True):
    """Two Connections: what is sent into one is received from the other."""
    r1, w1 = os.pipe()
    if not duplex:
        return Connection(r1, writable=False), Connection(w1, readable=False)
    r2, w2 = os.pipe()
    a, b = Connection(r1), Connection(r2)
    a._write_handle, b._write_handle = w2, w1
    return a, b


def wait(object_list, timeout=None):
    """Those of the connections, sentinels and descriptors that can be read; waits for the first."""
    objects = list(object_list)
    fds = [obj if isinstance(obj, int) else obj.fileno() for obj in objects]
    return [objects[i] for i in sorted(_multiprocessing.wait(fds, timeout))]
