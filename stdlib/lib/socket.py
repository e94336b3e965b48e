"""Network connections: the class socket and what stands around it. The work is done by _socket.

A socket that makefile() was called on is closed for good when the last of its files is: _io_refs counts them.
"""
import errno
import io
import operator
import os
import sys
from enum import IntEnum, IntFlag

import _socket
from _socket import *

__all__ = ["fromfd", "getfqdn", "create_connection", "create_server", "has_dualstack_ipv6", "AddressFamily",
           "SocketKind"]
__all__.extend(name for name in dir(_socket) if name[0] != "_")


def _family(name, base, prefixes):
    """An enum of the constants whose names begin so; the constants of this module become its members."""
    members = {key: number for key, number in vars(_socket).items() if key.startswith(prefixes)}
    cls = base(name, members, module=__name__)
    globals().update(cls.__members__)
    return cls


AddressFamily = _family("AddressFamily", IntEnum, "AF_")
SocketKind = _family("SocketKind", IntEnum, "SOCK_")
MsgFlag = _family("MsgFlag", IntFlag, "MSG_")
AddressInfo = _family("AddressInfo", IntFlag, "AI_")

_AGAIN = (errno.EAGAIN, errno.EWOULDBLOCK)
_GLOBAL_DEFAULT_TIMEOUT = object()


def _as_enum(number, cls):
    try:
        return cls(number)
    except ValueError:
        return number


class socket(_socket.socket):
    """One end of a connection."""

    __slots__ = ["__weakref__", "_io_refs", "_closed"]

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        if fileno is None:
            family = AF_INET if family == -1 else family
            type = SOCK_STREAM if type == -1 else type
            proto = 0 if proto == -1 else proto
        _socket.socket.__init__(self, family, type, proto, fileno)
        self._io_refs = 0
        self._closed = False

    def __enter__(self):
        return self

    def __exit__(self, *args):
        if not self._closed:
            self.close()

    def __repr__(self):
        parts = ["<%s.%s%s fd=%i, family=%i, type=%i, proto=%i" % (
            type(self).__module__, type(self).__qualname__, " [closed]" if self._closed else "",
            self.fileno(), self.family, self.type, self.proto)]
        if not self._closed:
            for name, ask in (("laddr", self.getsockname), ("raddr", self.getpeername)):
                try:
                    address = ask()
                except OSError:
                    continue
                if address:
                    parts.append("%s=%s" % (name, str(address)))
        return ", ".join(parts) + ">"

    def __getstate__(self):
        raise TypeError(f"cannot pickle {type(self).__name__!r} object")

    def dup(self):
        """Another socket object for the same connection."""
        sock = self.__class__(self.family, self.type, self.proto, fileno=_socket.dup(self.fileno()))
        sock.settimeout(self.gettimeout())
        return sock

    def accept(self):
        """Wait for a connection: (socket, address)."""
        fd, address = self._accept()
        sock = socket(self.family, self.type, self.proto, fileno=fd)
        # A new socket blocks, whatever the listening one does, unless there is a default time-out.
        if getdefaulttimeout() is None and self.gettimeout():
            sock.setblocking(True)
        return sock, address

    def makefile(self, mode="r", buffering=None, *, encoding=None, errors=None, newline=None):
        """A file over the socket, as open() would give it. mode: r, w, rw, with or without b."""
        if not set(mode) <= {"r", "w", "b"}:
            raise ValueError("invalid mode %r (only r, w, b allowed)" % (mode,))
        writing = "w" in mode
        reading = "r" in mode or not writing
        rawmode = ("r" if reading else "") + ("w" if writing else "")
        raw = SocketIO(self, rawmode)
        self._io_refs += 1
        if buffering is None:
            buffering = -1
        if buffering < 0:
            buffering = io.DEFAULT_BUFFER_SIZE
        if buffering == 0:
            if "b" not in mode:
                raise ValueError("unbuffered streams must be binary")
            return raw
        if reading and writing:
            buffer = _Pair(raw, buffering)
        elif reading:
            buffer = io.BufferedReader(raw, buffering)
        else:
            buffer = io.BufferedWriter(raw, buffering)
        if "b" in mode:
            return buffer
        text = io.TextIOWrapper(buffer, encoding, errors, newline)
        text.mode = mode
        return text

    def sendfile(self, file, offset=0, count=None):
        """Send a file (opened in binary mode) until its end or for count bytes; returns how many were sent."""
        if "b" not in getattr(file, "mode", "b"):
            raise ValueError("file should be opened in binary mode")
        if not self.type & SOCK_STREAM:
            raise ValueError("only SOCK_STREAM type sockets are supported")
        if count is not None:
            if not isinstance(count, int):
                raise TypeError("count must be a positive integer (got {!r})".format(count))
            if count <= 0:
                raise ValueError("count must be a positive integer (got {!r})".format(count))
        if self.gettimeout() == 0:
            raise ValueError("non-blocking sockets are not supported")
        if offset:
            file.seek(offset)
        sent = 0
        try:
            while count is None or sent < count:
                data = file.read(8192 if count is None else min(count - sent, 8192))
                if not data:
                    break
                self.sendall(data)
                sent += len(data)
        finally:
            if sent and hasattr(file, "seek"):
                file.seek(offset + sent)
        return sent

    def _decref_socketios(self):
        if self._io_refs > 0:
            self._io_refs -= 1
        if self._closed:
            self.close()

    def _real_close(self):
        _socket.socket.close(self)

    def close(self):
        self._closed = True
        if self._io_refs <= 0:
            self._real_close()

    def detach(self):
        """Give the descriptor away: the object is closed, the descriptor is not."""
        self._closed = True
        return super().detach()

    @property
    def family(self):
        """Read-only access to the address family for this socket."""
        return _as_enum(super().family, AddressFamily)

    @property
    def type(self):
        """Read-only access to the socket type."""
        return _as_enum(super().type, SocketKind)

    def get_inheritable(self):
        """Get the inheritable flag of the socket"""
        return os.get_inheritable(self.fileno())

    def set_inheritable(self, inheritable):
        """Set the inheritable flag of the socket"""
        os.set_inheritable(self.fileno(), inheritable)


