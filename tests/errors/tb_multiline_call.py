def f(*a):
    raise KeyError("multi")
f(
    1,
    2,
)
