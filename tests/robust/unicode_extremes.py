s = "".join(chr(i) for i in range(0, 0x110000, 997) if not 0xd800 <= i < 0xe000)
print(len(s), s[500] == s[500:501], len(s.encode()), s.encode().decode() == s, s[::-1][::-1] == s, len(s.upper()) >= len(s), s.find(s[700]) == 700, len(s.split()) > 0, s.count(""), sum(map(ord, s)))
m = "añ中😀" * 1000
print(m[3999], m[-4], m[2000:2004], len(m), m.index("😀", 2001), m.replace("中", "")[:5], m.rfind("a"))
print("\0a\0".split("\0"), len("\0" * 10), "a\0b" == "a\0b", "a\0b" < "a\0c", {"a\0": 1}["a\0"], ascii("\0"), "x\0y".find("y"))
for i in (0xd800, 0xdfff):
    try:
        chr(i).encode()
    except UnicodeEncodeError as e:
        print(e)
    print(ascii(chr(i)), len(chr(i)))
