# run: --hash
# run: --hash --gil=interval:50
# run: --hash --gil=random:5 --cores=4
# run: --hash --seed=2
# run: --hash --os=boost --cores=1
# The events themselves, to the nanosecond, by their hash: threads made by hand, so that no library code has a say; locks, sleeps, garbage.
import _thread
import time

done = _thread.allocate_lock()
lock = _thread.allocate_lock()
left = 3
kept = []


def work(n):
    global left
    for i in range(200):
        kept.append([j for j in range(n)])
        if i % 50 == 0:
            time.sleep(0.0003)
        with lock:
            if len(kept) > 20:
                del kept[:]
    with lock:
        left -= 1
        if left == 0:
            done.release()


done.acquire()
for n in 10, 30, 100:
    _thread.start_new_thread(work, (n,))
done.acquire()
print(left, "%.6f" % time.perf_counter())
