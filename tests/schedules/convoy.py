# run: --cores=2 --gil=tick
# run: --cores=2 --gil=interval
# run: --cores=2 --gil=interval:500
# run: --cores=2 --gil=priority
# run: --cores=2 --gil=fifo
# run: --cores=1 --gil=tick
# run: --cores=1 --gil=interval
# run: --cores=1 --gil=priority
# The convoy: a thread asks, waits 100 us for a reply and asks again, while others count. Under interval each reply costs it a whole
# interval, 5 ms; under priority it hardly notices them.
import threading
import time

stop = False


def burn():
    while not stop:
        n = 100
        while n > 0:
            n -= 1


def ask(replies, took):
    for i in range(replies):
        t0 = time.perf_counter()
        time.sleep(0.0001)
        took.append(time.perf_counter() - t0)


def measure(burners, replies):
    global stop
    stop = False
    took = []
    threads = [threading.Thread(target=burn) for i in range(burners)]
    for t in threads:
        t.start()
    io = threading.Thread(target=ask, args=(replies, took))
    io.start()
    io.join()
    stop = True
    for t in threads:
        t.join()
    took.sort()
    print("%d counting: %.0f replies a second, p50 %.2f ms, longest %.2f ms" % (
        burners, replies / sum(took), took[len(took) // 2] * 1e3, took[-1] * 1e3))


for burners in 0, 1, 2, 4:
    measure(burners, 20)
