def traffic():
    while True:
        cmd = yield "green"
        if cmd == "stop":
            yield "red"
            return "off"
        yield "yellow"
        yield "red"
t = traffic()
print([next(t) for _ in range(5)])
def window(it, n):
    buf = []
    for x in it:
        buf.append(x)
        if len(buf) == n:
            yield tuple(buf)
            buf.pop(0)
print(list(window(range(6), 3)))
def perms(s):
    if len(s) <= 1: yield s
    else:
        for i in range(len(s)):
            for p in perms(s[:i] + s[i + 1:]): yield s[i] + p
print(list(perms("abc")))
def collatz(n):
    while n != 1:
        yield n
        n = n // 2 if n % 2 == 0 else 3 * n + 1
    yield 1
print(list(collatz(27))[-10:], max(collatz(27)))
