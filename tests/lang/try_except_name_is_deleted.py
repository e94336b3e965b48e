try:
    raise ValueError(1)
except ValueError as e:
    pass
try:
    e
except NameError as n:
    print(n)
e = "before"
try:
    raise ValueError(2)
except ValueError as e:
    print(e)
print("e" in globals())
