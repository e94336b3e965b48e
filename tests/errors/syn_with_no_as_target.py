with open() as: pass
