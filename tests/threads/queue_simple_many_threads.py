# A SimpleQueue loses and doubles nothing, whoever puts and gets.
import queue
import threading

q = queue.SimpleQueue()
got = []


def put(n):
    for i in range(100):
        q.put((n, i))


def get():
    for _ in range(100):
        got.append(q.get())


threads = [threading.Thread(target=put, args=(n,)) for n in range(4)] + [threading.Thread(target=get) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(got), len(set(got)), q.empty())
for n in range(4):
    mine = [i for m, i in got if m == n]
    print(sorted(mine) == list(range(100)))
