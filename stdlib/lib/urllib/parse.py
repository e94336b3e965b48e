"""URLs taken apart, put together, quoted; queries as pairs. RFC 3986's rules, with CPython's forgiveness."""
import collections

__all__ = ["urlparse", "urlunparse", "urljoin", "urldefrag", "urlsplit", "urlunsplit", "urlencode", "parse_qs", "parse_qsl",
           "quote", "quote_plus", "quote_from_bytes", "unquote", "unquote_plus", "unquote_to_bytes", "DefragResult",
           "ParseResult", "SplitResult", "DefragResultBytes", "ParseResultBytes", "SplitResultBytes"]

uses_relative = ["", "ftp", "http", "gopher", "nntp", "imap", "wais", "file", "https", "shttp", "mms", "prospero", "rtsp", "rtspu",
                 "sftp", "svn", "svn+ssh", "ws", "wss"]
uses_netloc = uses_relative + ["telnet", "snews", "rsync", "nfs", "git", "git+ssh"]
uses_params = ["", "ftp", "hdl", "prospero", "http", "https", "shttp", "rtsp", "rtspu", "sip", "sips", "mms", "sftp", "tel"]
scheme_chars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."


class _Netloc:
    """What the results of splitting share: the parts of the network location."""

    __slots__ = ()

    def geturl(self):
        return urlunsplit(self) if len(self) == 5 else urlunparse(self)

    def _text(self):
        return self.netloc if isinstance(self.netloc, str) else self.netloc.decode("ascii")

    def _user(self):
        info, at, _ = self._text().rpartition("@")
        if not at:
            return None, None
        user, colon, password = info.partition(":")
        return user, password if colon else None

    def _host(self):
        host = self._text().rpartition("@")[2]
        _, bracket, inside = host.partition("[")
        if bracket:
            host, _, port = inside.partition("]")
            port = port.partition(":")[2]
        else:
            host, _, port = host.partition(":")
        return host, port or None

    @property
    def username(self):
        return self._user()[0]

    @property
    def password(self):
        return self._user()[1]

    @property
    def hostname(self):
        host = self._host()[0]
        if not host:
            return None
        host, percent, zone = host.partition("%")
        return host.lower() + percent + zone

    @property
    def port(self):
        port = self._host()[1]
        if port is None:
            return None
        if not (port.isdigit() and port.isascii()):
            raise ValueError(f"Port could not be cast to integer value as {port!r}")
        port = int(port)
        if port > 65535:
            raise ValueError("Port out of range 0-65535")
        return port


class SplitResult(collections.namedtuple("SplitResult", "scheme netloc path query fragment"), _Netloc):
    __slots__ = ()


class ParseResult(collections.namedtuple("ParseResult", "scheme netloc path params query fragment"), _Netloc):
    __slots__ = ()


class DefragResult(collections.namedtuple("DefragResult", "url fragment")):
    __slots__ = ()

    def geturl(self):
        return self.url + "#" + self.fragment if self.fragment else self.url


class SplitResultBytes(collections.namedtuple("SplitResultBytes", SplitResult._fields), _Netloc):
    __slots__ = ()


class ParseResultBytes(collections.namedtuple("ParseResultBytes", ParseResult._fields), _Netloc):
    __slots__ = ()


class DefragResultBytes(collections.namedtuple("DefragResultBytes", DefragResult._fields)):
    __slots__ = ()


def _to_str(*args):
    """bytes arguments are decoded; answers the arguments and what the result is to be made of."""
    texts = [a for a in args if a]
    is_str = isinstance(args[0], str)
    for a in texts:
        if isinstance(a, str) != is_str:
            raise TypeError("Cannot mix str and non-str arguments")
    if is_str:
        return args, lambda x: x
    return tuple(a.decode("ascii") if a else "" for a in args), _encode_result


def _encode_result(x):
    if isinstance(x, str):
        return x.encode("ascii")
    return globals()[type(x).__name__ + "Bytes"](*(part.encode("ascii") for part in x))


