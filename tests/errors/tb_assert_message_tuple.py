x = 3
assert x == 4, ("tuple", x)
