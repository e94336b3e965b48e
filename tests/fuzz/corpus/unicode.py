变量 = "你好，世界"
print(变量[1:3], 变量.encode(), len("😀é"), "ß".upper(), "x".isalpha(), f"{变量:>8}")
