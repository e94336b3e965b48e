class It:
    def __iter__(self): return self
    def __next__(self): return 7
    def send(self, v): return ("sent", v)
    def throw(self, *a): return "thrown"
    def close(self): print("closed")
def g(): yield from It()
x = g()
print(next(x), x.send(3), x.throw(ValueError))
x.close()
def h(): yield from [1, 2]
y = h()
next(y)
try:
    y.send(5)
except AttributeError as e:
    print(e)
y = h()
next(y)
try:
    y.throw(KeyError(1))
except KeyError as e:
    print(repr(e))
try:
    def k(): yield from 5
    list(k())
except TypeError as e:
    print(e)
