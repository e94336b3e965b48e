class E(Exception):
    def __init__(self, a=1):
        super().__init__(a)
try:
    raise E
except E as e:
    print(e.args)
try:
    raise E(5)
except E as e:
    print(e.args, e)
class Needs(Exception):
    def __init__(self, a): pass
try:
    raise Needs
except TypeError as e:
    print(e)
