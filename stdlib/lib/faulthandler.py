"""Tracebacks of all threads, when something hangs or a signal comes.

What CPython's module does after a crash of the interpreter (enable()) is not here: this one writes while the
interpreter lives, on demand, after a time, or when a signal comes.
"""

import sys
import threading
import _thread

__all__ = ['dump_traceback', 'dump_traceback_later', 'cancel_dump_traceback_later', 'register', 'unregister']

_MAX_FRAMES = 100
_later = None                  # the event that ends the thread of dump_traceback_later()
_registered = {}               # signal -> its handler before


def _fd_of(file):
    if file is None:
        file = sys.stderr
        if file is None:
            raise RuntimeError('unable to get sys.stderr')
    if isinstance(file, int):
        if file < 0:
            raise ValueError('file is not a valid file descriptor')
        return file
    file.flush()
    return file.fileno()


def _stack(frame):
    lines, depth = [], 0
    while frame is not None:
        if depth == _MAX_FRAMES:
            lines.append('  ...')
            break
        code = frame.f_code
        lines.append(f'  File "{code.co_filename}", line {frame.f_lineno} in {code.co_name}')
        frame = frame.f_back
        depth += 1
    return lines or ['  <no Python frame>']


def _write(fd, lines):
    import os
    data = ''.join(line + '\n' for line in lines).encode('utf-8', 'backslashreplace')
    while data:
        data = data[os.write(fd, data):]


def _dump(fd, all_threads, current, frame):
    lines = []
    if not all_threads:
        lines = ['Stack (most recent call first):', *_stack(frame)]
    else:
        for ident, top in sys._current_frames().items():
            mine = ident == current
            lines.append(f'{"Current thread" if mine else "Thread"} 0x{ident:016x} (most recent call first):')
            lines += _stack(frame if mine else top)
            lines.append('')
        lines.pop()
    _write(fd, lines)


def dump_traceback(file=None, all_threads=True):
    """Write where all threads are, or only this one."""
    _dump(_fd_of(file), all_threads, _thread.get_ident(), sys._getframe(1))


def dump_traceback_later(timeout, repeat=False, file=None, exit=False):
    """Write that after `timeout` seconds, unless cancelled; and end the program then, if `exit` is true."""
    global _later
    if timeout <= 0:
        raise ValueError('timeout must be greater than 0')
    fd = _fd_of(file)
    cancel_dump_traceback_later()
    _later = done = threading.Event()
    hours, rest = divmod(timeout, 3600)
    minutes, seconds = divmod(rest, 60)
    text = f'{int(hours)}:{int(minutes):02d}:{int(seconds):02d}'
    micros = round(seconds % 1 * 1000000)
    if micros:
        text += f'.{micros:06d}'

    def watch():
        me = _thread.get_ident()
        while not done.wait(timeout):
            _write(fd, [f'Timeout ({text})!'])
            lines = []
            for ident, top in sys._current_frames().items():
                if ident != me:
                    lines += [f'Thread 0x{ident:016x} (most recent call first):', *_stack(top), '']
            _write(fd, lines[:-1])
            if exit:
                import os
                os._exit(1)
            if not repeat:
                return

    _thread.start_new_thread(watch, ())


def cancel_dump_traceback_later():
    """Do not write it."""
    global _later
    if _later is not None:
        _later.set()
        _later = None


def register(signum, file=None, all_threads=True, chain=False):
    """Write that when a signal comes."""
    import signal
    fd = _fd_of(file)

    def handler(number, frame):
        _dump(fd, all_threads, _thread.get_ident(), frame)
        if chain and callable(before):
            before(number, frame)

    before = signal.signal(signum, handler)
    _registered.setdefault(signum, before)


def unregister(signum):
    """Do what was done before."""
    import signal
    if signum not in _registered:
        return False
    signal.signal(signum, _registered.pop(signum))
    return True