def urlsplit(url, scheme="", allow_fragments=True):
    """(scheme, netloc, path, query, fragment)."""
    (url, scheme), finish = _to_str(url, scheme or type(url)())
    url = url.lstrip("".join(map(chr, range(33))))
    scheme = scheme.strip("".join(map(chr, range(33))))
    for c in "\t\r\n":
        url = url.replace(c, "")
        scheme = scheme.replace(c, "")
    netloc = query = fragment = ""
    i = url.find(":")
    if i > 0 and url[0].isascii() and url[0].isalpha() and all(c in scheme_chars for c in url[:i]):
        scheme, url = url[:i].lower(), url[i + 1:]
    if url[:2] == "//":
        end = min([p for p in (url.find(c, 2) for c in "/?#") if p >= 0], default=len(url))
        netloc, url = url[2:end], url[end:]
        if ("[" in netloc) != ("]" in netloc):
            raise ValueError("Invalid IPv6 URL")
    if allow_fragments and "#" in url:
        url, fragment = url.split("#", 1)
    if "?" in url:
        url, query = url.split("?", 1)
    return finish(SplitResult(scheme, netloc, url, query, fragment))


def urlparse(url, scheme="", allow_fragments=True):
    """(scheme, netloc, path, params, query, fragment)."""
    (url, scheme), finish = _to_str(url, scheme or type(url)())
    scheme, netloc, path, query, fragment = urlsplit(url, scheme, allow_fragments)
    params = ""
    if scheme in uses_params and ";" in path:
        i = path.find(";", path.rfind("/") + 1)
        if i >= 0:
            path, params = path[:i], path[i + 1:]
    return finish(ParseResult(scheme, netloc, path, params, query, fragment))


def urlunsplit(components):
    (scheme, netloc, url, query, fragment), finish = _to_str(*components)
    if netloc or (scheme and scheme in uses_netloc and url[:2] != "//"):
        if url and url[:1] != "/":
            url = "/" + url
        url = "//" + (netloc or "") + url
    if scheme:
        url = scheme + ":" + url
    if query:
        url = url + "?" + query
    if fragment:
        url = url + "#" + fragment
    return finish(url)


def urlunparse(components):
    (scheme, netloc, url, params, query, fragment), finish = _to_str(*components)
    if params:
        url = "%s;%s" % (url, params)
    return finish(urlunsplit((scheme, netloc, url, query, fragment)))


def urldefrag(url):
    (url,), finish = _to_str(url)
    if "#" in url:
        s, n, p, a, q, frag = urlparse(url)
        return finish(DefragResult(urlunparse((s, n, p, a, q, "")), frag))
    return finish(DefragResult(url, ""))


def _resolve(path, base):
    """A relative path, seen from base, without . and .. in it."""
    if path[:1] == "/":
        segments = path.split("/")
    else:
        parts = base.split("/")
        if parts[-1] != "":
            del parts[-1]
        segments = parts + path.split("/")
        segments[1:-1] = [s for s in segments[1:-1] if s]
    out = []
    for s in segments:
        if s == "..":
            if out:
                out.pop()
        elif s != ".":
            out.append(s)
    if segments[-1] in (".", ".."):
        out.append("")
    return "/".join(out) or "/"


def urljoin(base, url, allow_fragments=True):
    """What url means where base is."""
    if not base:
        return url
    if not url:
        return base
    (base, url), finish = _to_str(base, url)
    bscheme, bnetloc, bpath, bparams, bquery, bfragment = urlparse(base, "", allow_fragments)
    scheme, netloc, path, params, query, fragment = urlparse(url, bscheme, allow_fragments)
    if scheme != bscheme or scheme not in uses_relative:
        return finish(url)
    if scheme in uses_netloc:
        if netloc:
            return finish(urlunparse((scheme, netloc, path, params, query, fragment)))
        netloc = bnetloc
    if not path and not params:
        return finish(urlunparse((scheme, netloc, bpath, bparams, query or bquery, fragment)))
    return finish(urlunparse((scheme, netloc, _resolve(path, bpath), params, query, fragment)))


# ---- quoting ----

_ALWAYS_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")


def quote_from_bytes(bs, safe="/"):
    if not isinstance(bs, (bytes, bytearray)):
        raise TypeError("quote_from_bytes() expected bytes")
    if isinstance(safe, str):
        safe = safe.encode("ascii", "ignore")
    allowed = _ALWAYS_SAFE | frozenset(c for c in safe if c < 128)
    return "".join([chr(c) if c in allowed else "%%%02X" % c for c in bs])


