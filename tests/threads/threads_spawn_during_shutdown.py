import threading, time
def second(): print("second thread")
def first():
    threading.main_thread().join()
    t = threading.Thread(target=second)
    try:
        t.start(); t.join()
    except RuntimeError as e:
        print(e)
    print("first ends")
threading.Thread(target=first).start()
print("main ends", threading.main_thread().is_alive())
