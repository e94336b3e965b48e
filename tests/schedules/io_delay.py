# run: --cores=1 --slice-ms=1
# run: --cores=1 --slice-ms=4
# run: --cores=1 --slice-ms=10
# run: --cores=1 --slice-ms=10 --os=boost
# run: --cores=1 --slice-ms=10 --gil=priority
# run: --cores=1 --slice-ms=1 --gil=interval
# run: --cores=2 --slice-ms=10
# run: --cores=2 --slice-ms=10 --gil=interval
# run: --cores=2 --slice-ms=10 --gil=priority
# How late does a thread come that slept for 2 ms, beside one and beside three that count, and how late if it works for 2 ms itself
# between its naps? On one core it is the OS that says so: who slept much is owed time and comes at once, who did not waits for others'
# slices. On two cores it is the lock.
import threading
import time

stop = False


def burn():
    while not stop:
        n = 100
        while n > 0:
            n -= 1


def nap(late, work):
    for i in range(10):
        n = work
        while n > 0:
            n -= 1
        t0 = time.perf_counter()
        time.sleep(0.002)
        late.append(time.perf_counter() - t0 - 0.002)


def measure(burners, work):
    global stop
    stop = False
    late = []
    threads = [threading.Thread(target=burn) for i in range(burners)]
    for t in threads:
        t.start()
    io = threading.Thread(target=nap, args=(late, work))
    io.start()
    io.join()
    stop = True
    for t in threads:
        t.join()
    late.sort()
    print("%d counting%s: late by %.2f ms in the middle, %.2f at most" % (
        burners, ", working" if work else "", late[5] * 1e3, late[-1] * 1e3))


measure(1, 0)
measure(3, 0)
measure(1, 25000)
measure(3, 25000)
