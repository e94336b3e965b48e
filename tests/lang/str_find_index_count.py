s = "hello hello"
print(s.find("l"), s.find("l", 4), s.find("l", 4, 8), s.find("z"), s.rfind("l"), s.rfind("hello", 0, 10), s.find(""), s.find("", 20), s.rfind(""), s.find("o", -1), s.find("h", -5))
print(s.index("e"), s.rindex("e"), s.count("l"), s.count("ll"), s.count(""), s.count("l", 3), s.count("x"), "aaaa".count("aa"), "中文中".find("中", 1), "中文中".count("中"))
for f in (lambda: s.index("z"), lambda: s.rindex("z"), lambda: s.find(5), lambda: s.count(None)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
