x = 1
if 0 < x < "5":
    pass
