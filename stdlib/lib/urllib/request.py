"""Opening URLs: urlopen("http://..."), with data a POST; Request for more. http and file and data; redirects are followed, a status of
400 and more raises HTTPError. There is no https.
"""
import base64
import http.client
import io
import os
import socket
import sys
import tempfile
from urllib.error import ContentTooShortError, HTTPError, URLError
from urllib.parse import quote, unquote, unquote_to_bytes, urldefrag, urljoin, urlsplit, urlunsplit
from urllib.response import addinfourl

__all__ = ["Request", "OpenerDirector", "BaseHandler", "HTTPDefaultErrorHandler", "HTTPRedirectHandler", "HTTPErrorProcessor",
           "HTTPHandler", "FileHandler", "DataHandler", "UnknownHandler", "urlopen", "install_opener", "build_opener", "pathname2url",
           "url2pathname", "urlretrieve"]
__version__ = "%d.%d" % sys.version_info[:2]


class Request:
    """A URL with a method, data and headers."""

    def __init__(self, url, data=None, headers={}, origin_req_host=None, unverifiable=False, method=None):
        self.full_url = url
        self.headers = {}
        self.unredirected_hdrs = {}
        self.timeout = None
        self._data = None
        self.data = data
        for key, value in headers.items():
            self.add_header(key, value)
        self.origin_req_host = origin_req_host or self.host
        self.unverifiable = unverifiable
        if method:
            self.method = method

    @property
    def full_url(self):
        return self._full_url + "#" + self.fragment if self.fragment else self._full_url

    @full_url.setter
    def full_url(self, url):
        url = url.strip()
        if url[:1] == "<" and url[-1:] == ">":
            url = url[1:-1].strip()
        if url[:4] == "URL:":
            url = url[4:].strip()
        self._full_url, self.fragment = urldefrag(url)
        scheme, colon, rest = self._full_url.partition(":")
        if not colon or not scheme.replace("+", "").replace("-", "").replace(".", "").isalnum():
            raise ValueError("unknown url type: %r" % self.full_url)
        self.type = scheme.lower()
        parts = urlsplit(self._full_url)
        self.host = unquote(parts.netloc) if rest.startswith("//") else None
        self.selector = rest[2 + len(parts.netloc):] if rest.startswith("//") else rest

    @property
    def data(self):
        return self._data

    @data.setter
    def data(self, data):
        if data != self._data:
            self._data = data
            if self.has_header("Content-length"):
                self.remove_header("Content-length")

    @data.deleter
    def data(self):
        self.data = None

    def get_method(self):
        return getattr(self, "method", "POST" if self.data is not None else "GET")

    def get_full_url(self):
        return self.full_url

    def add_header(self, key, value):
        self.headers[key.capitalize()] = value

    def add_unredirected_header(self, key, value):
        self.unredirected_hdrs[key.capitalize()] = value

    def has_header(self, name):
        return name in self.headers or name in self.unredirected_hdrs

    def get_header(self, name, default=None):
        return self.headers.get(name, self.unredirected_hdrs.get(name, default))

    def remove_header(self, name):
        self.headers.pop(name, None)
        self.unredirected_hdrs.pop(name, None)

    def header_items(self):
        return list({**self.unredirected_hdrs, **self.headers}.items())


class BaseHandler:
    """One step of opening: its methods are named SCHEME_open, SCHEME_request, SCHEME_response, http_error_CODE."""
    handler_order = 500

    def add_parent(self, parent):
        self.parent = parent

    def close(self):
        pass

    def __lt__(self, other):
        return self.handler_order < getattr(other, "handler_order", 500)


