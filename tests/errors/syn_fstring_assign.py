f"{a = b = c}"
