import threading

total = 0


def add(n):
    global total
    for _ in range(n):
        total += 1


threads = [threading.Thread(target=add, args=(20000,), name="adder-%d" % i) for i in (1, 2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("total = %d, %d of 40000 additions lost" % (total, 40000 - total))
