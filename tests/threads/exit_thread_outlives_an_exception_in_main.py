# Main raises: the traceback, then the other threads finish, then exit code 1.
import sys
import threading

sys.stderr = sys.stdout
go = threading.Event()


def work():
    go.wait()
    print("work ends")


threading.Thread(target=work).start()
sys.excepthook = lambda cls, exc, tb: (print("hook:", cls.__name__, exc), go.set())
raise ValueError("main fails")
