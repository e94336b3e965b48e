# Building, splitting, joining and formatting text.
def run(n):
    parts = []
    for i in range(n):
        parts.append(f"{i}:{i * 2:06d}")
    text = ",".join(parts)
    words = text.split(",")
    found = 0
    for w in words:
        if w.startswith("1") and w.endswith("0"):
            found += 1
        found += w.find(":")
    s = ""
    for i in range(n // 4):
        s += chr(97 + i % 26)
    counts = {}
    for c in s:
        counts[c] = counts.get(c, 0) + 1
    up = "".join(c.upper() for c in s)
    return len(text), found, counts["a"], up[:5], text.replace(":", "=").count("="), "%s-%5.2f" % (n, n / 3)


print(run(700_000))
