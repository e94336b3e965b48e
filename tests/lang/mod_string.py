import string
print(string.ascii_letters, string.ascii_lowercase, string.ascii_uppercase, string.digits, string.hexdigits, string.octdigits, string.punctuation, repr(string.whitespace), string.capwords("hello  big world"), len(string.printable))
t = string.Template("$who likes ${what}s and $$5")
print(t.substitute(who="Tim", what="apple"), t.safe_substitute(who="X"), string.Template("$a").substitute({"a": 1}, a=2))
try:
    t.substitute(who="a")
except KeyError as e:
    print("KeyError", e)
try:
    string.Template("$ bad").substitute()
except ValueError as e:
    print(e)
f = string.Formatter()
print(f.format("{} {x}", 1, x=2), list(f.parse("a{b:c}d{!r}")))
