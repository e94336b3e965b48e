# Ctrl-C while the program waits for its threads at the end: the wait ends, the exit code stays.
import os
import signal
import sys
import threading
import time

sys.stderr = sys.stdout
sys.unraisablehook = lambda u: print("ignored:", u.exc_type.__name__)


def work():
    while threading.main_thread().is_alive():
        time.sleep(0.001)
    time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.02)


threading.Thread(target=work).start()
print("main ends")
