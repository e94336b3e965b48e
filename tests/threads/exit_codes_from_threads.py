# sys.exit in a thread ends that thread only; the main thread's code is the program's.
import sys
import threading


def exits(code):
    sys.exit(code)


for code in (0, 3, "text", None):
    t = threading.Thread(target=exits, args=(code,))
    t.start()
    t.join()
    print("still here", t.is_alive())
threading.Thread(target=exits, args=(9,)).start()
sys.exit(4)
