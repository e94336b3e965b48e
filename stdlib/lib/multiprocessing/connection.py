"""Pipes for objects, and connections to other programs.

A message is its length in four bytes, the most significant first (or -1 and eight bytes), and then the data.
Listener and Client speak with those of CPython; each proves to the other that it knows the key, by a digest
(HMAC with MD5) of something random.
"""

import os
import struct
import time

import _multiprocessing

from . import context, reduction

__all__ = ['Client', 'Listener', 'Pipe', 'wait', 'Connection']

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


# Between programs

families = ['AF_INET', 'AF_UNIX']
default_family = 'AF_UNIX'

MESSAGE_LENGTH = 20
CHALLENGE = b'#CHALLENGE#'
WELCOME = b'#WELCOME#'
FAILURE = b'#FAILURE#'


def arbitrary_address(family):
    """An address that nobody else listens at."""
    if family == 'AF_INET':
        return ('localhost', 0)
    if family == 'AF_UNIX':
        import tempfile
        return tempfile.mktemp(prefix='listener-')
    raise ValueError('unrecognized family')


def address_type(address):
    """The family that an address is of."""
    if type(address) is tuple:
        return 'AF_INET'
    if type(address) is str and address.startswith('\\\\'):
        return 'AF_PIPE'                 # of another system
    if type(address) is str or (type(address) is bytes and address[:1] == b'\0'):
        return 'AF_UNIX'
    raise TypeError('address type of %r unrecognized' % address)


def _socket_of(family):
    import socket
    if family not in families:
        raise ValueError('Family %s is not recognized.' % family)
    return socket.socket(getattr(socket, family))


def _check_bytes(authkey):
    if authkey is not None and not isinstance(authkey, bytes):
        raise TypeError('authkey should be a byte string')


class Listener:
    """Waits for Clients at an address."""

    def __init__(self, address=None, family=None, backlog=1, authkey=None):
        import socket
        from . import util
        family = family or (address_type(address) if address else default_family)
        address = address or arbitrary_address(family)
        _check_bytes(authkey)
        self._authkey = authkey
        self._last_accepted = None
        self._socket = _socket_of(family)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind(address)
            self._socket.listen(backlog)
            self._address = self._socket.getsockname()
        except OSError:
            self._socket.close()
            raise
        # A name in the file system goes with the listener.
        named = family == 'AF_UNIX' and address[:1] not in ('\0', b'\0')
        self._unlink = util.Finalize(self, os.unlink, args=(address,), exitpriority=0) if named else None

    def accept(self):
        """The Connection to the next client that comes."""
        if self._socket is None:
            raise OSError('listener is closed')
        sock, self._last_accepted = self._socket.accept()
        return _prove(_connection_of(sock), self._authkey, (deliver_challenge, answer_challenge))

    def close(self):
        listening, self._socket = self._socket, None
        if listening is not None:
            listening.close()
            if self._unlink is not None:
                self._unlink()

    @property
    def address(self):
        return self._address

    @property
    def last_accepted(self):
        """The address of the client that came last."""
        return self._last_accepted

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.close()


def Client(address, family=None, authkey=None):
    """A Connection to a Listener."""
    sock = _socket_of(family or address_type(address))
    try:
        sock.connect(address)
        _check_bytes(authkey)
    except (OSError, TypeError):
        sock.close()
        raise
    return _prove(_connection_of(sock), authkey, (answer_challenge, deliver_challenge))


def _connection_of(sock):
    sock.setblocking(True)
    return Connection(sock.detach())


def _prove(connection, authkey, steps):
    try:
        for step in steps if authkey is not None else ():
            step(connection, authkey)
    except BaseException:
        connection.close()
        raise
    return connection


def deliver_challenge(connection, authkey):
    """Let the other side prove that it knows the key."""
    _check_key(authkey)
    message = os.urandom(MESSAGE_LENGTH)
    connection.send_bytes(CHALLENGE + message)
    if connection.recv_bytes(256) != _hmac_md5(authkey, message):
        connection.send_bytes(FAILURE)
        raise context.AuthenticationError('digest received was wrong')
    connection.send_bytes(WELCOME)


def answer_challenge(connection, authkey):
    """Prove it to the other side."""
    _check_key(authkey)
    message = connection.recv_bytes(256)
    assert message.startswith(CHALLENGE), 'message = %r' % message
    connection.send_bytes(_hmac_md5(authkey, message[len(CHALLENGE):]))
    if connection.recv_bytes(256) != WELCOME:
        raise context.AuthenticationError('digest sent was rejected')


def _check_key(authkey):
    if not isinstance(authkey, bytes):
        raise ValueError('Authkey must be bytes, not {0!s}'.format(type(authkey)))


def _hmac_md5(key, message):
    """RFC 2104."""
    key = (_md5(key) if len(key) > 64 else key).ljust(64, b'\0')
    return _md5(bytes(b ^ 0x5c for b in key) + _md5(bytes(b ^ 0x36 for b in key) + message))


def _md5(data):
    """RFC 1321."""
    from math import sin
    mask = 0xffffffff
    sines = [int(abs(sin(i + 1)) * 2 ** 32) for i in range(64)]
    shifts = ((7, 12, 17, 22), (5, 9, 14, 20), (4, 11, 16, 23), (6, 10, 15, 21))
    state = 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476
    padded = data + b'\x80' + bytes(-(len(data) + 9) % 64) + struct.pack('<Q', len(data) * 8)
    for block in struct.iter_unpack('<16I', padded):
        a, b, c, d = state
        for i in range(64):
            if i < 16:
                f, word = (b & c) | (~b & d), i
            elif i < 32:
                f, word = (d & b) | (~d & c), 5 * i + 1
            elif i < 48:
                f, word = b ^ c ^ d, 3 * i + 5
            else:
                f, word = c ^ (b | ~d & mask), 7 * i
            turned = (a + f + sines[i] + block[word % 16]) & mask
            shift = shifts[i // 16][i % 4]
            a, d, c, b = d, c, b, (b + (turned << shift | turned >> (32 - shift))) & mask
        state = tuple((x + y) & mask for x, y in zip(state, (a, b, c, d)))
    return struct.pack('<4I', *state)
