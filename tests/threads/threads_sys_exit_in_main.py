import threading, sys, time
def w():
    time.sleep(0.03)
    print("thread still finishes")
threading.Thread(target=w).start()
print("main exits with 4")
sys.exit(4)
