m = __import__("math")
print(m.sqrt(4), __import__("os.path").__name__, __import__("os.path", fromlist=["join"]).join("a", "b"))
