# A pipe takes the first part of a write and then nothing: the alarm's handler runs, and what it raises ends the write.
import os
import signal


class Alarm(Exception):
    pass


def ring(*args):
    raise Alarm


signal.signal(signal.SIGALRM, ring)
for mode, data, more in ('wb', b'x' * 1_000_000, {}), ('w', 'x' * 1_000_000, {}), ('wb', b'x' * 1_000_000, {'buffering': 2_000_000}):
    r, w = os.pipe()
    f = open(w, mode, **more)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        f.write(data)
        f.flush()
        print('written')
    except Alarm:
        print('alarm')
    os.set_blocking(w, False)
    try:
        f.close()
    except BlockingIOError as e:
        print(type(e).__name__)
    os.close(r)
