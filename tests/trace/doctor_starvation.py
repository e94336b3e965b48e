# doctor: --gil=cooperative
import threading
import time


def greedy():
    for i in range(3000000):
        pass


def patient():
    time.sleep(0.001)


threads = [threading.Thread(target=patient, name='patient'), threading.Thread(target=greedy, name='greedy')]
for t in threads:
    t.start()
for t in threads:
    t.join()
