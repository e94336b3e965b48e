"""Ctrl-C for a main thread that waits."""
import os
import signal
import sys
import threading
import time


def when_at(line):
    """Sends it once the main thread has come to this line of the caller's file: no sooner, however busy the machine is."""
    main, name = threading.main_thread().ident, sys._getframe(1).f_code.co_filename

    def work():
        while True:
            frame = sys._current_frames()[main]
            if (frame.f_code.co_filename, frame.f_lineno) == (name, line):
                break
            time.sleep(0.001)
        os.kill(os.getpid(), signal.SIGINT)
    threading.Thread(target=work).start()
