len_ = len
def len(x): return "mine"
print(len([1]))
del len
print(len([1, 2]))
import builtins
builtins.newbuiltin = 42
print(newbuiltin)
def f():
    list = 5
    return list
print(f(), list)
