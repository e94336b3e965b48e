# Daemons that sleep, for long or again and again, end with the program.
import threading
import time

started = threading.Semaphore(0)


def sleeps(seconds):
    started.release()
    while True:
        time.sleep(seconds)


for seconds in (1000, 0.001, 0, 0.1):
    threading.Thread(target=sleeps, args=(seconds,), daemon=True).start()
for _ in range(4):
    started.acquire()
print("end")
