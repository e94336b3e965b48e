names = ["isalpha", "isdigit", "isalnum", "isdecimal", "isnumeric", "isspace", "isupper", "islower", "istitle", "isidentifier", "isprintable", "isascii"]
for s in ["", "abc", "ABC", "Abc Def", "123", "a1", " \t\n", "中文", "½", "²", "٣", "五", "_x1", "1x", "é", "a b", "\x00", "A1b", "Ⅷ", "ǅ", "class", "\u200b", "😀"]:
    print(ascii(s), "".join("1" if getattr(s, n)() else "0" for n in names))
