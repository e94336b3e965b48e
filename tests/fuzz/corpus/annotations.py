x: int = 1
def f(a: "int" = 1, *b: str, **c: None) -> list[int]: y: int; return a
print(f.__annotations__, __annotations__)
