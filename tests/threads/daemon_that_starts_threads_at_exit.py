# Daemons that start threads without end do not keep the program from ending.
import threading

started = threading.Semaphore(0)


def spawns():
    started.release()
    while True:
        t = threading.Thread(target=int, daemon=True)
        t.start()
        t.join()


for _ in range(2):
    threading.Thread(target=spawns, daemon=True).start()
for _ in range(2):
    started.acquire()
print("end")
