import threading, sys, io
sys.stderr = io.StringIO()
def bad(): raise ValueError("in thread")
t = threading.Thread(target=bad, name="T")
t.start(); t.join()
text = sys.stderr.getvalue()
lines = text.splitlines()
print(lines[0], lines[1], lines[-1], sep="\n")
print(threading.excepthook is threading.__excepthook__)
