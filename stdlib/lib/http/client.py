"""HTTP/1.1 from the client's side: connections, requests, responses.

A response reads its body as its headers say: so many bytes, in chunks, or up to the end of the connection. It must be read to its end
before the connection takes the next request.
"""
import io
import socket
from urllib.parse import urlsplit

from http import HTTPStatus
from http._headers import HTTPMessage, LineTooLong, parse_headers
from http._headers import HTTPException, _MAXLINE  # noqa: also names of this module

__all__ = ["HTTPResponse", "HTTPConnection", "HTTPException", "NotConnected", "UnknownProtocol", "UnknownTransferEncoding",
           "UnimplementedFileMode", "IncompleteRead", "InvalidURL", "ImproperConnectionState", "CannotSendRequest",
           "CannotSendHeader", "ResponseNotReady", "BadStatusLine", "LineTooLong", "RemoteDisconnected", "error", "responses"]

HTTP_PORT = 80
HTTPS_PORT = 443
responses = {status: status.phrase for status in HTTPStatus}
globals().update(HTTPStatus.__members__)

_IDLE = "Idle"
_REQUEST_STARTED = "Request-started"
_REQUEST_SENT = "Request-sent"
_EXPECT_BODY = {"PATCH", "POST", "PUT"}


class NotConnected(HTTPException):
    pass


class InvalidURL(HTTPException):
    pass


class UnknownProtocol(HTTPException):
    def __init__(self, version):
        self.args = version,
        self.version = version


class UnknownTransferEncoding(HTTPException):
    pass


class UnimplementedFileMode(HTTPException):
    pass


class IncompleteRead(HTTPException):
    def __init__(self, partial, expected=None):
        self.args = partial,
        self.partial = partial
        self.expected = expected

    def __repr__(self):
        more = ", %i more expected" % self.expected if self.expected is not None else ""
        return "%s(%i bytes read%s)" % (self.__class__.__name__, len(self.partial), more)

    __str__ = object.__str__


class ImproperConnectionState(HTTPException):
    pass


class CannotSendRequest(ImproperConnectionState):
    pass


class CannotSendHeader(ImproperConnectionState):
    pass


class ResponseNotReady(ImproperConnectionState):
    pass


class BadStatusLine(HTTPException):
    def __init__(self, line):
        if not line:
            line = repr(line)
        self.args = line,
        self.line = line


class RemoteDisconnected(ConnectionResetError, BadStatusLine):
    def __init__(self, *args):
        BadStatusLine.__init__(self, "")
        ConnectionResetError.__init__(self, *args)


error = HTTPException


