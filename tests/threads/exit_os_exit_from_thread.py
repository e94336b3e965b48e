# os._exit ends the program at once, from any thread; what is buffered is lost, threads are not waited for.
import os
import sys
import threading

print("before")
sys.stdout.flush()
sys.stdout.write("lost")
lock = threading.Lock()
lock.acquire()
threading.Thread(target=lambda: os._exit(7)).start()
lock.acquire()
