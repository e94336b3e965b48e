"""Header lines, as they stand in requests and responses: reading them, and the mapping that they become."""

_MAXLINE = 65536
_MAXHEADERS = 100


class HTTPException(Exception):
    pass


class LineTooLong(HTTPException):
    def __init__(self, line_type):
        HTTPException.__init__(self, "got more than %d bytes when reading %s" % (_MAXLINE, line_type))


for _cls in HTTPException, LineTooLong:
    _cls.__module__ = "http.client"


class HTTPMessage:
    """Headers in the order in which they came. Names are compared without regard to case, and may come several times."""

    __module__ = "http.client"

    def __init__(self):
        self._headers = []

    def __len__(self):
        return len(self._headers)

    def __contains__(self, name):
        name = name.lower()
        return any(k.lower() == name for k, v in self._headers)

    def __iter__(self):
        return iter([k for k, v in self._headers])

    def __getitem__(self, name):
        return self.get(name)

    def __setitem__(self, name, value):
        self._headers.append((name, str(value)))

    def __delitem__(self, name):
        name = name.lower()
        self._headers = [(k, v) for k, v in self._headers if k.lower() != name]

    def get(self, name, failobj=None):
        name = name.lower()
        for k, v in self._headers:
            if k.lower() == name:
                return v
        return failobj

    def get_all(self, name, failobj=None):
        name = name.lower()
        return [v for k, v in self._headers if k.lower() == name] or failobj

    def keys(self):
        return [k for k, v in self._headers]

    def values(self):
        return [v for k, v in self._headers]

    def items(self):
        return list(self._headers)

    def add_header(self, name, value, **params):
        parts = [value] if value is not None else []
        for key, v in params.items():
            key = key.replace("_", "-")
            parts.append(key if v is None else '%s="%s"' % (key, v))
        self[name] = "; ".join(parts)

    def replace_header(self, name, value):
        for i, (k, v) in enumerate(self._headers):
            if k.lower() == name.lower():
                self._headers[i] = (k, value)
                return
        raise KeyError(name)

    def _params(self, header="content-type"):
        found = self.get(header)
        if found is None:
            return None, {}
        kind, *rest = found.split(";")
        params = {}
        for part in rest:
            key, equals, value = part.partition("=")
            params[key.strip().lower()] = value.strip().strip('"')
        return kind.strip().lower(), params

    def get_content_type(self):
        kind, _ = self._params()
        return kind if kind and kind.count("/") == 1 else "text/plain"

    def get_content_maintype(self):
        return self.get_content_type().split("/")[0]

    def get_content_subtype(self):
        return self.get_content_type().split("/")[1]

    def get_content_charset(self, failobj=None):
        charset = self._params()[1].get("charset")
        return charset.lower() if charset is not None else failobj

    def get_param(self, param, failobj=None, header="content-type", unquote=True):
        kind, params = self._params(header)
        if param.lower() == kind:
            return ""
        return params.get(param.lower(), failobj)

    def get_filename(self, failobj=None):
        return self.get_param("filename", failobj, "content-disposition")

    def as_string(self, unixfrom=False):
        return "".join("%s: %s\n" % pair for pair in self._headers) + "\n"

    __str__ = as_string

    def as_bytes(self, unixfrom=False):
        return self.as_string().encode("ascii", "surrogateescape")

    __bytes__ = as_bytes


def parse_headers(fp, _class=HTTPMessage):
    """Reads header lines up to the empty one."""
    message = _class()
    count = 0
    while True:
        line = fp.readline(_MAXLINE + 1)
        if len(line) > _MAXLINE:
            raise LineTooLong("header line")
        if line in (b"\r\n", b"\n", b""):
            return message
        count += 1
        if count > _MAXHEADERS:
            raise HTTPException("got more than %d headers" % _MAXHEADERS)
        text = line.decode("iso-8859-1").rstrip("\r\n")
        if text[:1] in " \t" and message._headers:  # goes on from the line before
            name, value = message._headers[-1]
            message._headers[-1] = (name, value + "\r\n" + text)
            continue
        name, colon, value = text.partition(":")
        if colon:
            message._headers.append((name, value.strip(" \t")))
