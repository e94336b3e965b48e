def f(**k): return k
a, b = {"p": 1}, {"q": 2}
print(f(**a, **b, r=3), {**a, "p": 9, **b}, {**{}, **{}}, dict(**a, z=0), dict(a, **b))
