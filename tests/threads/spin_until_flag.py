# A thread that spins must let the other one run.
import threading
flag = False
def setter():
    global flag
    flag = True
t = threading.Thread(target=setter)
t.start()
n = 0
while not flag: n += 1
t.join()
print(flag)