def quote(string, safe="/", encoding=None, errors=None):
    """%xx for each byte that is not a letter, a digit, one of _.-~, or safe."""
    if isinstance(string, str):
        string = string.encode(encoding or "utf-8", errors or "strict")
    else:
        if encoding is not None:
            raise TypeError("quote() doesn't support 'encoding' for bytes")
        if errors is not None:
            raise TypeError("quote() doesn't support 'errors' for bytes")
    return quote_from_bytes(string, safe)


def quote_plus(string, safe="", encoding=None, errors=None):
    """The same for queries: a blank becomes a plus."""
    space = " " if isinstance(string, str) else b" "
    if space not in string:
        return quote(string, safe, encoding, errors)
    return quote(string, safe + (" " if isinstance(safe, str) else b" "), encoding, errors).replace(" ", "+")


_HEX = frozenset(b"0123456789abcdefABCDEF")


def unquote_to_bytes(string):
    if isinstance(string, str):
        string = string.encode("utf-8")
    first, *parts = bytes(string).split(b"%")
    out = bytearray(first)
    for part in parts:
        if len(part) >= 2 and part[0] in _HEX and part[1] in _HEX:
            out.append(int(part[:2], 16))
            out += part[2:]
        else:
            out += b"%" + part
    return bytes(out)


def unquote(string, encoding="utf-8", errors="replace"):
    if isinstance(string, bytes):
        return unquote_to_bytes(string).decode(encoding, errors)
    if "%" not in string:
        return string
    out, run = [], ""
    for c in string:  # what is not ASCII is left as it is
        if ord(c) < 128:
            run += c
        else:
            out.append(unquote_to_bytes(run).decode(encoding or "utf-8", errors or "replace"))
            out.append(c)
            run = ""
    out.append(unquote_to_bytes(run).decode(encoding or "utf-8", errors or "replace"))
    return "".join(out)


def unquote_plus(string, encoding="utf-8", errors="replace"):
    return unquote(string.replace("+", " "), encoding, errors)


# ---- queries ----

def parse_qsl(qs, keep_blank_values=False, strict_parsing=False, encoding="utf-8", errors="replace", max_num_fields=None,
              separator="&"):
    """The pairs of a query, in order."""
    (qs,), finish = _to_str(qs)
    if not separator or not isinstance(separator, (str, bytes)):
        raise ValueError("Separator must be of type string or bytes.")
    if isinstance(separator, bytes):
        separator = separator.decode("ascii")
    if not qs:
        return []
    if max_num_fields is not None and max_num_fields < 1 + qs.count(separator):
        raise ValueError("Max number of fields exceeded")
    pairs = []
    for part in qs.split(separator):
        if not part and not strict_parsing:
            continue
        name, equals, value = part.partition("=")
        if not equals:
            if strict_parsing:
                raise ValueError("bad query field: %r" % (part,))
            if not keep_blank_values:
                continue
        if value or keep_blank_values:
            pairs.append((finish(unquote_plus(name, encoding, errors)), finish(unquote_plus(value, encoding, errors))))
    return pairs


def parse_qs(qs, keep_blank_values=False, strict_parsing=False, encoding="utf-8", errors="replace", max_num_fields=None,
             separator="&"):
    """The same as a dictionary of lists."""
    found = {}
    for name, value in parse_qsl(qs, keep_blank_values, strict_parsing, encoding, errors, max_num_fields, separator):
        found.setdefault(name, []).append(value)
    return found


def urlencode(query, doseq=False, safe="", encoding=None, errors=None, quote_via=quote_plus):
    """A query out of a mapping or pairs."""
    if hasattr(query, "items"):
        query = query.items()
    else:
        try:
            if len(query) and not isinstance(query[0], tuple):
                raise TypeError
        except TypeError:
            raise TypeError("not a valid non-string sequence or mapping object") from None

    def one(x):
        if isinstance(x, bytes):
            return quote_via(x, safe)
        return quote_via(x if isinstance(x, str) else str(x), safe, encoding, errors)

    out = []
    for key, value in query:
        if doseq and not isinstance(value, (str, bytes)):
            try:
                len(value)
            except TypeError:
                out.append(one(key) + "=" + one(value))
            else:
                out.extend(one(key) + "=" + one(v) for v in value)
        else:
            out.append(one(key) + "=" + one(value))
    return "&".join(out)
