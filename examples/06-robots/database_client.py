"""A client of a database that tries again until the network is there.

    gilvm examples/06-robots/database_client.py
    gilvm examples/06-robots/database_client.py random      as in the text: other lines every time

Row 16. The client waits on the Event with a time-out: it goes on when the network is reported, or
when its patience ends, whichever is first. With `random` all times are drawn with random.random(),
and now and then the client gives up. Without, the network comes back after the client's third vain
try, whose patience is longer than the check can take, so that the output is always the same.
"""
import random
import sys
import threading
import time

from termcolor import colored

by_chance = sys.argv[1:] == ['random']
patience = [0.01, 0.01, 0.01, 60]
failed = threading.Semaphore(0)


def conn_mysql(e):
    count = 0
    while not e.is_set():
        if count > 5:
            print(colored('连了5次都没成功，我不连了', 'red'))
            return
        e.wait(random.random() if by_chance else patience[count])
        if not by_chance and e.is_set():
            break
        print(colored('网络暂时不通', 'red'))
        count += 1
        failed.release()
    print(colored('终于可以连了', 'blue'))


def check_net(e):
    for _ in range(3):
        if by_chance:
            time.sleep(random.random())
        else:
            failed.acquire()
    print(colored('网络通了，可以进行连接', 'green'))
    e.set()                       # after the message, or the client might be quicker with its own


e = threading.Event()
threads = [threading.Thread(target=check_net, args=(e,)), threading.Thread(target=conn_mysql, args=(e,))]
for t in threads:
    t.start()
for t in threads:
    t.join()
