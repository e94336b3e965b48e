# Changing case at every place of a word of eight bytes, and the characters beside the letters.
every = "".join(map(chr, range(128)))
print(ascii(every.upper()), ascii(every.lower()))
for n in range(20):
    s = every[60:60 + n] + "@[`{azAZ" + "x" * n
    assert s.upper() == "".join(c.upper() for c in s), s
    assert s.lower() == "".join(c.lower() for c in s), s
print(every.encode().title() == every.title().encode(), "they're bill's".title(), b"they're bill's 3a".title())
for n in (0, 1, 7, 100, 255, 256, 300):     # short texts are searched in another way than long ones
    s = "ab" * n + "abc" + "x" * n
    print(s.find("abc") == 2 * n, s.find("abd"), s.count("ab") == n + 1, len(s.replace("abc", "")), s.split("abc")[1] == "x" * n)
