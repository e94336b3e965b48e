s = "ab" * 500000
print(len(s), s.count("ba"), s.find("bb"), len(s.replace("a", "xyz")), len(s.split("a")), hash(s) == hash("ab" * 500000), s[999999], len(s + s), s == "ab" * 500000)
parts = [str(i) for i in range(100000)]
j = ",".join(parts)
print(len(j), len(j.split(",")), j.endswith("99999"))
b = bytearray()
for i in range(100000): b.append(i & 255)
print(len(b), b.count(5), bytes(b)[-1])
print(len("%s" * 1000 % tuple(range(1000))), len(("{}" * 1000).format(*range(1000))))
print(("x" * 1000000).strip("x") == "", ("a" * 100000 + "b").find("a" * 5000 + "b"))