class OpenerDirector:
    """The handlers, asked in their order."""

    def __init__(self):
        self.addheaders = [("User-agent", "Python-urllib/%s" % __version__)]
        self.handlers = []

    def add_handler(self, handler):
        if not hasattr(handler, "add_parent"):
            raise TypeError("expected BaseHandler instance, got %r" % type(handler))
        self.handlers.append(handler)
        self.handlers.sort(key=lambda h: h.handler_order)
        handler.add_parent(self)

    def close(self):
        pass

    def _first(self, name, *args):
        for handler in self.handlers:
            method = getattr(handler, name, None)
            if method is not None:
                result = method(*args)
                if result is not None:
                    return result
        return None

    def open(self, fullurl, data=None, timeout=socket._GLOBAL_DEFAULT_TIMEOUT):
        req = Request(fullurl, data) if isinstance(fullurl, str) else fullurl
        if req is not None and not isinstance(fullurl, str) and data is not None:
            req.data = data
        req.timeout = timeout
        kind = req.type
        for handler in self.handlers:
            if hasattr(handler, kind + "_request"):
                req = getattr(handler, kind + "_request")(req)
        response = self._first("default_open", req) or self._first(kind + "_open", req) or self._first("unknown_open", req)
        for handler in self.handlers:
            if hasattr(handler, kind + "_response"):
                response = getattr(handler, kind + "_response")(req, response)
        return response

    def error(self, proto, *args):
        code = args[2]
        result = self._first("http_error_%s" % code, *args)
        return result if result is not None else self._first("http_error_default", *args)


class HTTPHandler(BaseHandler):
    def http_request(self, request):
        host = request.host
        if not host:
            raise URLError("no host given")
        data = request.data
        if data is not None:
            if isinstance(data, str):
                raise TypeError("POST data should be bytes, an iterable of bytes, or a file object. It cannot be of type str.")
            if not request.has_header("Content-type"):
                request.add_unredirected_header("Content-type", "application/x-www-form-urlencoded")
            if not request.has_header("Content-length") and not request.has_header("Transfer-encoding"):
                if isinstance(data, (bytes, bytearray)):
                    request.add_unredirected_header("Content-length", "%d" % len(data))
                else:
                    request.add_unredirected_header("Transfer-encoding", "chunked")
        if not request.has_header("Host"):
            request.add_unredirected_header("Host", host)
        for name, value in self.parent.addheaders:
            name = name.capitalize()
            if not request.has_header(name):
                request.add_unredirected_header(name, value)
        return request

    def http_open(self, req):
        h = http.client.HTTPConnection(req.host, timeout=req.timeout)
        headers = {k: v for k, v in req.unredirected_hdrs.items() if k not in req.headers}
        headers.update(req.headers)
        headers["Connection"] = "close"
        headers = {name.title(): value for name, value in headers.items()}
        try:
            try:
                h.request(req.get_method(), req.selector or "/", req.data, headers,
                          encode_chunked=req.has_header("Transfer-encoding"))
            except OSError as e:
                raise URLError(e)
            r = h.getresponse()
        except:
            h.close()
            raise
        if h.sock:
            h.sock.close()
            h.sock = None
        r.url = req.get_full_url()
        r.msg = r.reason
        return r


class HTTPErrorProcessor(BaseHandler):
    handler_order = 1000

    def http_response(self, request, response):
        if not 200 <= response.status < 300:
            response = self.parent.error("http", request, response, response.status, response.msg, response.info())
        return response


class HTTPDefaultErrorHandler(BaseHandler):
    def http_error_default(self, req, fp, code, msg, hdrs):
        raise HTTPError(req.full_url, code, msg, hdrs, fp)


