# More threads than are kept for the next job end at once, several times over: each wave finds some that wait for one,
# and has to be given the rest. While so many wait, others start and end one by one, each on the thread of the one
# before, which is about to end.
import threading

lock = threading.Lock()
done = []


def work(wave, gate):
    with gate:
        pass
    with lock:
        done.append(wave)


for wave in range(3):
    gate = threading.Lock()
    gate.acquire()
    threads = [threading.Thread(target=work, args=(wave, gate)) for i in range(400)]
    for t in threads:
        t.start()
    print("alive:", threading.active_count())
    gate.release()
    for t in threads:
        t.join()
    for i in range(200):
        t = threading.Thread(target=done.append, args=(wave,))
        t.start()
        t.join()
    print("done:", done.count(wave), "alive:", threading.active_count())
