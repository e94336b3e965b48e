print("abc".index("z") + 1)
