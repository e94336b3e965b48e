def attempt(s):
    try:
        eval(s)
    except Exception as e:
        print(f"{s}: {type(e).__name__}: {e}")
class A: pass
for s in ["1 + 'a'", "'a' + 1", "[] + ()", "() + []", "{} + {}", "None + 1", "1 - []", "'a' - 'b'", "'a' * 'b'", "[1] * 1.5", "1 / 'a'", "1 // None",
          "'x' % 1", "1 % 'x'", "2 ** 'a'", "1 << 1.0", "1 & 1.5", "{1} | [2]", "1 @ 2", "-'a'", "+[]", "~1.5", "~'a'", "not_defined + 1",
          "1 < 'a'", "[] < ()", "None > 1", "{} <= {}", "1j < 2", "A() < A()", "A() + 1", "1 + A()", "len + 1", "b'a' + 'a'", "'a' + b'a'", "pow('a', 1)", "divmod(1, 'a')", "print >> 5"]:
    attempt(s)
