x = 5
print(f"value {x} and {x / 0:.2f} end")
