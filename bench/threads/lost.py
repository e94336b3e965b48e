# lost.py plain|call N: two threads add 1 to a global N times each without a lock; prints lost=PERCENT.
import sys
import threading

x = 0


def one():
    return 1


def plain(n):
    global x
    while n > 0:
        x = x + 1
        n -= 1


def call(n):
    global x
    while n > 0:
        x = x + one()
        n -= 1


n = int(sys.argv[2])
work = plain if sys.argv[1] == "plain" else call
threads = [threading.Thread(target=work, args=(n,)) for i in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("lost=%.4f" % (100.0 * (2 * n - x) / (2 * n)))
