import threading, sys
def w():
    threading.main_thread().join()   # until it has said its last
    print("thread still finishes")
threading.Thread(target=w).start()
print("main exits with 4")
sys.exit(4)