class HTTPResponse(io.BufferedIOBase):
    """An answer: status, reason, headers, and a body that is read like a file."""

    def __init__(self, sock, debuglevel=0, method=None, url=None):
        self.fp = sock.makefile("rb")
        self.debuglevel = debuglevel
        self._method = method
        self.headers = self.msg = None
        self.version = self.status = self.reason = None
        self.chunked = False
        self.chunk_left = None   # of the chunk that is being read; None: the next one has not begun
        self.length = None       # what is still to come; None: not known
        self.will_close = True

    def _read_status(self):
        line = str(self.fp.readline(_MAXLINE + 1), "iso-8859-1")
        if len(line) > _MAXLINE:
            raise LineTooLong("status line")
        if self.debuglevel > 0:
            print("reply:", repr(line))
        if not line:
            raise RemoteDisconnected("Remote end closed connection without response")
        parts = line.split(None, 2)
        version, status = (parts + ["", ""])[:2]
        reason = parts[2].strip() if len(parts) > 2 else ""
        if not version.startswith("HTTP/"):
            self._close_conn()
            raise BadStatusLine(line)
        try:
            status = int(status)
        except ValueError:
            raise BadStatusLine(line) from None
        if not 100 <= status <= 999:
            raise BadStatusLine(line)
        return version, status, reason

    def begin(self):
        """Read the status line and the headers."""
        if self.headers is not None:
            return
        while True:
            version, status, reason = self._read_status()
            if status != HTTPStatus.CONTINUE:
                break
            skipped = parse_headers(self.fp)
            if self.debuglevel > 0:
                print("headers:", skipped)
        self.code = self.status = status
        self.reason = reason
        if version in ("HTTP/1.0", "HTTP/0.9"):
            self.version = 10
        elif version.startswith("HTTP/1."):
            self.version = 11
        else:
            raise UnknownProtocol(version)
        self.headers = self.msg = parse_headers(self.fp)
        if self.debuglevel > 0:
            for name, value in self.headers.items():
                print("header:", name + ":", value)
        self.chunked = self.headers.get("transfer-encoding", "").lower() == "chunked"
        self.will_close = self._check_close()
        length = self.headers.get("content-length")
        if length and not self.chunked:
            try:
                self.length = int(length)
                if self.length < 0:
                    self.length = None
            except ValueError:
                self.length = None
        if status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED) or 100 <= status < 200 or self._method == "HEAD":
            self.length = 0
        if not self.will_close and not self.chunked and self.length is None:
            self.will_close = True

    def _check_close(self):
        conn = self.headers.get("connection", "").lower()
        if self.version == 11:
            return "close" in conn
        return not (self.headers.get("keep-alive") or "keep-alive" in conn
                    or "keep-alive" in self.headers.get("proxy-connection", "").lower())

    def _close_conn(self):
        fp, self.fp = self.fp, None
        fp.close()

    def close(self):
        try:
            super().close()
        finally:
            if self.fp:
                self._close_conn()

    def flush(self):
        super().flush()
        if self.fp:
            self.fp.flush()

    def readable(self):
        return True

    def isclosed(self):
        """Has all of it been read?"""
        return self.fp is None

    def read(self, amt=None):
        """The rest of the body, or up to amt bytes of it."""
        if self.fp is None:
            return b""
        if self._method == "HEAD":
            self._close_conn()
            return b""
        if self.chunked:
            return self._read_chunked(amt)
        if amt is not None:
            if self.length is not None and amt > self.length:
                amt = self.length
            data = self.fp.read(amt)
            if not data and amt:
                self._close_conn()
            elif self.length is not None:
                self.length -= len(data)
                if not self.length:
                    self._close_conn()
            return data
        if self.length is None:
            data = self.fp.read()
        else:
            data = self.fp.read(self.length)
            if len(data) < self.length:
                left = self.length - len(data)
                self._close_conn()
                raise IncompleteRead(data, left)
            self.length = 0
        self._close_conn()
        return data

    def readinto(self, b):
        data = self.read(len(b))
        b[:len(data)] = data
        return len(data)

    def _chunk_left(self):
        """What is left of this chunk, or of the next one; None at the end of the body."""
        if not self.chunk_left:
            if self.chunk_left is not None:
                self.fp.read(2)  # the end of line behind the data
            line = self.fp.readline(_MAXLINE + 1)
            if len(line) > _MAXLINE:
                raise LineTooLong("chunk size")
            try:
                self.chunk_left = int(line.partition(b";")[0], 16)
            except ValueError:
                self._close_conn()
                raise IncompleteRead(b"") from None
            if self.chunk_left == 0:
                while True:  # trailers
                    line = self.fp.readline(_MAXLINE + 1)
                    if len(line) > _MAXLINE:
                        raise LineTooLong("trailer line")
                    if line in (b"\r\n", b"\n", b""):
                        break
                self._close_conn()
                self.chunk_left = None
        return self.chunk_left

    def _read_chunked(self, amt):
        parts = []
        try:
            while amt is None or amt > 0:
                left = self._chunk_left()
                if left is None:
                    break
                n = left if amt is None else min(left, amt)
                data = self.fp.read(n)
                parts.append(data)
                if len(data) < n:
                    raise IncompleteRead(data, n - len(data))
                self.chunk_left -= n
                if amt is not None:
                    amt -= n
        except IncompleteRead as e:
            raise IncompleteRead(b"".join(parts)) from e
        return b"".join(parts)

    def read1(self, n=-1):
        if self.fp is None or self._method == "HEAD":
            return b""
        if self.chunked:
            left = self._chunk_left()
            if left is None or n == 0:
                return b""
            data = self.fp.read1(left if n < 0 else min(n, left))
            self.chunk_left -= len(data)
            if not data:
                raise IncompleteRead(b"")
            return data
        if self.length is not None and (n < 0 or n > self.length):
            n = self.length
        data = self.fp.read1(n)
        if not data and n:
            self._close_conn()
        elif self.length is not None:
            self.length -= len(data)
        return data

    def peek(self, n=-1):
        """Some of what comes next, which is still there afterwards."""
        if self.fp is None or self._method == "HEAD":
            return b""
        if not self.chunked:
            return self.fp.peek(n)
        try:
            left = self._chunk_left()
        except IncompleteRead:
            return b""
        return self.fp.peek(left)[:left] if left else b""

    def readline(self, limit=-1):
        if self.fp is None or self._method == "HEAD":
            return b""
        if self.chunked:
            line = b""
            while limit < 0 or len(line) < limit:
                c = self._read_chunked(1)
                line += c
                if not c or c == b"\n":
                    break
            return line
        if self.length is not None and (limit < 0 or limit > self.length):
            limit = self.length
        line = self.fp.readline(limit)
        if not line and limit:
            self._close_conn()
        elif self.length is not None:
            self.length -= len(line)
        return line

    def fileno(self):
        return self.fp.fileno()

    def getheader(self, name, default=None):
        """The header; several of the name are joined with ', '."""
        if self.headers is None:
            raise ResponseNotReady()
        found = self.headers.get_all(name) or default
        if isinstance(found, str) or not hasattr(found, "__iter__"):
            return found
        return ", ".join(found)

    def getheaders(self):
        if self.headers is None:
            raise ResponseNotReady()
        return list(self.headers.items())

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def info(self):
        return self.headers

    def geturl(self):
        return self.url

    def getcode(self):
        return self.status


