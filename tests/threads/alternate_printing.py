import threading
a, b = threading.Semaphore(1), threading.Semaphore(0)
def p(text, mine, other):
    for i in range(4):
        mine.acquire()
        print(text, i)
        other.release()
ts = [threading.Thread(target=p, args=("foo", a, b)), threading.Thread(target=p, args=("bar", b, a))]
for t in reversed(ts): t.start()
for t in ts: t.join()
