def f(x):
    assert x > 10
f(5)
