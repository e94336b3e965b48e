"""The program ends while daemon threads are in further kinds of blocking calls: see daemons_blocked_at_exit."""
import atexit
import http.client
import os
import queue
import sched
import select
import selectors
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, wait
from multiprocessing import Pipe

rlock = threading.RLock()
rlock.acquire()
r, w = os.pipe()
empty, full = os.pipe()
os.set_blocking(full, False)
try:
    while True:
        os.write(full, bytes(65536))
except BlockingIOError:
    os.set_blocking(full, True)


def stuffed(family):
    """A socket whose other end takes no more."""
    a, b = socket.socketpair()
    a.setblocking(False)
    try:
        while True:
            a.send(bytes(65536))
    except BlockingIOError:
        a.setblocking(True)
    pairs.append(b)
    return a


pairs = []
stuffed_one = stuffed(socket.AF_UNIX)
left, right = socket.socketpair()
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.bind(('127.0.0.1', 0))
silent = socket.create_server(('127.0.0.1', 0), backlog=0)      # accepts nobody
children = [subprocess.Popen(['sleep', '1000'], stdout=subprocess.PIPE) for _ in range(3)]
poll, timed_poll = select.poll(), select.poll()
poll.register(r, select.POLLIN)
timed_poll.register(r, select.POLLIN)
epoll = select.epoll()
epoll.register(r, select.EPOLLIN)
here, there = Pipe()
scheduler = sched.scheduler()
scheduler.enter(1000, 1, print)
condition = threading.Condition(threading.RLock())
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])


def connect_often():
    kept = []
    while True:
        kept.append(socket.create_connection(silent.getsockname()))


def wait_for_never():
    with condition, rlock_of_its_own:
        condition.wait_for(lambda: False)


def ask():
    http.client.HTTPConnection(*silent.getsockname()).request('GET', '/')
    connection = http.client.HTTPConnection(*silent.getsockname())
    connection.request('GET', '/')
    connection.getresponse()


def bounded():
    s = threading.BoundedSemaphore(1)
    with s:
        s.acquire()


def serve():
    with socketserver.ThreadingTCPServer(('127.0.0.1', 0), socketserver.BaseRequestHandler) as server:
        server.serve_forever()


rlock_of_its_own = threading.RLock()
calls = [
    rlock.acquire, lambda: rlock.acquire(timeout=1000), wait_for_never, bounded, poll.poll, lambda: timed_poll.poll(1000000),
    epoll.poll, lambda: epoll.poll(1000), lambda: os.write(full, bytes(10)), lambda: os.write(full, bytes(1000000)),
    lambda: open(full, 'wb', closefd=False).write(bytes(100000)), lambda: stuffed_one.send(b'x'),
    lambda: stuffed_one.sendall(bytes(1000000)), lambda: stuffed_one.sendmsg([b'x']), lambda: right.recvmsg(1),
    lambda: right.recv_into(bytearray(1)), lambda: right.makefile().readline(), lambda: datagrams.recvfrom(1),
    lambda: datagrams.recvfrom_into(bytearray(1)), connect_often, ask, serve, children[0].communicate,
    lambda: os.waitpid(children[1].pid, 0),
    lambda: children[2].wait(1000), signal.pause, lambda: signal.sigwait([signal.SIGUSR1]),
    lambda: signal.sigtimedwait([signal.SIGUSR1], 1000), here.recv, lambda: here.poll(1000), scheduler.run,
    Future().result, lambda: wait([Future()]), 
    lambda: subprocess.run(['cat'], stdin=r),
    queue.LifoQueue().get, queue.PriorityQueue().get,
]
begun = []


def run(call):
    begun.append(1)
    try:
        call()
    except BaseException as e:
        print('ended', e)


for call in calls:
    threading.Thread(target=run, args=(call,), daemon=True).start()
while len(begun) < len(calls):
    time.sleep(0.001)
time.sleep(0.05)
atexit.register(print, 'exit functions')


@atexit.register
def end():
    for child in children:
        child.kill()


print('main ends', len(calls))
sys.exit(7)
