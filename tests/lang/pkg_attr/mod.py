"""Module doc."""
x = 1
def get(): return x
def __getattr__(name):
    if name.startswith("dynamic"): return f"made {name}"
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
