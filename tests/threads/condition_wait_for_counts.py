# wait_for returns once the predicate is true, whoever made it so.
import threading

condition = threading.Condition()
count = 0
seen = []


def at_least(n):
    with condition:
        seen.append((n, condition.wait_for(lambda: count >= n)))


threads = [threading.Thread(target=at_least, args=(n,)) for n in (5, 3, 1, 4, 2)]
for t in threads:
    t.start()
for _ in range(5):
    with condition:
        count += 1
        condition.notify_all()
for t in threads:
    t.join()
print(sorted(seen))