SocketType = _socket.SocketType


class SocketIO(io.RawIOBase):
    """The raw file under makefile(). After a time-out it cannot be read any more: data may have been lost."""

    def __init__(self, sock, mode):
        if mode not in ("r", "w", "rw", "rb", "wb", "rwb"):
            raise ValueError("invalid mode: %r" % mode)
        io.RawIOBase.__init__(self)
        self._sock = sock
        self._mode = mode if "b" in mode else mode + "b"
        self._reading = "r" in mode
        self._writing = "w" in mode
        self._timeout_occurred = False

    def _check(self, allowed, message):
        if self.closed:
            raise ValueError("I/O operation on closed file.")
        if not allowed:
            raise io.UnsupportedOperation(message)

    def readinto(self, b):
        self._check(self._reading, "File or stream is not readable.")
        if self._timeout_occurred:
            raise OSError("cannot read from timed out object")
        while True:
            try:
                return self._sock.recv_into(b)
            except timeout:
                self._timeout_occurred = True
                raise
            except OSError as e:
                if e.errno in _AGAIN:
                    return None
                raise

    def write(self, b):
        self._check(self._writing, "File or stream is not writable.")
        try:
            return self._sock.send(b)
        except OSError as e:
            if e.errno in _AGAIN:
                return None
            raise

    def readable(self):
        if self.closed:
            raise ValueError("I/O operation on closed socket.")
        return self._reading

    def writable(self):
        if self.closed:
            raise ValueError("I/O operation on closed socket.")
        return self._writing

    def seekable(self):
        if self.closed:
            raise ValueError("I/O operation on closed socket.")
        return super().seekable()

    def fileno(self):
        self._check(True, None)
        return self._sock.fileno()

    @property
    def name(self):
        return -1 if self.closed else self.fileno()

    @property
    def mode(self):
        return self._mode

    def close(self):
        if self.closed:
            return
        io.RawIOBase.close(self)
        self._sock._decref_socketios()
        self._sock = None


class _Pair(io.BufferedIOBase):
    """A buffer for each direction over one raw file: what makefile("rw") gives."""

    def __init__(self, raw, size):
        self._reader = io.BufferedReader(raw, size)
        self._writer = io.BufferedWriter(raw, size)

    def read(self, size=-1):
        return self._reader.read(size)

    def read1(self, size=-1):
        return self._reader.read1(size)

    def peek(self, size=0):
        return self._reader.peek(size)

    def readinto(self, b):
        return self._reader.readinto(b)

    def readline(self, size=-1):
        return self._reader.readline(size)

    def write(self, b):
        return self._writer.write(b)

    def flush(self):
        return self._writer.flush()

    def readable(self):
        return self._reader.readable()

    def writable(self):
        return self._writer.writable()

    def close(self):
        try:
            self._writer.close()
        finally:
            self._reader.close()

    def isatty(self):
        return False

    @property
    def closed(self):
        return self._writer.closed


