"""A socket or pipe is closed, shut down, detached, or its other end is, while another thread waits in a call for it:
what comes of the call then, and, if it goes on waiting, when at last there is something for it."""
import os
import select
import socket
import threading
import time

kept = []


class Case:
    def __init__(self, name, things, call, undo, finish):
        self.name = name
        self.things = things
        self.call, self.undo, self.finish = call, undo, finish
        self.outcome = []
        self.began = threading.Event()
        self.worker = threading.Thread(target=self.work, daemon=True)
        self.worker.start()

    def work(self):
        self.began.set()
        try:
            self.outcome.append(repr(self.call(*self.things)))
        except Exception as e:
            self.outcome.append(f'{type(e).__name__}: {e}')

    def step(self, action):
        if self.worker.is_alive():
            try:
                action(*self.things)
            except OSError as e:
                self.outcome.append(f'({e})')


def pair(timeout):
    a, b = socket.socketpair()
    a.settimeout(timeout)
    return a, b


def fill(write):
    try:
        while True:
            write(bytes(65536))
    except BlockingIOError:
        pass


def full(timeout):
    a, b = pair(0)
    fill(a.send)
    a.settimeout(timeout)
    return a, b


def full_pipe():
    r, w = os.pipe()
    os.set_blocking(w, False)
    fill(lambda data: os.write(w, data))
    os.set_blocking(w, True)
    return r, w


def server(timeout):
    s = socket.create_server(('127.0.0.1', 0))
    s.settimeout(timeout)
    return s, s.getsockname()


def poll(a, b):
    p = select.poll()
    p.register(a, select.POLLIN)
    return [events for _, events in p.poll(100000)]


def epoll(a, b):
    p = select.epoll()
    p.register(a, select.EPOLLIN)
    return [events for _, events in p.poll(100)]


def drain(a, b):
    b.recv(1 << 20)


cases = []
UNDO = {
    'close': lambda a, b: a.close(), 'shutdown': lambda a, b: a.shutdown(socket.SHUT_RDWR),
    'peer closes': lambda a, b: b.close(), 'detach': lambda a, b: os.close(a.detach()),
    'settimeout': lambda a, b: a.settimeout(0.01),
}
for timeout in (None, 100):
    for what, undo in UNDO.items():
        for name, call in (('recv', lambda a, b: a.recv(1)), ('recv_into', lambda a, b: a.recv_into(bytearray(3))),
                           ('recvmsg', lambda a, b: a.recvmsg(1)), ('makefile', lambda a, b: a.makefile('rb').read(1))):
            cases.append(Case(f'{what} {name} {timeout}', pair(timeout), call, undo, lambda a, b: b.send(b'x')))
        if timeout and what == 'peer closes':
            continue                    # it depends on the kernel whether that is EPIPE or ECONNRESET
        for name, call in (('send', lambda a, b: a.send(b'x')), ('sendall', lambda a, b: a.sendall(b'x'))):
            cases.append(Case(f'{what} {name} {timeout}', full(timeout), call, undo, drain))
    for what in ('close', 'shutdown'):
        cases.append(Case(f'{what} accept {timeout}', server(timeout), lambda s, name: s.accept()[1] and 'accepted',
                          UNDO[what], lambda s, name: kept.append(socket.create_connection(name))))
for what in ('close', 'shutdown', 'peer closes'):
    cases.append(Case(f'{what} poll', pair(None), poll, UNDO[what], lambda a, b: b.send(b'x')))
cases.append(Case('shutdown epoll', pair(None), epoll, UNDO['shutdown'], None))
cases.append(Case('peer closes epoll', pair(None), epoll, UNDO['peer closes'], None))
cases.append(Case('shutdown select', pair(None), lambda a, b: len(select.select([a], [], [])[0]), UNDO['shutdown'], None))
cases.append(Case('close w, read', os.pipe(), lambda r, w: os.read(r, 1), lambda r, w: os.close(w), None))
cases.append(Case('close r, write', full_pipe(), lambda r, w: os.write(w, b'x'), lambda r, w: os.close(r), None))
cases.append(Case('close the file written to', [open(fd, mode) for fd, mode in zip(os.pipe(), 'rw')],
                  lambda r, w: r.read(), lambda r, w: w.close(), None))

for case in cases:
    case.began.wait()
time.sleep(0.2)
for case in cases:
    case.step(case.undo)
time.sleep(0.2)
for case in cases:
    if case.worker.is_alive():
        case.outcome.append('waits')
        case.step(case.finish)
for case in cases:
    case.worker.join(10)
    print(case.name, '->', *case.outcome)
