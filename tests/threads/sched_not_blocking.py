# run(blocking=False) runs what is due, and answers when the next will be.
import sched

now = [0]
s = sched.scheduler(lambda: now[0], lambda d: print("sleeps", d))
log = []
for t in (0, 1, 5):
    s.enter(t, 1, log.append, (t,))
print(s.run(blocking=False), log)
now[0] = 1
print(s.run(False), log)
now[0] = 10
print(s.run(False), log)
event = s.enterabs(12, 3, print, ("x",), {"end": "!"})
print(event.time, event.priority, event.action is print, event.argument, event.kwargs)
print(len(s.queue), event == event, event < s.enterabs(13, 1, print))
