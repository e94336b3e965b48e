# Each thread has its own depth: one that recurses too deep gets RecursionError, the others do not notice.
import threading

results = []


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


def work(n):
    try:
        results.append(deep(n))
    except RecursionError:
        results.append("too deep")


threads = [threading.Thread(target=work, args=(n,)) for n in (10, 500, 100000, 20, 100000)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results, key=str))
