# run:
# What would leave the simulated machine raises, with a sentence.
import concurrent.futures
import multiprocessing
import os
import socket
import subprocess
import urllib.request


def refused(name, f):
    try:
        f()
    except OSError as e:
        print("%-16s %s: %s" % (name, type(e).__name__, e))
    else:
        print("%-16s was done" % name)


refused("fork", lambda: os.fork())
refused("system", lambda: os.system("exit 1"))
refused("popen", lambda: os.popen("exit 1"))
refused("execv", lambda: os.execv("/bin/false", ["false"]))
refused("execve", lambda: os.execve("/bin/false", ["false"], {}))
refused("subprocess", lambda: subprocess.run(["false"]))
refused("multiprocessing", lambda: multiprocessing.Process(target=print).start())
refused("executor", lambda: concurrent.futures.ProcessPoolExecutor(1).submit(print))
refused("connect", lambda: socket.create_connection(("192.0.2.1", 80)))
refused("gethostbyname", lambda: socket.gethostbyname("example.org"))
refused("urlopen", lambda: urllib.request.urlopen("http://example.org/"))
refused("affinity", lambda: os.sched_setaffinity(1, {0}))
