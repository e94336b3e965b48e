head = None
for i in range(300000): head = (i, head)
n, total = head, 0
while n:
    total += n[0]
    n = n[1]
print(total)
head = None
class N:
    def __init__(self, nxt): self.nxt = nxt
h = None
for i in range(200000): h = N(h)
h = None
d = None
for i in range(100000): d = {"next": d}
d = None
f = None
for i in range(50000): f = lambda f=f: f
f = None
print("all dropped")
