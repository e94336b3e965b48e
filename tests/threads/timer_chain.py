# A timer that starts the next: a clock without a loop.
import threading

ticks = []
done = threading.Event()


def tick():
    ticks.append(len(ticks))
    if len(ticks) < 5:
        threading.Timer(0.001, tick).start()
    else:
        done.set()


tick()
done.wait()
print(ticks)
