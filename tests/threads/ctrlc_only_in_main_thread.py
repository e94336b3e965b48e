# Other threads are not interrupted: the main thread is, wherever the signal arrives.
import signal
import threading
import time

interrupted = []


def sends():
    try:
        signal.raise_signal(signal.SIGINT)
        for _ in range(100):
            len([])
        interrupted.append("not here")
    except KeyboardInterrupt:
        interrupted.append("here")


t = threading.Thread(target=sends)
try:
    t.start()
    while True:
        time.sleep(0.01)
except KeyboardInterrupt:
    interrupted.append("main")
t.join()
print(sorted(interrupted))
