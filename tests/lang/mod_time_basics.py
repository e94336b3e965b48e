import time
a = time.monotonic()
time.sleep(0.01)
b = time.monotonic()
print(0.009 < b - a < 5, time.time() > 1.6e9, time.perf_counter() <= time.perf_counter(), time.process_time() >= 0, time.thread_time() >= 0, isinstance(time.time_ns(), int), time.monotonic_ns() > 0, time.perf_counter_ns() > 0)
try:
    time.sleep(-1)
except ValueError as e:
    print(e)
try:
    time.sleep("a")
except TypeError as e:
    print(e)
time.sleep(0)
