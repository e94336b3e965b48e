import threading
print(threading.stack_size(), threading.stack_size(512 * 1024), threading.stack_size(), threading.stack_size(0) == 512 * 1024)
for bad in (-1, 100):
    try:
        threading.stack_size(bad)
    except ValueError as e:
        print(e)
print(threading.TIMEOUT_MAX > 1000, threading.ThreadError is RuntimeError, callable(threading.Lock), threading.BoundedSemaphore.__mro__[1].__name__)
