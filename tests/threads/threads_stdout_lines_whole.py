# print with one argument writes a line in one piece, also from many threads.
import io
import threading

out = io.StringIO()


def work(n):
    for i in range(50):
        print(f"{n}:{i}\n", end="", file=out)


threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
for t in threads:
    t.start()
for t in threads:
    t.join()
lines = out.getvalue().splitlines()
print(len(lines), sorted(lines) == sorted(f"{n}:{i}" for n in range(8) for i in range(50)))
