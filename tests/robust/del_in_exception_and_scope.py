def f():
    try:
        1 / 0
    except ZeroDivisionError as e:
        del e
    try:
        e
    except UnboundLocalError:
        print("unbound")
f()
def g():
    for i in range(3):
        del i
    try:
        i
    except UnboundLocalError:
        print("unbound i")
g()
def h():
    x = 1
    def k(): return x
    del x
    try:
        k()
    except NameError as e:
        print(e)
h()
