s = "e\u0301"
print(len(s), len("é"), s == "é", s.encode(), len("👨‍👩‍👧"), [hex(ord(c)) for c in "👍🏽"])
print("\ud83d\ude00" == "😀", len("\ud83d\ude00"))
