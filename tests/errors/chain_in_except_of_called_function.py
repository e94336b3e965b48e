def log():
    raise OSError("disk")
try:
    raise ValueError("original")
except ValueError:
    log()
