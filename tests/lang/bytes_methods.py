b = b" Hello World "
print(b.strip(), b.lower(), b.upper(), b.swapcase(), b.title(), b.split(), b.replace(b"l", b"L", 2), b.find(b"o"), b.rfind(b"o"), b.find(111), b.count(b"l"), b.index(b"W"), b.startswith(b" H"), b.endswith((b"x", b" ")))
print(b"a,b,c".split(b",", 1), b"a,b".partition(b","), b"a,b,c".rpartition(b","), b"a\nb\r\n".splitlines(), b"-".join([b"a", bytearray(b"b")]), b"ab".center(6, b"*"), b"ab".ljust(4) + b"|", b"ab".rjust(4), b"5".zfill(3), b"xxax".lstrip(b"x"), b"abc".removeprefix(b"a"), b"abc".removesuffix(b"c"), b"a\tb".expandtabs(4))
print(b"abc".isalpha(), b"12".isdigit(), b"a1".isalnum(), b" ".isspace(), b"A".isupper(), b"a".islower(), b"Ab Cd".istitle(), b"\xff".isascii(), b"abc".capitalize())
print(b"\x01\xab".hex(), b"\x01\xab\xcd".hex(":"), b"\x01\xab\xcd\xef".hex("-", 2), bytes.fromhex("01 ab CD"), b"abc".translate(bytes.maketrans(b"ab", b"xy")), b"abc".translate(None, b"b"), b"%d %s %r" % (5, b"x", "y"), b"%x" % 255)
try:
    bytes.fromhex("0g")
except ValueError as e:
    print(e)
try:
    b"a".join(["x"])
except TypeError as e:
    print(e)
try:
    b"abc".index(b"z")
except ValueError as e:
    print(e)
