print({k: v for k, v in zip("abc", range(3))}, {x % 3 for x in range(10)}, {v: k for k, v in {"a": 1}.items()})
print({x: {y: x * y for y in range(2)} for x in range(3)}, {(a, b) for a in (1,) for b in (2,)})
def f(**k): return {a: b for a, b in k.items() if b}
print(f(x=1, y=0))
print({k: k for k in [1, 1.0, True]}, {1: "a", True: "b", 1.0: "c"})
