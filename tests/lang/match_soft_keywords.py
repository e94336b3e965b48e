match = 1
case = 2
_ = 3
print(match, case, _, match + case)
def type(match): return match
print(type(4))
match(case) if 0 else print("call form")
match = [1, 2]
match[0] = 9
print(match[0], match [1])
match -1:
    case -1: print("minus")
match match, case:
    case [m, c]: print(m, c)
match {"a": 1}:
    case {"a": v}: print(v)
