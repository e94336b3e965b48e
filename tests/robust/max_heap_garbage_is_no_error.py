# gilvm only: CPython has no limit of its own
# flags: --max-heap=16M
# More garbage than the heap holds is no reason for a MemoryError, and after a real one there is room to go on.
keep = [0] * 750_000
for i in range(40):
    big = [i] * 375_000
print(len(keep), len(big))
del keep, big
for attempt in range(3):
    rows = []
    try:
        while True:
            rows.append([attempt] * 100)
    except MemoryError:
        n = len(rows)
        rows = None
        print("MemoryError", n > 10_000)
text = ""
for i in range(3000):
    text += "row %d\n" % i
print(len(text))
