# As keyboard_interrupt_in_lock, in a sleep, with a finally on the way.
import os
import signal
import threading
import time

try:
    threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGINT)).start()
    time.sleep(1000)
finally:
    print("finally")
