# Strings made by appending to the same beginning are independent of each other, at any length and in any script.
base = "x" * 3000
a = base + "one"
b = a + "two"
c = a + "three"        # a is no longer the longest with this beginning
d = b + b
print(len(a), a[-6:], b[-6:], c[-8:], d[-6:], d.count("two"))
print(a == base + "one", hash(a) == hash(base + "one"), a < b < c < d, b.startswith(a), {a: 1}[base + "one"])


def steps(piece, n):
    """All the strings on the way, each kept."""
    s, kept = "", []
    for i in range(n):
        s += piece(i)
        kept.append(s)
    return kept


for piece in (lambda i: chr(97 + i % 26), lambda i: chr(945 + i % 24), lambda i: "aé漢😀"[i % 4] * (i % 3 + 1)):
    kept = steps(piece, 3000)
    whole = "".join(piece(i) for i in range(3000))
    print(kept[-1] == whole, all(whole.startswith(k) for k in kept), len(kept[-1]))
    last = kept[-1]
    print([last[i] == whole[i] for i in (0, 63, 64, 65, 1000, -1)].count(True), last[700:710] == whole[700:710],
          last.find(whole[-5:]) == whole.find(whole[-5:]), last.encode() == whole.encode())

s = "a" * 2000
s += "b"
t = s
for _ in range(5):
    s += s
print(len(s), len(t), s.count("b"))

# ASCII that becomes something else on its way, and back in a branch of its own
s = "a" * 1500 + "b"
t = s + "é" * 200
u = t + "c" * 100
v = s + "d"
print(len(t), t[1501], t[-1], u[1700], u[1701], len(u), v[-1], v.isascii(), u.isascii(), u.index("c"), u.rindex("é"))
