print("\a\b\f\v".encode(), "\101\x41\u0041\U00000041\N{LATIN SMALL LETTER E WITH ACUTE}", r"raw\n\"q\"", "line1\
continued", 'it''s', """tri"ple""", '''a
b''', u"unicode", R"\d", "\0".encode(), "\8" if 0 else "", len("\\\n"))
print(len("""a\
b"""), "x" 'y' """z""", "\N{GREEK SMALL LETTER ALPHA}\N{CJK UNIFIED IDEOGRAPH-4E2D}")
