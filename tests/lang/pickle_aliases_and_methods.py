# Generic aliases, methods of built-in types, and exceptions by the names that each protocol has for them.
import builtins
import pickle

for p in range(pickle.HIGHEST_PROTOCOL + 1):
    for obj in (list[int], dict[str, list[int]], str.upper, list.append, FileNotFoundError(2, 'm', 'f'), TimeoutError('late')):
        data = pickle.dumps(obj, p)
        back = pickle.loads(data)
        print(p, data, repr(back))
    print(pickle.loads(pickle.dumps(str.upper, p)) is str.upper)
for name in sorted(dir(builtins)):
    cls = getattr(builtins, name)
    if isinstance(cls, type) and issubclass(cls, BaseException) and 'Encoding' not in name:
        print(name, pickle.dumps(cls, 0), pickle.loads(pickle.dumps(cls, 0)).__name__)
