"""Writes vm/unicode_tables.h: the Unicode properties that Python's str needs and utf8proc does not have.

utf8proc (2.8, in the library path here) knows a newer Unicode than CPython 3.11; what it has beyond that is listed too, as not assigned.

Run it with the CPython whose behaviour is wanted: `python3.11 vm/gen_unicode.py > vm/unicode_tables.h`.
"""
import ctypes
import ctypes.util
import unicodedata as u


def runs(pred):
    """[first, last] of each run of code points for which pred holds."""
    out = []
    for c in range(0x110000):
        if pred(chr(c)):
            if out and out[-1][1] == c - 1:
                out[-1][1] = c
            else:
                out.append([c, c])
    return out


def id_start_rule(ch):
    return u.category(ch) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Nl") or ch == "_"


def id_continue_rule(ch):
    return id_start_rule(ch) or u.category(ch) in ("Mn", "Mc", "Nd", "Pc")


def print_ranges(name, doc, rows):
    print(f"/* {doc} */")
    print(f"static const uint32_t {name}[][2] = {{")
    for i in range(0, len(rows), 6):
        print("    " + " ".join(f"{{0x{a:X}, 0x{b:X}}}," for a, b in rows[i:i + 6]))
    print("};\n")


def print_full(name, doc, f):
    print(f"/* {doc} */")
    print(f"static const uint32_t {name}[][4] = {{")
    rows = []
    for c in range(0x110000):
        m = f(chr(c))
        if len(m) > 1:
            m = [ord(x) for x in m] + [0, 0]
            rows.append("{" + ", ".join(f"0x{x:X}" for x in [c] + m[:3]) + "},")
    for i in range(0, len(rows), 3):
        print("    " + " ".join(rows[i:i + 3]))
    print("};\n")


def numeric_runs():
    """Characters with a number that are not decimal digits: first, last, value of the first, step, denominator."""
    out = []
    from fractions import Fraction
    for c in range(0x110000):
        ch = chr(c)
        v = u.numeric(ch, None)
        if v is None or u.decimal(ch, None) is not None:
            continue
        f = Fraction(v).limit_denominator(1000)
        num, den, digit = f.numerator, f.denominator, u.digit(ch, None) is not None
        row = [c, c, num, 0, den, digit]
        if out:
            p = out[-1]
            if p[1] == c - 1 and p[4] == den and p[5] == digit:
                length = p[1] - p[0] + 1
                if length == 1:
                    step = num - p[2]
                    if -1 <= step <= 1 or step == 10 or step == 100 or step == 1000 or step == 10000:
                        p[3], p[1] = step, c
                        continue
                elif num == p[2] + p[3] * length:
                    p[1] = c
                    continue
        out.append(row)
    return out


print("/* unicode_tables.h: made by vm/gen_unicode.py; do not edit. Sorted, searched by bisection (unicode.c). */")
print(f"/* Unicode {u.unidata_version}. */")
print("#ifndef GILVM_VM_UNICODE_TABLES_H\n#define GILVM_VM_UNICODE_TABLES_H\n\n#include <stdint.h>\n")
print_full("full_upper", "upper() of characters that become several.", lambda ch: ch.upper())
print_full("full_lower", "lower() likewise.", lambda ch: ch.lower())
print_full("full_title", "title() likewise.", lambda ch: ch.title())
print_full("full_fold", "casefold() likewise.", lambda ch: ch.casefold())
rows = [(ord(ch), ord(ch.casefold())) for ch in map(chr, range(0x110000))
        if len(ch.casefold()) == 1 and ch.casefold() != ch.lower()]
print_ranges("simple_fold", "casefold() where it differs from lower(): character, result.", rows)
utf8proc = ctypes.CDLL(ctypes.util.find_library("utf8proc"))
print_ranges("too_new", "Characters that utf8proc knows and CPython 3.11 does not.",
             runs(lambda ch: u.category(ch) == "Cn" and utf8proc.utf8proc_category(ord(ch)) != 0))
print_ranges("other_lower", "Lowercase beyond category Ll.",
             runs(lambda ch: ch.islower() and u.category(ch) != "Ll"))
print_ranges("other_upper", "Uppercase beyond category Lu.",
             runs(lambda ch: ch.isupper() and u.category(ch) != "Lu"))
print_ranges("id_start_flip", "Where XID_Start is not what the category says.",
             runs(lambda ch: ch.isidentifier() != id_start_rule(ch)))
print_ranges("id_continue_flip", "Where XID_Continue is not what the category says.",
             runs(lambda ch: ("a" + ch).isidentifier() != id_continue_rule(ch)))
print("/* Numbers that are no decimal digits: first, last; value of the first, step, divisor; is it a digit. */")
print("typedef struct numeric_run {\n    uint32_t first, last;\n    int64_t value;\n    int32_t step, divisor;\n    int32_t digit;\n} numeric_run;")
print("static const numeric_run numeric_runs[] = {")
rows = ["{0x%X, 0x%X, %d, %d, %d, %d}," % tuple(r) for r in numeric_runs()]
for i in range(0, len(rows), 4):
    print("    " + " ".join(rows[i:i + 4]))
print("};\n\n#endif")
