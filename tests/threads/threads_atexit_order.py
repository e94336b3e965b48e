import threading, atexit
atexit.register(print, "atexit after threads")
def w():
    threading.main_thread().join()   # until it has said its last
    print("thread ends")
threading.Thread(target=w).start()
print("main ends")
