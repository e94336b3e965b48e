# The action runs once a round, in one of the threads, before any goes on; one that raises breaks the barrier.
import threading

rounds = []
order = []


def action():
    order.append("action")


barrier = threading.Barrier(4, action=action)


def work():
    for _ in range(3):
        barrier.wait()
        order.append("on")
        barrier.wait()


threads = [threading.Thread(target=work) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(order.count("action"), order.count("on"), order[0])


def bad():
    raise ValueError("in the action")


barrier = threading.Barrier(2, action=bad)
caught = []


def other():
    try:
        barrier.wait()
    except Exception as e:
        caught.append(type(e).__name__)


t = threading.Thread(target=other)
t.start()
other()
t.join()
print(sorted(caught), barrier.broken)
