import sched, time
out = []
s = sched.scheduler(time.monotonic, time.sleep)
s.enter(0.02, 1, out.append, ("second",))
s.enter(0.01, 1, out.append, ("first",))
e = s.enter(0.03, 1, out.append, ("cancelled",))
s.enter(0.04, 2, out.append, kwargs={} or None, argument=("low",)) if 0 else s.enter(0.04, 2, out.append, ("last",))
s.cancel(e)
print(s.empty(), len(s.queue))
s.run()
print(out, s.empty())
