# gilvm only: CPython hangs for ever
"""One plate of noodles, one fork, two scientists, each with one of the two in hand.

    gilvm examples/07-deadlocks/noodles.py                     reports the cycle, exit code 3
    gilvm --deadlock=wait examples/07-deadlocks/noodles.py     hangs as CPython does (Ctrl-C)

Row 17. The professor takes the noodles and wants the fork, the student has the fork and wants the
noodles. The sleeps make sure that each has its first piece before it asks for the second.
"""
import threading
import time

from termcolor import colored


def eat1(noodle_lock, fork_lock):
    noodle_lock.acquire()
    print(colored('抢到面条了', 'green'), flush=True)
    time.sleep(0.2)
    fork_lock.acquire()
    print(colored('抢到叉子了', 'green'), flush=True)
    fork_lock.release()
    noodle_lock.release()


def eat2(noodle_lock, fork_lock):
    time.sleep(0.05)              # only so that the two lines below come in one order
    fork_lock.acquire()
    print(colored('抢到叉子了', 'blue'), flush=True)
    time.sleep(0.2)
    noodle_lock.acquire()
    print(colored('抢到面条了', 'blue'), flush=True)
    noodle_lock.release()
    fork_lock.release()


noodle_lock = threading.Lock()
fork_lock = threading.Lock()
professor = threading.Thread(target=eat1, name='professor', args=(noodle_lock, fork_lock))
student = threading.Thread(target=eat2, name='student', args=(noodle_lock, fork_lock))
professor.start()
student.start()
