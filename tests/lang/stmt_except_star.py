try:
    raise ExceptionGroup("g", [ValueError(1), KeyError(2), ValueError(3), OSError(4)])
except* ValueError as e:
    print("values", [str(x) for x in e.exceptions])
except* (KeyError, OSError) as e:
    print("rest", len(e.exceptions), type(e).__name__)
try:
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError:
        print("handled")
except ExceptionGroup as e:
    print(repr(e))
try:
    raise ValueError("plain")
except* ValueError as e:
    print(repr(e))
