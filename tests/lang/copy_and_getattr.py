# An object whose __getattr__ answers to any name: copy and pickle ask its class for the special methods, not it.
import copy
import pickle


class Any:
    def __init__(self):
        self.x = [1]

    def __getattr__(self, name):
        if name in ('__setstate__', '__copy__', '__deepcopy__'):
            raise AttributeError(name)
        return lambda *args: name


a = Any()
print(a.whatever())
print(copy.copy(a).x is a.x, copy.deepcopy(a).x, pickle.loads(pickle.dumps(a)).x)
print(a.__reduce_ex__(2)[1:])


class Endless:
    def __getattr__(self, name):
        return getattr(self, name + '_')


for proto in range(2, 6):
    print(len(pickle.dumps(Endless(), proto)))
