def grade(n):
    if n >= 90:
        return "A"
    elif n >= 80:
        return "B"
    elif n >= 70: return "C"
    else:
        return "F"
print([grade(n) for n in (95, 90, 85, 70, 3)])
print("yes" if 0 else "no", 1 if [] else 2 if "" else 3)
