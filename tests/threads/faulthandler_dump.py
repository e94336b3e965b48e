# Where all threads are, as text: on demand, on a signal, after a time.
import faulthandler
import os
import signal
import tempfile
import threading
import time


def show(file):
    file.seek(0)
    for line in file.read().splitlines():
        head, found, rest = line.partition('0x')
        if found:
            line = head + 'ID' + rest[16:]
        if 'threading' not in line:
            print(line.replace(os.path.dirname(os.path.abspath(__file__)), 'DIR').replace(__file__, 'FILE'))
    file.seek(0)
    file.truncate()


def inner(file):
    faulthandler.dump_traceback(file)
    faulthandler.dump_traceback(file, all_threads=False)


def outer(file):
    inner(file)


with tempfile.TemporaryFile('w+') as file:
    outer(file)
    show(file)
    faulthandler.register(signal.SIGUSR1, file, all_threads=False)
    os.kill(os.getpid(), signal.SIGUSR1)
    time.sleep(0.01)
    show(file)
    print(faulthandler.unregister(signal.SIGUSR1), faulthandler.unregister(signal.SIGUSR1))
    faulthandler.dump_traceback_later(0.02, file=file)
    time.sleep(0.2)
    show(file)
    faulthandler.dump_traceback_later(100, file=file)
    faulthandler.cancel_dump_traceback_later()
    show(file)
try:
    faulthandler.dump_traceback_later(0)
except ValueError as e:
    print(e)
