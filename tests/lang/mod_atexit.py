import atexit
def bye(x, k=0): print("bye", x, k)
atexit.register(bye, 1, k=2)
atexit.register(print, "registered last runs first")
@atexit.register
def deco(): print("decorated")
def removed(): print("never")
atexit.register(removed)
atexit.unregister(removed)
print("main ends")
