from collections import deque
def task(name, n):
    for i in range(n):
        print(name, i, end="; ")
        yield
q = deque([task("a", 3), task("b", 1), task("c", 2)])
while q:
    t = q.popleft()
    try:
        next(t)
        q.append(t)
    except StopIteration:
        pass
print()
