# A fork while another thread is writing a record: the child logs all the same, and so does the parent.
import logging
import os
import sys
import threading

inside, go_on = threading.Event(), threading.Event()


class Slow(logging.StreamHandler):
    def emit(self, record):
        if threading.current_thread() is not threading.main_thread():
            inside.set()
            go_on.wait()                 # with the handler's lock
        super().emit(record)


handler = Slow(sys.stdout)
handler.setFormatter(logging.Formatter('%(message)s'))
logging.getLogger().addHandler(handler)
thread = threading.Thread(target=logging.warning, args=('from the thread',))
thread.start()
inside.wait()
child = os.fork()
if child == 0:
    logging.warning('from the child')
    logging.getLogger().addHandler(logging.NullHandler())
    sys.stdout.flush()
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
go_on.set()
thread.join()
logging.warning('from the parent')
