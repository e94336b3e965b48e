def tokens(s):
    i = 0
    while i < len(s):
        if s[i].isspace(): i += 1
        elif s[i].isdigit():
            j = i
            while j < len(s) and (s[j].isdigit() or s[j] == "."): j += 1
            yield float(s[i:j]) if "." in s[i:j] else int(s[i:j])
            i = j
        else:
            yield s[i]
            i += 1
    yield None
class Calc:
    def __init__(self, s): self.t = tokens(s); self.next()
    def next(self): self.cur = next(self.t)
    def expr(self):
        v = self.term()
        while self.cur in ("+", "-"):
            op = self.cur; self.next()
            v = v + self.term() if op == "+" else v - self.term()
        return v
    def term(self):
        v = self.factor()
        while self.cur in ("*", "/"):
            op = self.cur; self.next()
            v = v * self.factor() if op == "*" else v / self.factor()
        return v
    def factor(self):
        v = self.cur; self.next()
        if v == "(":
            v = self.expr(); self.next()
        elif v == "-": v = -self.factor()
        return v
for s in ("1 + 2 * 3", "(1+2)*3", "-4 / (2 - 4) * 2.5", "10 - 3 - 2"): print(s, "=", Calc(s).expr())
