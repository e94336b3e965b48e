"""Encodings: the functions that go with str.encode() and bytes.decode(), and open() with an encoding."""

import builtins

__all__ = ['encode', 'decode', 'open', 'lookup', 'getencoder', 'getdecoder', 'BOM', 'BOM_UTF8', 'BOM_UTF16',
           'BOM_UTF16_LE', 'BOM_UTF16_BE', 'BOM_LE', 'BOM_BE', 'CodecInfo', 'iterencode', 'iterdecode']

BOM_UTF8 = b'\xef\xbb\xbf'
BOM_LE = BOM_UTF16_LE = b'\xff\xfe'
BOM_BE = BOM_UTF16_BE = b'\xfe\xff'
BOM = BOM_UTF16 = BOM_LE


class CodecInfo(tuple):
    """What lookup() returns: (encode, decode, reader, writer), and a name."""

    def __new__(cls, encode, decode, streamreader=None, streamwriter=None, name=None):
        self = tuple.__new__(cls, (encode, decode, streamreader, streamwriter))
        self.name = name
        self.encode = encode
        self.decode = decode
        return self

    def __repr__(self):
        return f'<codecs.CodecInfo object for encoding {self.name} at {id(self):#x}>'


def _rot13(text):
    table = {}
    for first in (65, 97):
        for i in range(26):
            table[first + i] = first + (i + 13) % 26
    return text.translate(table)


def encode(obj, encoding='utf-8', errors='strict'):
    """obj.encode(), and the encodings of text to text or bytes to bytes: rot13, hex."""
    name = encoding.lower().replace('-', '_')
    if name in ('rot13', 'rot_13'):
        return _rot13(obj)
    if name in ('hex', 'hex_codec'):
        return bytes(obj).hex().encode()
    return obj.encode(encoding, errors)


def decode(obj, encoding='utf-8', errors='strict'):
    """obj.decode(), and the reverse of encode()'s other encodings."""
    name = encoding.lower().replace('-', '_')
    if name in ('rot13', 'rot_13'):
        return _rot13(obj)
    if name in ('hex', 'hex_codec'):
        return bytes.fromhex(obj.decode())
    return obj.decode(encoding, errors)


_NAMES = {'utf8': 'utf-8', 'utf_8': 'utf-8', 'u8': 'utf-8', 'utf_8_sig': 'utf-8-sig', 'us_ascii': 'ascii',
          'latin1': 'iso8859-1', 'latin_1': 'iso8859-1', 'iso_8859_1': 'iso8859-1', 'utf_16': 'utf-16',
          'utf16': 'utf-16', 'utf_32': 'utf-32'}


def lookup(encoding):
    """The functions for an encoding."""
    name = encoding.lower().replace('-', '_').replace(' ', '_')
    if name not in ('rot13', 'rot_13', 'hex', 'hex_codec'):
        ''.encode(encoding)              # raises LookupError if it is unknown

    def encoder(text, errors='strict'):
        return encode(text, encoding, errors), len(text)

    def decoder(data, errors='strict'):
        return decode(data, encoding, errors), len(data)
    return CodecInfo(encoder, decoder, name=_NAMES.get(name, name.replace('_', '-')))


def getencoder(encoding):
    return lookup(encoding).encode


def getdecoder(encoding):
    return lookup(encoding).decode


def iterencode(iterator, encoding, errors='strict'):
    """Encode the strings of an iterator."""
    for text in iterator:
        output = encode(text, encoding, errors)
        if output:
            yield output


def iterdecode(iterator, encoding, errors='strict'):
    """Decode the bytes of an iterator; characters may be split between them."""
    from io import BytesIO, TextIOWrapper
    text = TextIOWrapper(BytesIO(b''.join(iterator)), encoding, errors, newline='').read()
    if text:
        yield text


def open(filename, mode='r', encoding=None, errors='strict', buffering=-1):
    """Open a file as text in the given encoding, without changing its line ends."""
    if encoding is None:
        return builtins.open(filename, mode, buffering)
    return builtins.open(filename, mode.replace('b', ''), buffering, encoding, errors, newline='')
