print(hash("a") == hash("a"), hash((1, "a")) == hash((1, "a")), hash(b"a") == hash("a"), hash(1.5) == hash(1.5), hash(int) == hash(int))
print({"中文": 1}["中" + "文"], {b"k": 1}[b"k"], {(1, ("a",)): 2}[(1, ("a",))])
