import threading
c = threading.Condition()
turn, out = "ping", []
def player(me, other):
    global turn
    for i in range(5):
        with c:
            while turn != me: c.wait()
            out.append(f"{me}{i}")
            turn = other
            c.notify()
a = threading.Thread(target=player, args=("ping", "pong"))
b = threading.Thread(target=player, args=("pong", "ping"))
b.start(); a.start(); a.join(); b.join()
print(out)
