# A queue that stores its items in another way: the four hooks.
import queue
import threading


class Unique(queue.Queue):
    def _init(self, maxsize):
        self.items = {}

    def _qsize(self):
        return len(self.items)

    def _put(self, item):
        self.items[item] = None

    def _get(self):
        item = next(iter(self.items))
        del self.items[item]
        return item


q = Unique()
for item in "abcabcab":
    q.put(item)
print(q.qsize(), [q.get() for _ in range(3)], q.empty())
got = []
t = threading.Thread(target=lambda: got.append(q.get()))
t.start()
q.put("late")
t.join()
print(got)
