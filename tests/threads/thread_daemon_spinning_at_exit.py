import threading
def spin():
    x = 0
    while True: x += 1
for _ in range(3): threading.Thread(target=spin, daemon=True).start()
print("exit with spinning daemons")
