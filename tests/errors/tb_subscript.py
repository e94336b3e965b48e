d = {"a": {"b": [1, 2]}}
i = 7
print(d["a"]["b"][i] + d["zz"])
