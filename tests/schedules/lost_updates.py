# run: --seed=1
# run: --seed=2
# run: --polls=branch
# run: --gil=tick:97 --polls=branch
# run: --gil=interval:200
# run: --gil=interval:200 --polls=branch
# run: --gil=random:1
# run: --gil=cooperative
# x = x + 1 loses updates where a switch may fall between reading and writing; the same number each time.
import threading

N = 20000
x = 0


def plain():
    global x
    for i in range(N):
        x = x + 1


def one():
    return 1


def with_call():
    global x
    for i in range(N):
        x = x + one()


def lost(f):
    global x
    x = 0
    threads = [threading.Thread(target=f) for i in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return 2 * N - x


print("x = x + 1 lost", lost(plain), "of", 2 * N)
print("x = x + one() lost", lost(with_call), "of", 2 * N)
