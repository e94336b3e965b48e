"""The first cure: both names mean the same reentrant lock.

    gilvm examples/07-deadlocks/noodles_rlock.py

Row 17. Whoever has the noodles has the fork too, because there is only one lock, which its owner
may take twice. The price: the other one cannot even take what nobody uses.
"""
import threading
import time

from termcolor import colored


def eat(first, first_name, second, second_name, colour, begun):
    first.acquire()
    begun.set()
    print(colored('抢到' + first_name + '了', colour))
    time.sleep(0.02)
    second.acquire()
    print(colored('抢到' + second_name + '了', colour))
    time.sleep(0.02)
    second.release()
    first.release()


noodle_lock = fork_lock = threading.RLock()
sat_down, other = threading.Event(), threading.Event()
professor = threading.Thread(target=eat, args=(noodle_lock, '面条', fork_lock, '叉子', 'green', sat_down))
student = threading.Thread(target=eat, args=(fork_lock, '叉子', noodle_lock, '面条', 'blue', other))
professor.start()
sat_down.wait()                   # the professor has begun: the order of the lines is certain
student.start()
professor.join()
student.join()
print('吃完了')
