import queue
l = queue.LifoQueue()
p = queue.PriorityQueue()
s = queue.SimpleQueue()
for i in (3, 1, 2):
    l.put(i); p.put((i, f"item{i}")); s.put(i)
print([l.get() for _ in range(3)], [p.get() for _ in range(3)], [s.get() for _ in range(3)], s.empty(), s.qsize())
try:
    s.get(timeout=0.01)
except queue.Empty as e:
    print("Empty", repr(e))
try:
    s.get_nowait()
except queue.Empty:
    print("Empty")
