import threading
import time

noodles = threading.Lock()
fork = threading.Lock()


def eat(first, second):
    with first:
        time.sleep(0.01)
        with second:
            pass


threads = [threading.Thread(target=eat, args=(noodles, fork), name="小明"),
           threading.Thread(target=eat, args=(fork, noodles), name="小红")]
for t in threads:
    t.start()
for t in threads:
    t.join()
