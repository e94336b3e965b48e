data = {"k": 1}
print(len(data), data["missing"]["deeper"])
