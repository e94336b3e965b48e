# gilvm only: CPython has daemon threads no more when it ends objects
# A daemon thread that is still there when the program ends does not see what it uses end.
import threading


class Used:
    def __del__(self):
        print('ended')


def wait():
    ready.set()
    threading.Event().wait(1000)
    print(used)


used = Used()
ready = threading.Event()
threading.Thread(target=wait, daemon=True).start()
ready.wait()
print('main ends')
