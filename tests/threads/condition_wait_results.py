# wait answers whether it was notified, wait_for what the predicate said last.
import threading

condition = threading.Condition()
with condition:
    print(condition.wait(0), condition.wait(-1), condition.wait(0.001))
    print(condition.wait_for(lambda: [], timeout=0.001), condition.wait_for(lambda: 0, 0))
    print(condition.wait_for(lambda: "yes", timeout=-1))
    calls = []

    def predicate():
        calls.append(1)
        return len(calls) == 3

    print(condition.wait_for(predicate, 0.001), len(calls))
for wrong in ("1", [], float("nan")):
    with condition:
        try:
            print(condition.wait(wrong))
        except (TypeError, ValueError) as e:
            print(type(e).__name__, e)
print(condition.acquire(False), condition.release())
