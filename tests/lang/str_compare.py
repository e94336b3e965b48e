print("a" < "b", "a" < "B", "abc" < "abd", "ab" < "abc", "" < "a", "é" > "z", "中" > "z", "a" == "a", "a" != 1, "😀" > "\uffff", "10" < "9")
print(sorted(["b", "A", "中", "a", "é", "", "ab", "😀", "\uffee"]), min("hello"), max("hello"))
