d = {"a": 1, 2: "b"}
d[3] = d.pop("a"); d.update(x=1); d |= {4: 5}
print(d, list(d.items()), d.get(9), d.setdefault(5, []))
