class S:
    def __len__(self): return 3
    def __getitem__(self, i): return i * 10
print(list(reversed(S())))
try:
    reversed({1})
except TypeError as e:
    print(e)
print(list(reversed({"a": 1, "b": 2})), list(reversed(range(3))), list(reversed("abc")))
