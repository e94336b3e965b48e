try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        e.add_note("noted")
        raise
except ZeroDivisionError as e:
    raise KeyError("outer") from e
