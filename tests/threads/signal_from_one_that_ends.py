"""The signal that the main thread waits for comes from a thread, or a process, that ends at once: however long it
is on its way, that is no deadlock."""
import os
import signal
import subprocess
import threading

lock = threading.Lock()
lock.acquire()


def by_child():
    subprocess.run(['/bin/sh', '-c', 'kill -INT $PPID'])


def by_thread():
    os.kill(os.getpid(), signal.SIGINT)


for send in [by_child, by_thread] * 8:
    try:
        sender = threading.Thread(target=send)
        sender.start()
        lock.acquire()
    except KeyboardInterrupt:
        pass
    else:
        print('no interrupt')
    sender.join()
print('done')
