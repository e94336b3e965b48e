# gilvm only: CPython has no limit of its own
# flags: --max-heap=64M
# Threads that use up the heap together: each gets its MemoryError, or finds room that another left; then all goes on.
import threading

ends = []


def fill():
    mine = []
    try:
        for i in range(200):
            mine.append(bytearray(1000000))
        ends.append("filled")
    except MemoryError:
        ends.append("MemoryError")


threads = [threading.Thread(target=fill) for _ in range(8)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(ends), set(ends))
print(len([0] * 100000))
