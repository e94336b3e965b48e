# A thread that has ended keeps neither its target nor its arguments.
import threading

t = threading.Thread(target=print, args=("once",))
print(t._target is print, t._args, t._kwargs)
t.start()
t.join()
print(hasattr(t, "_target"), hasattr(t, "_args"), hasattr(t, "_kwargs"))
