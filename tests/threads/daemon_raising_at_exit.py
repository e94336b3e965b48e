# A daemon may be in the middle of an exception, a generator or a with statement when the program ends.
import threading

started = threading.Semaphore(0)


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return True


def raises():
    started.release()
    while True:
        with Manager():
            try:
                raise ValueError
            finally:
                sum(x for x in range(10))


for _ in range(3):
    threading.Thread(target=raises, daemon=True).start()
for _ in range(3):
    started.acquire()
print("end")
