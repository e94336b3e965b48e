import threading, atexit, time
atexit.register(print, "atexit after threads")
def w():
    time.sleep(0.02)
    print("thread ends")
threading.Thread(target=w).start()
print("main ends")
