class Node:
    def __init__(self, v, nxt=None): self.v, self.nxt = v, nxt
def build(it):
    h = None
    for x in reversed(list(it)): h = Node(x, h)
    return h
def rev(h):
    p = None
    while h: h.nxt, p, h = p, h, h.nxt
    return p
def items(h):
    while h:
        yield h.v
        h = h.nxt
print(list(items(rev(build(range(5))))))
class Tree:
    def __init__(self): self.root = None
    def add(self, k):
        if self.root is None: self.root = [k, None, None]; return
        n = self.root
        while True:
            i = 1 if k < n[0] else 2
            if n[i] is None: n[i] = [k, None, None]; return
            n = n[i]
    def walk(self, n=0):
        n = self.root if n == 0 else n
        if n: yield from self.walk(n[1]); yield n[0]; yield from self.walk(n[2])
t = Tree()
for k in (5, 2, 8, 1, 9, 3): t.add(k)
print(list(t.walk()))
