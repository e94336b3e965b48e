print(b"\\ \n \t \r \x7f \x80", b"'", b'"', b"'\"", bytes(range(32))[:14], b"\xe4\xb8\xad")
print(repr(bytearray(b"a\n")), str(b"x"), ascii(b"\xff"))
