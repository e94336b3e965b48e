# Events run by time, then by priority, then in the order in which they were entered.
import sched

now = [0.0]
s = sched.scheduler(lambda: now[0], lambda d: now.__setitem__(0, now[0] + d))
log = []


def note(name, **kw):
    log.append((now[0], name, kw))


s.enter(5, 1, note, ("late",))
s.enter(2, 2, note, ("b",))
s.enter(2, 1, note, ("a",), {"k": 1})
s.enterabs(2, 2, note, argument=("c",))
s.enter(0, 9, note, ("first",))
print(len(s.queue), s.empty(), [e.priority for e in s.queue])
print(s.run())
for entry in log:
    print(entry)
print(s.empty(), s.queue)
