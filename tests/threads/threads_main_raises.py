import threading
def w():
    threading.main_thread().join()   # until it has said its last
    print("thread finishes although main died")
threading.Thread(target=w).start()
raise ValueError("main dies")
