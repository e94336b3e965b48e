"""Text in HTML: escape() and unescape(), which knows the entities of HTML 4 and all numbers."""

from html.entities import name2codepoint

__all__ = ["escape", "unescape"]


def escape(s, quote=True):
    """& < > as entities, and the quotes too unless told otherwise."""
    s = s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if quote:
        s = s.replace('"', "&quot;").replace("'", "&#x27;")
    return s



# What the code page 1252 has at 0x80 and on.
_WINDOWS = [int(c, 16) for c in (
    "20ac 81 201a 192 201e 2026 2020 2021 2c6 2030 160 2039 152 8d 17d 8f 90 "
    "2018 2019 201c 201d 2022 2013 2014 2dc 2122 161 203a 153 9d 17e 178").split()]


def _number(part):
    """The character that `part`, text behind an &, begins a number of; and the text behind that."""
    digits, base, end = ("0123456789abcdefABCDEF", 16, 2) if part[1:2] in ("x", "X") else ("0123456789", 10, 1)
    start = end
    while part[end:end + 1] and part[end] in digits:
        end += 1
    if end == start:
        return "&" + part
    n = int(part[start:end], base)
    rest = part[end + (part[end:end + 1] == ";"):]
    if 0x80 <= n <= 0x9f:  # as browsers read them: in the code page of Windows
        return chr(_WINDOWS[n - 0x80]) + rest
    if n == 0 or 0xD800 <= n <= 0xDFFF or n > 0x10FFFF:
        return "\ufffd" + rest
    if n == 0xB or 0xE <= n <= 0x1F or n == 0x7F or 1 <= n <= 8 \
            or 0xFDD0 <= n <= 0xFDEF or n & 0xFFFE == 0xFFFE:  # no characters
        return rest
    return chr(n) + rest


def unescape(s):
    """Entities as the characters that they mean."""
    first, *parts = s.split("&")
    out = [first]
    for part in parts:
        name = ""
        for c in part:
            if c == ";":
                name += c
                break
            if not (c.isalnum() or c == "#") or not c.isascii():
                break
            name += c
        bare = name.rstrip(";")
        if bare[:1] == "#":
            out.append(_number(part))
        elif bare == "apos" and name.endswith(";"):
            out.append("'" + part[len(name):])
        elif bare in ("AMP", "LT", "GT", "QUOT", "COPY", "REG"):
            out.append(chr(name2codepoint[bare.lower()]) + part[len(name):])
        elif bare in name2codepoint and name.endswith(";"):
            out.append(chr(name2codepoint[bare]) + part[len(name):])
        else:
            for end in range(len(bare), 1, -1):  # the old ones also without the ;
                if name2codepoint.get(bare[:end], 256) < 256 or bare[:end] in ("lt", "gt"):
                    out.append(chr(name2codepoint[bare[:end]]) + part[end:])
                    break
            else:
                out.append("&" + part)
    return "".join(out)
