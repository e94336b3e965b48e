# gilvm only: CPython dropped isAlive in 3.9
"""Thread.isAlive(), as the documents spell it.

    gilvm examples/04-threads/is_alive_of_old.py

Row 11.
"""
import threading

go = threading.Event()
t = threading.Thread(target=go.wait)
print(t.isAlive())
t.start()
print(t.isAlive())
go.set()
t.join()
print(t.isAlive())
