for s in ("hello World", "ÀÉß", "ǆ", "ŉ", "中文abc", "ΑΣ ΑΣΑ", "İi", "they're bill's", "x1y", "ﬁne"):
    print(s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold())
print("ß".casefold() == "SS".casefold(), "ß".upper())
