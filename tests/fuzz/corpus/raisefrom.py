try:
    try: raise KeyError(1)
    except KeyError as e: raise ValueError from e
except ValueError as v: print(v.__cause__)
