# No marks are printed where they would cover the whole line.
def f():
    g()
def g():
    raise Exception
f()
