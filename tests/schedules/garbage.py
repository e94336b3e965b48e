# run:
# run: --gil=interval --cores=4
# Collections fall at the same instruction on every compiler, though each leaves other things on its C stack.
import _thread
import time


class Node:
    def __init__(self, other):
        self.other = other


def churn(n, done):
    node = None
    for i in range(n):
        node = Node(node if i % 50 else None)
    done.release()


ends = [_thread.allocate_lock() for i in range(2)]
for end in ends:
    end.acquire()
    _thread.start_new_thread(churn, (60000, end))
for end in ends:
    end.acquire()
print("%.4f" % time.perf_counter())
