"""The program ends while daemon threads are in every kind of blocking call: what was printed comes out, the exit
functions run, and the exit code is the script's."""
import atexit
import os
import queue
import select
import selectors
import socket
import subprocess
import sys
import threading
import time

held = threading.Lock()
held.acquire()
r, w = os.pipe()
left, right = socket.socketpair()
server = socket.create_server(('127.0.0.1', 0))
child = subprocess.Popen([sys.executable, '-c', 'import sys; sys.stdin.read()'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
full = queue.Queue(1)
full.put(None)
selector = selectors.DefaultSelector()
selector.register(r, selectors.EVENT_READ)
condition = threading.Condition()
sleeper = threading.Thread(target=time.sleep, args=(1000,), daemon=True)
sleeper.start()


def wait_for_news():
    with condition:
        condition.wait()


def wait_in_a_lock():
    with threading.Lock():
        time.sleep(1000)


def say_much():
    while True:
        time.sleep(0)


def never_stop():
    while True:
        pass


calls = [
    held.acquire, lambda: held.acquire(timeout=1000), lambda: time.sleep(1000), wait_for_news, wait_in_a_lock, sleeper.join,
    lambda: sleeper.join(1000), threading.Event().wait, threading.Semaphore(0).acquire, threading.Barrier(2).wait,
    queue.Queue().get, lambda: full.put(1), lambda: queue.Queue().get(timeout=1000), queue.SimpleQueue().get, full.join,
    lambda: os.read(r, 1), lambda: open(r, closefd=False).readline(), lambda: left.recv(1), server.accept,
    lambda: select.select([r], [], []), lambda: select.select([r], [], [], 1000), selector.select, child.wait,
    child.stdout.read, say_much, never_stop,
]
begun = []


def run(call):
    begun.append(call)
    call()


for call in calls:
    threading.Thread(target=run, args=(call,), daemon=True).start()
while len(begun) < len(calls):
    time.sleep(0.001)
atexit.register(print, 'exit function')
print(len(begun), 'begun', threading.active_count())
sys.stdout.write('not flushed yet, ')
sys.exit(5)
