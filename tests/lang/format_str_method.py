print("{} {} {}".format(1, 2, 3), "{0} {1} {0}".format("a", "b"), "{x} {y}".format(x=1, y=2), "{0[1]} {0[k]}".format({1: "one", "k": "key"}), "{a.real} {b[0]}".format(a=5, b=[9]))
print("{:>5}|{:<5}|{:^5}|{!r}|{!s:*>6}".format("a", "b", "c", "d", "e"))
print("{:{}}|{:{w}.{p}}".format("x", 5, "string", w=8, p=3), "{{}} {{{}}}".format(1))
print("{0:{1}}".format(7, "03d"), "{:,}".format(10 ** 10), "{:%}".format(0.5), "{}".format([1]))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: "{} {}".format(1))
attempt(lambda: "{x}".format(y=1))
attempt(lambda: "{} {0}".format(1))
attempt(lambda: "{0} {}".format(1))
attempt(lambda: "{".format())
attempt(lambda: "}".format())
attempt(lambda: "{!x}".format(1))
attempt(lambda: "{0.nope}".format(1))
attempt(lambda: "{0[5]}".format([1]))
attempt(lambda: "{a".format(a=1))
attempt(lambda: "{0!}".format(1))
print("{a}{b}".format_map({"a": 1, "b": 2}))
class D(dict):
    def __missing__(self, k): return f"<{k}>"
print("{a} {zz}".format_map(D(a=1)))
