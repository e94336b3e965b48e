def gen():
    yield 1
    yield [][1]
def use():
    for v in gen():
        print(v)
use()
