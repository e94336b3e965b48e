# stack_size: what is asked, what is refused; threads run with what is set.
import _thread
import threading

print(threading.stack_size())
for size in (65536, 1 << 20, 0, 32768, 100 << 10):
    try:
        print(size, threading.stack_size(size), threading.stack_size(size))
    except ValueError as e:
        print(e)
for wrong in (1, -1, 4096, 32767, "1", 1.5, None):
    try:
        print(threading.stack_size(wrong))
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
threading.stack_size(256 << 10)
result = []
t = threading.Thread(target=lambda: result.append(sum(range(1000))))
t.start()
t.join()
print(result, threading.stack_size(), threading.stack_size())
