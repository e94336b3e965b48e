# A daemon that joins another daemon, which never ends, does not keep the program.
import threading

gate = threading.Event()
started = threading.Semaphore(0)


def sleeper():
    started.release()
    gate.wait()
    print("never")


def joiner(t, *args):
    started.release()
    t.join(*args)
    print("never")


t = threading.Thread(target=sleeper, daemon=True)
t.start()
for args in ((t,), (t, 1000)):
    threading.Thread(target=joiner, args=args, daemon=True).start()
threading.Thread(target=joiner, args=(threading.main_thread(), 1000), daemon=True)
for _ in range(3):
    started.acquire()
print("end")
