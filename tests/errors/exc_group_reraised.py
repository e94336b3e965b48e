# What except* leaves over, with what a clause raised, as one traceback.
def leaf(n):
    raise ValueError(n)


def collect():
    found = []
    for n in (1, 2):
        try:
            leaf(n)
        except ValueError as e:
            e.add_note(f"number {n}")
            found.append(e)
    found.append(TypeError("never raised"))
    raise ExceptionGroup("collected", found)


try:
    collect()
except* ValueError as e:
    raise RuntimeError("while handling") from e.exceptions[1]
