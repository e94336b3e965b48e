g = 1
def f():
    global g
    g += 1
    del g
f()
