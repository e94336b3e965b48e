# set() wakes all, and they stay awake until clear(); wait answers at once when the flag is set.
import threading

event = threading.Event()
answers = []
threads = [threading.Thread(target=lambda: answers.append(event.wait())) for _ in range(20)]
for t in threads:
    t.start()
event.set()
for t in threads:
    t.join()
print(answers == [True] * 20, event.wait(), event.wait(0), event.is_set())
event.clear()
print(event.is_set(), event.wait(0), event.wait(0.001), event.wait(-5))
event.clear()
event.set()
event.set()
print(event.is_set())
