# Deep or long source ends in an exception or works; never in a crash.
import sys
def attempt(name, src, mode="exec"):
    try:
        compile(src, "s", mode)
        r = "ok"
    except (SyntaxError, MemoryError, RecursionError, OverflowError, ValueError):
        r = "refused"
    print(name, r if name.startswith("must") else "survived")
attempt("must minus 50", "-" * 50 + "1")
attempt("minus", "-" * 100000 + "1")
attempt("not", "not " * 100000 + "1")
attempt("attributes", "a" + ".b" * 3000)
attempt("calls", "f" + "()" * 3000)
attempt("subscripts", "f" + "[0]" * 3000)
attempt("must plus 900", "+".join("1" * 900))
attempt("plus", "+".join("a" * 3000))
attempt("power", "**".join("1" * 3000))
attempt("lambda", "lambda: " * 20000 + "1")
attempt("if else", "1 if 1 else " * 20000 + "1")
attempt("must 19 blocks", "".join(" " * i + "if 1:\n" for i in range(19)) + " " * 19 + "pass\n")
attempt("must 99 indents", "".join(" " * i + "if 1:\n" for i in range(99)) + " " * 99 + "pass\n")
attempt("must 200 indents", "".join(" " * i + "if 1:\n" for i in range(200)) + " " * 200 + "pass\n")
attempt("must 30 for loops", "".join(" " * i + "for x in y:\n" for i in range(30)) + " " * 30 + "pass\n")
attempt("elif", "if 1: pass\n" + "elif 2: pass\n" * 5000)
attempt("fstrings", "f'" + "{a}" * 5000 + "'")
attempt("comparisons", "<".join("a" * 5000))
attempt("tuple target", ",".join("a" * 5000) + " = x")
attempt("decorators", "@d\n" * 5000 + "def f(): pass")
attempt("strings", "'a' " * 5000)
attempt("must one MB line", "x = '" + "a" * 1000000 + "'")
attempt("must one MB list", "x = [" + "1," * 200000 + "]")
attempt("must NUL", "x = 1\0")
attempt("names", "a" * 1000000)
attempt("comprehension", "[x" + " for x in y" * 10000 + "]")
