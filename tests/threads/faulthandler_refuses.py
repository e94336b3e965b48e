"""What the functions of faulthandler say to wrong arguments."""
import faulthandler
import signal
import sys


class File:
    def __init__(self, number, flushes=True):
        self.number = number
        self.flushes = flushes

    def fileno(self):
        return self.number

    def flush(self):
        print('flush')
        if not self.flushes:
            raise OSError('no flush')


def attempt(text):
    try:
        print(text, '->', eval(text))
    except (TypeError, ValueError, OverflowError, RuntimeError, AttributeError, OSError) as e:
        print(text, '->', type(e).__name__, e)


for text in '''
faulthandler.disable()
faulthandler.is_enabled()
faulthandler.enable()
faulthandler.enable(2, 0)
faulthandler.is_enabled()
faulthandler.enable(-1)
faulthandler.enable('x')
faulthandler.enable(File('x'))
faulthandler.enable(File(-1))
faulthandler.enable(File(2))
faulthandler.enable(File(2, False))
faulthandler.enable(2, 'x')
faulthandler.disable()
faulthandler.disable()
faulthandler.register(0)
faulthandler.register(-1)
faulthandler.register(1000)
faulthandler.register('x')
faulthandler.register(signal.SIGSEGV)
faulthandler.register(signal.SIGUSR1, -1)
faulthandler.unregister(0)
faulthandler.unregister(signal.SIGABRT)
faulthandler.unregister(signal.SIGUSR2)
faulthandler.dump_traceback_later(0)
faulthandler.dump_traceback_later(-1.5)
faulthandler.dump_traceback_later(None)
faulthandler.dump_traceback_later('x')
faulthandler.dump_traceback_later(1e30)
faulthandler.dump_traceback_later(float('nan'))
faulthandler.dump_traceback_later(1, file=-1)
faulthandler.cancel_dump_traceback_later()
faulthandler.cancel_dump_traceback_later()
faulthandler.dump_traceback(-1)
'''.strip().splitlines():
    attempt(text)
kept, sys.stderr = sys.stderr, None
attempt('faulthandler.enable()')
del sys.stderr
attempt('faulthandler.enable()')
sys.stderr = kept
