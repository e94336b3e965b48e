# A daemon and a thread that is none: only the latter is finished.
import threading
import time

done = []


def slow(name, seconds):
    time.sleep(seconds)
    while threading.main_thread().is_alive():
        time.sleep(0.001)
    print(name)


threading.Thread(target=slow, args=("daemon", 1000), daemon=True).start()
threading.Thread(target=slow, args=("not a daemon", 0.005)).start()
print("main ends")
