# gilvm only: CPython has no limit of its own
# flags: --max-heap=16M
# A heap that fills up with what lives is not looked through again and again for its last bytes.
import gc


def collections():
    return sum(s["collections"] for s in gc.get_stats())


before = collections()
rows = []
try:
    while True:
        rows.append([0] * 10)
except MemoryError:
    rows = None
    print("MemoryError", collections() - before < 22)
