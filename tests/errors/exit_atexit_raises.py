import atexit
class Handler:
    def __call__(self):
        raise ValueError("in atexit")
    def __repr__(self):
        return "<the handler>"
atexit.register(Handler())
atexit.register(lambda: print("this one runs"))
