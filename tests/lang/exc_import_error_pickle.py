# An ImportError keeps its name and path when it is pickled or copied, beside attributes of its own.
import copy
import pickle

for e in (ImportError("msg"), ImportError("msg", name="n"), ModuleNotFoundError("msg", name="n", path="p")):
    e.extra = 1
    again = pickle.loads(pickle.dumps(e))
    print(type(again).__name__, again.args, again.msg, again.name, again.path, again.extra, e.__reduce__()[1:], copy.copy(e).name, e.__dict__)
print(ImportError("x").__reduce__())
try:
    import no_such_module
except ImportError as e:
    print(pickle.loads(pickle.dumps(e)).name)