class HTTPRedirectHandler(BaseHandler):
    max_repeats = 4
    max_redirections = 10
    inf_msg = "The HTTP server returned a redirect error that would lead to an infinite loop.\nThe last 30x error message was:\n"

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        method = req.get_method()
        if not (code in (301, 302, 303, 307, 308) and method in ("GET", "HEAD")
                or code in (301, 302, 303) and method == "POST"):
            raise HTTPError(req.full_url, code, msg, headers, fp)
        kept = {k: v for k, v in req.headers.items() if k.lower() not in ("content-length", "content-type")}
        return Request(newurl.replace(" ", "%20"), headers=kept, origin_req_host=req.origin_req_host, unverifiable=True,
                       method="HEAD" if method == "HEAD" else "GET")

    def http_error_302(self, req, fp, code, msg, headers):
        newurl = headers.get("location") or headers.get("uri")
        if not newurl:
            return None
        parts = urlsplit(newurl)
        if parts.scheme not in ("http", "https", "ftp", ""):
            raise HTTPError(newurl, code, "%s - Redirection to url '%s' is not allowed" % (msg, newurl), headers, fp)
        if not parts.path and parts.netloc:
            newurl = urlunsplit((parts.scheme, parts.netloc, "/", parts.query, parts.fragment))
        newurl = urljoin(req.full_url, quote(newurl, encoding="iso-8859-1", safe="!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"))
        new = self.redirect_request(req, fp, code, msg, headers, newurl)
        visited = getattr(req, "redirect_dict", {})
        new.redirect_dict = req.redirect_dict = visited
        if visited.get(newurl, 0) >= self.max_repeats or len(visited) >= self.max_redirections:
            raise HTTPError(req.full_url, code, self.inf_msg + msg, headers, fp)
        visited[newurl] = visited.get(newurl, 0) + 1
        fp.read()
        fp.close()
        return self.parent.open(new, timeout=req.timeout)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


class FileHandler(BaseHandler):
    def file_open(self, req):
        import mimetypes
        path = url2pathname(req.selector)
        if req.host and req.host != "localhost":
            raise URLError("file:// scheme is supported only on localhost")
        try:
            size = os.stat(path).st_size
            f = open(path, "rb")
        except OSError as e:
            raise URLError(e)
        headers = http.client.HTTPMessage()
        headers["Content-type"] = mimetypes.guess_type(path)[0] or "text/plain"
        headers["Content-length"] = size
        return addinfourl(f, headers, "file://" + path)


class DataHandler(BaseHandler):
    def data_open(self, req):
        kind, _, data = req.full_url.split(":", 1)[1].partition(",")
        data = unquote_to_bytes(data)
        if kind.endswith(";base64"):
            data = base64.decodebytes(data)
            kind = kind[:-7]
        headers = http.client.HTTPMessage()
        headers["Content-type"] = kind or "text/plain;charset=US-ASCII"
        headers["Content-length"] = len(data)
        return addinfourl(io.BytesIO(data), headers, req.full_url)


class UnknownHandler(BaseHandler):
    handler_order = 1000

    def unknown_open(self, req):
        raise URLError("unknown url type: %s" % req.type)


def build_opener(*handlers):
    """An opener with the usual handlers and these, instances or classes, which replace those that they are derived from."""
    opener = OpenerDirector()
    classes = [UnknownHandler, HTTPHandler, HTTPDefaultErrorHandler, HTTPRedirectHandler, FileHandler, HTTPErrorProcessor, DataHandler]
    for cls in list(classes):
        if any(issubclass(h, cls) if isinstance(h, type) else isinstance(h, cls) for h in handlers):
            classes.remove(cls)
    for h in classes + list(handlers):
        opener.add_handler(h() if isinstance(h, type) else h)
    return opener


_opener = None


def install_opener(opener):
    global _opener
    _opener = opener


def urlopen(url, data=None, timeout=socket._GLOBAL_DEFAULT_TIMEOUT):
    """Open a URL (a str or a Request); the answer is read like a file."""
    if _opener is None:
        install_opener(build_opener())
    return _opener.open(url, data, timeout)


def pathname2url(pathname):
    return quote(pathname)


def url2pathname(pathname):
    return unquote(pathname)


def urlretrieve(url, filename=None, reporthook=None, data=None):
    """Copy what a URL gives into a file: (filename, headers)."""
    with urlopen(url, data) as fp:
        headers = fp.info()
        size = int(headers.get("Content-Length", -1))
        out = open(filename, "wb") if filename else tempfile.NamedTemporaryFile(delete=False)
        with out:
            done = blocks = 0
            if reporthook:
                reporthook(0, 8192, size)
            while block := fp.read(8192):
                out.write(block)
                done += len(block)
                blocks += 1
                if reporthook:
                    reporthook(blocks, 8192, size)
            filename = filename or out.name
    if 0 <= done < size:
        raise ContentTooShortError("retrieval incomplete: got only %i out of %i bytes" % (done, size), (filename, headers))
    return filename, headers