class HTTPConnection:
    """A connection to one server: request() sends, getresponse() reads the answer, and so on, one after the other."""

    _http_vsn = 11
    _http_vsn_str = "HTTP/1.1"
    response_class = HTTPResponse
    default_port = HTTP_PORT
    auto_open = 1
    debuglevel = 0

    def __init__(self, host, port=None, timeout=socket._GLOBAL_DEFAULT_TIMEOUT, source_address=None, blocksize=8192):
        self.timeout = timeout
        self.source_address = source_address
        self.blocksize = blocksize
        self.sock = None
        self._buffer = []
        self._response = None
        self._state = _IDLE
        self._method = None
        self.host, self.port = self._get_hostport(host, port)
        if any(ord(c) <= 32 or ord(c) == 127 for c in self.host):
            raise InvalidURL(f"URL can't contain control characters. {self.host!r} (found at least {self.host!r})")

    def _get_hostport(self, host, port):
        if port is None:
            colon = host.rfind(":")
            if colon > host.rfind("]"):
                try:
                    port = int(host[colon + 1:])
                except ValueError:
                    if host[colon + 1:]:
                        raise InvalidURL("nonnumeric port: '%s'" % host[colon + 1:]) from None
                    port = self.default_port
                host = host[:colon]
            else:
                port = self.default_port
            if host and host[0] == "[" and host[-1] == "]":
                host = host[1:-1]
        return host, port

    def set_debuglevel(self, level):
        self.debuglevel = level

    def connect(self):
        self.sock = socket.create_connection((self.host, self.port), self.timeout, self.source_address)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self):
        self._state = _IDLE
        sock, self.sock = self.sock, None
        if sock:
            sock.close()
        response, self._response = self._response, None
        if response:
            response.close()

    def send(self, data):
        """Send bytes, or a file's, or an iterable's."""
        if self.sock is None:
            if not self.auto_open:
                raise NotConnected()
            self.connect()
        if self.debuglevel > 0:
            print("send:", repr(data))
        if hasattr(data, "read"):
            for block in self._blocks_of(data):
                self.sock.sendall(block)
            return
        if isinstance(data, (bytes, bytearray)):
            self.sock.sendall(data)
            return
        try:
            blocks = iter(data)
        except TypeError:
            raise TypeError("data should be a bytes-like object or an iterable, got %r" % type(data)) from None
        for block in blocks:
            self.sock.sendall(block)

    def _blocks_of(self, file):
        encode = isinstance(file, io.TextIOBase)
        while block := file.read(self.blocksize):
            yield block.encode("iso-8859-1") if encode else block

    def putrequest(self, method, url, skip_host=False, skip_accept_encoding=False):
        if self._response and self._response.isclosed():
            self._response = None
        if self._state != _IDLE:
            raise CannotSendRequest(self._state)
        self._state = _REQUEST_STARTED
        self._method = method
        if any(ord(c) <= 31 or ord(c) == 127 for c in method):
            raise ValueError(f"method can't contain control characters. {method!r} (found at least "
                             f"{next(c for c in method if ord(c) <= 31 or ord(c) == 127)!r})")
        url = url or "/"
        bad = "".join(c for c in url if ord(c) <= 32 or ord(c) == 127)
        if bad:
            raise InvalidURL(f"URL can't contain control characters. {url!r} (found at least {bad[0]!r})")
        self._buffer.append(("%s %s %s" % (method, url, self._http_vsn_str)).encode("ascii"))
        if self._http_vsn == 11:
            if not skip_host:
                netloc = urlsplit(url).netloc if url.startswith("http") else ""
                if netloc:
                    self.putheader("Host", netloc)
                else:
                    host = "[" + self.host + "]" if ":" in self.host else self.host
                    self.putheader("Host", host if self.port == self.default_port else "%s:%s" % (host, self.port))
            if not skip_accept_encoding:
                self.putheader("Accept-Encoding", "identity")

    def putheader(self, header, *values):
        if self._state != _REQUEST_STARTED:
            raise CannotSendHeader()
        if hasattr(header, "encode"):
            header = header.encode("ascii")
        if not header or b":" in header or b"\n" in header or b"\r" in header or header[:1].isspace():
            raise ValueError("Invalid header name %r" % (header,))
        values = [v if isinstance(v, bytes) else str(v).encode("latin-1") for v in values]
        for v in values:
            lines = v.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
            if any(line[:1] not in (b" ", b"\t") for line in lines[1:]):
                raise ValueError("Invalid header value %r" % (v,))
        self._buffer.append(header + b": " + b"\r\n\t".join(values))

    def endheaders(self, message_body=None, *, encode_chunked=False):
        if self._state != _REQUEST_STARTED:
            raise CannotSendHeader()
        self._state = _REQUEST_SENT
        head = b"\r\n".join(self._buffer) + b"\r\n\r\n"
        self._buffer = []
        self.send(head)
        if message_body is None:
            return
        if not encode_chunked:
            self.send(message_body)
            return
        if hasattr(message_body, "read"):
            message_body = self._blocks_of(message_body)
        elif isinstance(message_body, (bytes, bytearray)):
            message_body = (message_body,)
        for chunk in message_body:
            if chunk:
                self.send(b"%X\r\n" % len(chunk) + chunk + b"\r\n")
        self.send(b"0\r\n\r\n")

    def request(self, method, url, body=None, headers={}, *, encode_chunked=False):
        """Send a whole request."""
        names = frozenset(k.lower() for k in headers)
        self.putrequest(method, url, skip_host="host" in names, skip_accept_encoding="accept-encoding" in names)
        if "content-length" not in names:
            if "transfer-encoding" not in names:
                encode_chunked = False
                length = self._length_of(body, method)
                if length is not None:
                    self.putheader("Content-Length", str(length))
                elif body is not None:
                    encode_chunked = True
                    self.putheader("Transfer-Encoding", "chunked")
        else:
            encode_chunked = False
        for name, value in headers.items():
            self.putheader(name, value)
        if isinstance(body, str):
            body = self._encode(body)
        self.endheaders(body, encode_chunked=encode_chunked)

    @staticmethod
    def _encode(body):
        try:
            return body.encode("latin-1")
        except UnicodeEncodeError as e:
            raise UnicodeEncodeError(e.encoding, e.object, e.start, e.end,
                                     "%s (%.20r) is not valid Latin-1. Use %s.encode('utf-8') if you want to send it encoded "
                                     "in UTF-8." % ("body".title(), body[e.start:e.end], "body")) from None

    @staticmethod
    def _length_of(body, method):
        """None: it is to be sent in chunks, or there is none."""
        if body is None:
            return 0 if method.upper() in _EXPECT_BODY else None
        if isinstance(body, (str, bytes, bytearray)):
            return len(body)
        return None

    def getresponse(self):
        """The answer to the request that was sent last."""
        if self._response and self._response.isclosed():
            self._response = None
        if self._state != _REQUEST_SENT or self._response:
            raise ResponseNotReady(self._state)
        response = self.response_class(self.sock, self.debuglevel, method=self._method)
        try:
            try:
                response.begin()
            except ConnectionError:
                self.close()
                raise
            self._state = _IDLE
            if response.will_close:
                sock, self.sock = self.sock, None
                sock.close()
            else:
                self._response = response
            return response
        except:
            response.close()
            raise
