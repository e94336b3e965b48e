import json
print(json.dumps({"a": [1, 2.5, None, True, "x\n\"é中😀"], "b": {}}), json.dumps([]), json.dumps("é", ensure_ascii=False), json.dumps((1, 2)), json.dumps({1: 1, None: 2, True: 3, 1.5: 4}), json.dumps(1e100), json.dumps(10 ** 30), json.dumps(float("inf")), json.dumps("\x00\x1f\x7f/\\"))
print(json.dumps({"b": 1, "a": [1, {"c": []}]}, indent=2, sort_keys=True))
print(json.dumps([1, [2]], indent="--"), json.dumps({"a": 1}, separators=(",", ":")), json.dumps([{}, [], ""], indent=1))
class E(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, complex): return [o.real, o.imag]
        return super().default(o)
print(json.dumps({"z": 1j}, cls=E), json.dumps({1, 2} if 0 else [1], default=list), json.dumps([{3}], default=sorted))
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: json.dumps({1}))
attempt(lambda: json.dumps(1j))
attempt(lambda: json.dumps({(1, 2): 3}))
attempt(lambda: json.dumps(object))
attempt(lambda: json.dumps(float("nan"), allow_nan=False))
l = []
l.append(l)
attempt(lambda: json.dumps(l))
print(json.dumps({(1,): 2, "a": 1}, skipkeys=True))
