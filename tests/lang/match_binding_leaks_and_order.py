# Names bound by a pattern that fails later stay as the implementation left them; those of the taken case are usable after it.
match (1, 2, 3):
    case (a, b, c) if a > 5: print("no")
    case (p, *q): print("yes")
print(a, b, c, p, q)
calls = []
class K:
    def __eq__(self, o):
        calls.append(o)
        return o == 3
match K():
    case 1: pass
    case 2: pass
    case 3: print("three", calls)
match 5:
    case x: pass
print(x)
