# gilvm only: CPython may also stop a thread where it does not give way
# flags: --gil=cooperative
"""Take the lock, run, give way by time.sleep(0), sleep, again: the steps of the documents' list.

    gilvm --gil=cooperative examples/01-the-gil/give_way.py
    gilvm --gil=tick:100 examples/01-the-gil/give_way.py      now the machine also stops them itself

Row 2. Under `cooperative` a thread keeps the lock until it blocks or gives it away, so the letters
alternate strictly once both are under way: each sleep(0) is exactly one hand-over.
"""
import threading
import time

line = []
start = threading.Barrier(2)


def work(letter):
    start.wait()                  # both are alive from here on
    for _ in range(20):
        line.append(letter)
        time.sleep(0)             # "I have done my share": the lock goes to the other one


threads = [threading.Thread(target=work, args=(letter,)) for letter in 'AB']
for t in threads:
    t.start()
for t in threads:
    t.join()

# The first few and the last few may belong to one thread alone: the other was not there.
middle = line[4:-4]
print(len(line), 'turns')
print('strict alternation:', all(x != y for x, y in zip(middle, middle[1:])))
