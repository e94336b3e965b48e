exec("a = 1\nfor i in range(3): a += i")
print(eval("a * 2", {"a": 5}), eval("[x for x in (1, 2)]"))