# ---- functions ----

def fromfd(fd, family, type, proto=0):
    """A socket object from a duplicate of the descriptor."""
    return socket(family, type, proto, _socket.dup(fd))


def socketpair(family=None, type=SOCK_STREAM, proto=0):
    """Two connected sockets, of the family AF_UNIX unless told otherwise."""
    if family is None:
        family = AF_UNIX
    a, b = _socket.socketpair(family, type, proto)
    return socket(family, type, proto, a), socket(family, type, proto, b)


def send_fds(sock, buffers, fds, flags=0, address=None):
    """Send descriptors, over a socket of the family AF_UNIX, with some bytes; returns how many bytes."""
    rights = b"".join(operator.index(fd).to_bytes(4, sys.byteorder, signed=True) for fd in fds)
    return sock.sendmsg(buffers, [(SOL_SOCKET, SCM_RIGHTS, rights)])


def recv_fds(sock, bufsize, maxfds, flags=0):
    """Receive bytes and up to maxfds descriptors: (data, descriptors, flags, address)."""
    data, items, flags, address = sock.recvmsg(bufsize, CMSG_LEN(maxfds * 4))
    fds = []
    for level, kind, rights in items:
        if level == SOL_SOCKET and kind == SCM_RIGHTS:
            fds += [int.from_bytes(rights[i - 4:i], sys.byteorder, signed=True)
                    for i in range(4, len(rights) + 1, 4)]      # what was cut off is left out
    return data, fds, flags, address


def getfqdn(name=""):
    """The full name of a host; of this one if the name is empty."""
    name = name.strip()
    if not name or name == "0.0.0.0":
        name = gethostname()
    try:
        hostname, aliases, _ = gethostbyaddr(name)
    except OSError:
        return name
    for candidate in [hostname] + aliases:
        if "." in candidate:
            return candidate
    return hostname


def create_connection(address, timeout=_GLOBAL_DEFAULT_TIMEOUT, source_address=None, *, all_errors=False):
    """Connect to (host, port), trying each address that the host has."""
    host, port = address
    errors = []
    for family, kind, proto, _, target in getaddrinfo(host, port, 0, SOCK_STREAM):
        sock = None
        try:
            sock = socket(family, kind, proto)
            if timeout is not _GLOBAL_DEFAULT_TIMEOUT:
                sock.settimeout(timeout)
            if source_address:
                sock.bind(source_address)
            sock.connect(target)
            errors.clear()
            return sock
        except error as e:
            if not all_errors:
                errors.clear()
            errors.append(e)
            if sock is not None:
                sock.close()
    if errors:
        try:
            if not all_errors:
                raise errors[0]
            raise ExceptionGroup("create_connection failed", errors)
        finally:
            errors.clear()
    raise error("getaddrinfo returns an empty list")


def has_dualstack_ipv6():
    """Can a socket serve IPv4 and IPv6 at once?"""
    try:
        with socket(AF_INET6, SOCK_STREAM) as sock:
            sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0)
            return True
    except error:
        return False


def create_server(address, *, family=AF_INET, backlog=None, reuse_port=False, dualstack_ipv6=False):
    """A socket bound to the address and listening."""
    if dualstack_ipv6:
        if not has_dualstack_ipv6():
            raise ValueError("dualstack_ipv6 not supported on this platform")
        if family != AF_INET6:
            raise ValueError("dualstack_ipv6 requires AF_INET6 family")
    sock = socket(family, SOCK_STREAM)
    try:
        try:
            sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        except error:
            pass
        if reuse_port:
            sock.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1)
        if family == AF_INET6:
            sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0 if dualstack_ipv6 else 1)
        try:
            sock.bind(address)
        except error as e:
            raise error(e.errno, "%s (while attempting to bind on address %r)" % (e.strerror, address)) from None
        if backlog is None:
            sock.listen()
        else:
            sock.listen(backlog)
        return sock
    except error:
        sock.close()
        raise


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    """What host and port stand for: a list of (family, type, proto, canonname, sockaddr)."""
    return [(_as_enum(family, AddressFamily), _as_enum(kind, SocketKind), proto, name, address)
            for family, kind, proto, name, address in _socket.getaddrinfo(host, port, family, type, proto, flags)]
