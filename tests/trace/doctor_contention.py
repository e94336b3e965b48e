# doctor: --gil=fifo:100
import threading

books = threading.Lock()
total = 0


def work():
    global total
    for _ in range(20):
        with books:
            for i in range(2000):
                total += i


threads = [threading.Thread(target=work, name='clerk %d' % i) for i in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
