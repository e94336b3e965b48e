import threading
e1, e2 = threading.Event(), threading.Event()
def first(): print("first"); e1.set()
def second(): e1.wait(); print("second"); e2.set()
def third(): e2.wait(); print("third")
ts = [threading.Thread(target=f) for f in (third, second, first)]
for t in ts: t.start()
for t in ts: t.join()
