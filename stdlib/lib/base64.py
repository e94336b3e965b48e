"""Bytes as letters: base 64, 32 and 16."""
import binascii

__all__ = ["encode", "decode", "encodebytes", "decodebytes", "b64encode", "b64decode", "b32encode", "b32decode", "b16encode",
           "b16decode", "standard_b64encode", "standard_b64decode", "urlsafe_b64encode", "urlsafe_b64decode"]

MAXLINESIZE = 76
MAXBINSIZE = MAXLINESIZE // 4 * 3
_B32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def _bytes_from(s):
    if isinstance(s, str):
        try:
            return s.encode("ascii")
        except UnicodeEncodeError:
            raise ValueError("string argument should contain only ASCII characters") from None
    if isinstance(s, (bytes, bytearray)):
        return bytes(s)
    raise TypeError("argument should be a bytes-like object or ASCII string, not %r" % s.__class__.__name__)


def b64encode(s, altchars=None):
    """altchars: two bytes instead of + and /."""
    encoded = binascii.b2a_base64(s, newline=False)
    if altchars is not None:
        assert len(altchars) == 2, repr(altchars)
        return encoded.translate(bytes.maketrans(b"+/", altchars))
    return encoded


def b64decode(s, altchars=None, validate=False):
    s = _bytes_from(s)
    if altchars is not None:
        altchars = _bytes_from(altchars)
        assert len(altchars) == 2, repr(altchars)
        s = s.translate(bytes.maketrans(altchars, b"+/"))
    return binascii.a2b_base64(s, strict_mode=validate)


def standard_b64encode(s):
    return b64encode(s)


def standard_b64decode(s):
    return b64decode(s)


def urlsafe_b64encode(s):
    return b64encode(s).translate(bytes.maketrans(b"+/", b"-_"))


def urlsafe_b64decode(s):
    return b64decode(_bytes_from(s).translate(bytes.maketrans(b"-_", b"+/")))


def b32encode(s):
    s = bytes(s)
    left = len(s) % 5
    padded = s + bytes(5 - left) if left else s
    out = bytearray()
    for i in range(0, len(padded), 5):
        n = int.from_bytes(padded[i:i + 5], "big")
        out += bytes(_B32[n >> shift & 31] for shift in range(35, -1, -5))
    missing = {0: 0, 1: 6, 2: 4, 3: 3, 4: 1}[left]
    if missing:
        out[-missing:] = b"=" * missing
    return bytes(out)


def b32decode(s, casefold=False, map01=None):
    s = _bytes_from(s)
    if len(s) % 8:
        raise binascii.Error("Incorrect padding")
    if map01 is not None:
        s = s.translate(bytes.maketrans(b"01", b"O" + _bytes_from(map01)))
    if casefold:
        s = s.upper()
    digits = s.rstrip(b"=")
    missing = len(s) - len(digits)
    out = bytearray()
    for i in range(0, len(digits), 8):
        n = 0
        block = digits[i:i + 8]
        for c in block:
            if c not in _B32:
                raise binascii.Error("Non-base32 digit found")
            n = n << 5 | _B32.index(c)
        out += (n << 5 * (8 - len(block))).to_bytes(5, "big")
    if missing not in (0, 1, 3, 4, 6):
        raise binascii.Error("Incorrect padding")
    if missing and out:
        del out[-(5 - (43 - 5 * missing) // 8):]
    return bytes(out)


def b16encode(s):
    return binascii.hexlify(s).upper()


def b16decode(s, casefold=False):
    s = _bytes_from(s)
    if casefold:
        s = s.upper()
    if any(c not in b"0123456789ABCDEF" for c in s):
        raise binascii.Error("Non-base16 digit found")
    return binascii.unhexlify(s)


def encode(input, output):
    """From one binary file to another, in lines."""
    while True:
        s = input.read(MAXBINSIZE)
        if not s:
            break
        while len(s) < MAXBINSIZE:
            more = input.read(MAXBINSIZE - len(s))
            if not more:
                break
            s += more
        output.write(binascii.b2a_base64(s))


def decode(input, output):
    for line in iter(input.readline, b""):
        output.write(binascii.a2b_base64(line))


def encodebytes(s):
    """In lines of 76 characters."""
    if not isinstance(s, (bytes, bytearray)):
        raise TypeError("expected bytes-like object, not %s" % s.__class__.__name__)
    return b"".join(binascii.b2a_base64(s[i:i + MAXBINSIZE]) for i in range(0, len(s), MAXBINSIZE))


def decodebytes(s):
    if not isinstance(s, (bytes, bytearray)):
        raise TypeError("expected bytes-like object, not %s" % s.__class__.__name__)
    return binascii.a2b_base64(s)
