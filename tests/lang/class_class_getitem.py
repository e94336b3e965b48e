class Box:
    def __class_getitem__(cls, item): return f"{cls.__name__}[{item}]"
print(Box[int.__name__], Box[1, 2])
print(list[int], dict[str, int], tuple[int, ...])
try:
    int[3]
except TypeError as e:
    print(e)
