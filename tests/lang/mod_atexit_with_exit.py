import atexit, sys
atexit.register(lambda: print("handler after sys.exit"))
def nested():
    print("nested registers")
    atexit.register(print, "late")
atexit.register(nested)
sys.exit(3)
