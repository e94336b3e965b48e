# base64 and binascii: round trips, other alphabets, padding and what is refused.
import base64, binascii
for s in (b"", b"a", b"ab", b"abc", bytes(range(256))):
    assert base64.b64decode(base64.b64encode(s)) == s
    assert base64.b32decode(base64.b32encode(s)) == s, (s, base64.b32encode(s))
    assert base64.b16decode(base64.b16encode(s)) == s
    print(base64.b64encode(s), base64.b32encode(s), base64.urlsafe_b64encode(s), base64.encodebytes(s), binascii.crc32(s), binascii.hexlify(s))
for bad in ("YQ", "YQ=", "Y", "=", "YWJj=", "Y!Q==", "ä", "YQ==YQ=="):
    for strict in False, True:
        try: print(bad, strict, base64.b64decode(bad, validate=strict))
        except Exception as e: print(bad, strict, type(e).__name__, e, isinstance(e, ValueError))
for bad in ("a", "zz", b"00ff"):
    try: print(binascii.unhexlify(bad))
    except Exception as e: print(repr(e))
for f in base64.b64encode, base64.b64decode, base64.encodebytes, base64.b32decode:
    try: print(f("é" if f is not base64.b64encode else "x"))
    except Exception as e: print(repr(e))
print(binascii.Error.__mro__, binascii.hexlify(b"abcd", ":"), binascii.hexlify(b"abcd", b"-", 2))
