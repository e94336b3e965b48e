# lost.py plain|call TURNS: two threads add 1 to a global without a lock. How many additions get lost?
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


adder, n = {"plain": plain, "call": call}[sys.argv[1]], int(sys.argv[2])
both = [threading.Thread(target=adder, args=(n,)) for i in range(2)]
for t in both:
    t.start()
for t in both:
    t.join()
print("lost=%.4f" % (100.0 * (2 * n - x) / (2 * n)))
