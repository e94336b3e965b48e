import threading
class Lazy:
    made = 0
    lock = threading.Lock()
    inst = None
    @classmethod
    def get(cls):
        if cls.inst is None:
            with cls.lock:
                if cls.inst is None:
                    cls.made += 1
                    cls.inst = object()
        return cls.inst
out = []
ts = [threading.Thread(target=lambda: out.append(Lazy.get())) for _ in range(10)]
for t in ts: t.start()
for t in ts: t.join()
print(Lazy.made, len(set(map(id, out))))
