t = str.maketrans("abc", "xyz", "d")
print(t, "aabbccdd".translate(t), str.maketrans({"a": "1", 98: None, "c": 0x4e2d}), "abc".translate({97: "A", 98: None, 99: 20013}))
print("hello".translate({ord("l"): "LL"}), "abc".translate(str.maketrans("", "", "b")))
try:
    str.maketrans("ab", "c")
except ValueError as e:
    print(e)
