print(None, repr(None), type(None).__name__, None == None, None is None, bool(None), hash(None) == hash(None), [None], None != 0, type(None)() is None, type(...)() is ..., type(NotImplemented)() is NotImplemented)
for f in (lambda: None(), lambda: None[0], lambda: None.x, lambda: len(None), lambda: iter(None), lambda: None + None, lambda: -None, lambda: None < None, lambda: type(None)(1)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
