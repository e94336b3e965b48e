import threading, time
said = threading.Event()
def late():
    said.wait()
    time.sleep(0.05)
    print("late thread prints after main")
threading.Thread(target=late).start()
print("main ends")
said.set()
