# Ctrl-C while a child is waited for: the child gets a moment to end by itself, one for all that waits.
import signal
import subprocess
import sys


class Counted(subprocess.Popen):
    waits = []

    def _wait(self, timeout):
        self.waits.append(timeout)
        return super()._wait(timeout=timeout)


def interrupted(wait):
    Counted.waits.clear()
    process = Counted([sys.executable, '-c', 'import time; time.sleep(100)'])
    signal.signal(signal.SIGALRM, lambda *args: signal.default_int_handler(signal.SIGINT, None))
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with process:
            wait(process)
    except KeyboardInterrupt:
        print([t if t in (None, 0.25) else '?' for t in Counted.waits[:2]], process.returncode)
    process.kill()
    process.wait()


interrupted(lambda p: p.wait(50))
interrupted(lambda p: p.communicate(timeout=50))
