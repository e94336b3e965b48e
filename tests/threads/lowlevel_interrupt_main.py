# interrupt_main makes the main thread raise KeyboardInterrupt, or runs the handler of another signal.
import _thread
import signal
import threading
import time

for _ in range(3):
    try:
        _thread.interrupt_main()
        for _ in range(1000):
            time.sleep(0.01)
    except KeyboardInterrupt:
        print("KeyboardInterrupt")
got = []
signal.signal(signal.SIGUSR1, lambda number, frame: got.append((number, threading.current_thread().name)))
t = threading.Thread(target=_thread.interrupt_main, args=(signal.SIGUSR1,))
t.start()
t.join()
while not got:
    time.sleep(0.001)
print(got)
signal.signal(signal.SIGINT, signal.SIG_IGN)
_thread.interrupt_main()
print("ignored")
for wrong in (0, -1, 65, 10 ** 6):
    try:
        _thread.interrupt_main(wrong)
    except ValueError as e:
        print(e)
