def avg():
    total = n = 0
    r = None
    while True:
        x = yield r
        total += x
        n += 1
        r = total / n
a = avg()
print(next(a), a.send(10), a.send(20), a.send(3))
def echo():
    got = yield "first"
    while got != "stop":
        got = yield f"echo {got}"
    return "bye"
e = echo()
try:
    e.send(1)
except TypeError as t:
    print(t)
print(e.send(None), e.send("a"), e.send("b"))
try:
    e.send("stop")
except StopIteration as s:
    print(s.value)
