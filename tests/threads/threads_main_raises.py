import threading, time
def w():
    time.sleep(0.03)
    print("thread finishes although main died")
threading.Thread(target=w).start()
raise ValueError("main dies")
