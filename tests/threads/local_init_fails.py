# An __init__ that fails in another thread fails at the use there, each time, and harms nobody else.
import threading


class Data(threading.local):
    def __init__(self):
        if threading.current_thread() is not threading.main_thread():
            raise ValueError("only for the main thread")
        self.x = 1


data = Data()
errors = []


def work():
    for _ in range(2):
        try:
            data.x
        except ValueError as e:
            errors.append(str(e))


t = threading.Thread(target=work)
t.start()
t.join()
print(errors, data.x)
for args, kwargs in (((1,), {}), ((), {"x": 1})):
    try:
        threading.local(*args, **kwargs)
    except TypeError as e:
        print(e)
