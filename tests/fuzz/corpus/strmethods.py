s = " Hello World "
print(s.split(), s.strip().lower().title(), s.replace("l", "L", 1), "-".join("ab"), s.find("o"), s.center(20, "*"))
