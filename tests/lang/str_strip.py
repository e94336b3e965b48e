print(repr("  a b ".strip()), repr("  a ".lstrip()), repr("  a ".rstrip()), "xxaxx".strip("x"), "abcba".strip("ab"), "xya".lstrip("yx"), "axy".rstrip("yx"), "a".strip(""), repr("\t\n a\u3000\xa0".strip()), "   ".strip() == "", "abc".strip(None))
print("test_file".removeprefix("test_"), "file.py".removesuffix(".py"), "abc".removeprefix("x"), "abc".removesuffix(""))
