print("ab" * 3, 3 * "ab", "ab" * 0, "ab" * -1, "" * 5, "a" + "b" + "", True * "x", "中" * 2)
s = ""
for i in range(1000): s += str(i % 10)
print(len(s), s[-10:], s.count("7"))
t = s
t += "x"
print(len(s), len(t))
