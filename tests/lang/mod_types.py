import types
def f(): yield
print(types.FunctionType is type(f), types.GeneratorType is type(f()), types.BuiltinFunctionType is type(len), types.MethodType.__name__, types.ModuleType.__name__, types.NoneType is type(None), types.LambdaType is types.FunctionType, isinstance(lambda: 0, types.FunctionType), types.CodeType is type(f.__code__), types.TracebackType.__name__, types.FrameType.__name__)
n = types.SimpleNamespace(a=1, b="x")
n.c = [3]
print(n, n.a, n == types.SimpleNamespace(a=1, b="x", c=[3]), vars(n))
del n.a
print(n)
m = types.ModuleType("mymod", "doc")
m.x = 5
print(m.__name__, m.__doc__, m.x, m)
p = types.MappingProxyType({"a": 1})
print(p, p["a"], len(p), "a" in p, list(p))
try:
    p["b"] = 2
except TypeError as e:
    print(e)
C = types.new_class("C", (), {}, lambda ns: ns.update(y=6))
print(C.__name__, C.y, types.MethodType(lambda s: s, 5)())
class D:
    @types.DynamicClassAttribute
    def v(self): return 3
print(D().v, types.GenericAlias(list, (int,)), (int | str), type(int | str) is types.UnionType, int | None)
