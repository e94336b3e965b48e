# Events can be cancelled, and enter others while they run; one that raises stays out and ends run().
import sched

now = [0]
s = sched.scheduler(lambda: now[0], lambda d: now.__setitem__(0, now[0] + d))
log = []


def again(n):
    log.append((now[0], n))
    if n:
        s.enter(1, 1, again, (n - 1,))


e = s.enter(1, 1, log.append, ("cancelled",))
s.enter(2, 1, again, (3,))
s.cancel(e)
try:
    s.cancel(e)
except ValueError as error:
    print(type(error).__name__)
s.run()
print(log)
s.enter(1, 1, lambda: 1 / 0)
s.enter(2, 1, log.append, ("after",))
try:
    s.run()
except ZeroDivisionError as error:
    print(error, len(s.queue))
s.run()
print(log[-1], s.empty())
