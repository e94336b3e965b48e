# Each thread has its own attributes; names, dir, del, vars and missing ones.
import threading

data = threading.local()
data.x = 1
data.y = 2
seen = []


def work(n):
    seen.append(sorted(vars(data)))
    try:
        data.x
    except AttributeError as e:
        seen.append(str(e))
    data.x = n
    data.z = n
    seen.append(vars(data))
    del data.z
    seen.append(hasattr(data, "z"))
    seen.append([n for n in dir(data) if not n.startswith("_")])


for n in (10, 20):
    t = threading.Thread(target=work, args=(n,))
    t.start()
    t.join()
for s in seen:
    print(s)
print(data.x, data.y, vars(data), data.__dict__ is vars(data))
try:
    data.__dict__ = {}
except AttributeError as e:
    print(e)
try:
    del data.nothing
except AttributeError as e:
    print(e)
setattr(data, "名字", "值")
print(getattr(data, "名字"))
