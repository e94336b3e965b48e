# gilvm only: the collector as a thread of its own is gilvm's
# flags: --gc=thread
"""After a fork each of the two processes has a collector's thread of its own, and may start threads."""
import gc
import os
import sys
import threading


def churn():
    before = gc.get_stats()[2]['collections']
    while gc.get_stats()[2]['collections'] < before + 2:
        bytes(100000)


def both():
    worker = threading.Thread(target=churn)
    worker.start()
    worker.join()
    churn()


both()
pid = os.fork()
both()
if pid == 0:
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
both()
print('done')
