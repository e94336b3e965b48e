defaultdict = 1
