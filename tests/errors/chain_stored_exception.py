saved = None
try:
    raise ValueError("kept")
except ValueError as e:
    saved = e
raise saved
