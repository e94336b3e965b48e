s = "filename.txt"
print(s.startswith("file"), s.startswith("name", 4), s.startswith(("x", "f")), s.endswith(".txt"), s.endswith((".py", ".txt")), s.endswith("name", 0, 8), s.startswith(""), s.startswith("", 20), s.endswith(""), s.startswith(()))
for f in (lambda: s.startswith(5), lambda: s.startswith(["f"]), lambda: s.endswith((1,))):
    try:
        f()
    except TypeError as e:
        print(e)
