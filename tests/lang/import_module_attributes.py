from pkg_attr import mod
mod.x = 5
import pkg_attr.mod as m2
print(m2.x, mod is m2, mod.__doc__, mod.get(), mod.__name__)
print(mod.dynamic_thing)
try:
    mod.other
except AttributeError as e:
    print(e)
del mod.x
try:
    mod.get()
except NameError as e:
    print(e)
print([n for n in dir(mod) if not n.startswith("__")])
