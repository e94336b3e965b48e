print("a b  c".split(), "a b  c".split(" "), " a b ".split(), "".split(), "".split(","), "a,b,c".split(",", 1), "a b c d".split(None, 2), " a  b  c ".split(maxsplit=1))
print("a,b,c".rsplit(",", 1), " a  b  c ".rsplit(maxsplit=1), "a--b--c".split("--"), "aaa".split("a"), "abc".split("x"), "a b".split(sep=" ", maxsplit=0), "a,b".rsplit(","))
print("\t a\nb\x0b c\u3000d ".split(), "1<>2<>3".split("<>", -1))
for a in ("", 5):
    try:
        "ab".split(a)
    except Exception as e:
        print(type(e).__name__, e)
