V = "found"
