class Plugin:
    registry = {}
    def __init_subclass__(cls, /, key=None, **kw):
        super().__init_subclass__(**kw)
        Plugin.registry[key or cls.__name__] = cls
class A(Plugin): pass
class B(Plugin, key="bee"): pass
class C(A): pass
print({k: v.__name__ for k, v in Plugin.registry.items()})
try:
    class D(object, foo=1): pass
except TypeError as e:
    print(e)
