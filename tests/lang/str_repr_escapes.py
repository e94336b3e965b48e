for s in ("a'b", 'a"b', "a'b\"c", "\n\t\r\\", "\x00\x1f\x7f", "\x80\xa0\xad", "é中😀", "\u200b\u2028", "\ud800", "\U0010ffff", "\ue000", "tab\there"):
    print(repr(s), ascii(s))
