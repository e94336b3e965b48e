print(list("añ中"), [c for c in "ab"], "b" in "abc", "bc" in "abc", "" in "", "x" not in "abc", tuple("hi"), set("aaa"), dict.fromkeys("ab"), *"xy", sep="/")
it = iter("ab")
print(next(it), next(it), next(it, None), enumerate("a").__next__())
print(ord("a"), ord("中"), ord("😀"), chr(97), chr(20013), chr(0x1f600), [hex(ord(c)) for c in "é"])
for f in (lambda: ord("ab"), lambda: ord(""), lambda: chr(-1), lambda: chr(0x110000), lambda: ord(5)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
