with open("x") as 5: pass
