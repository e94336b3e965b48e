def a(): return
def b(): return 1,
def c(): return 1, *[2, 3]
def d(): pass
def e():
    if 1: return "early"
    return "late"
print(a(), b(), c(), d(), e())
