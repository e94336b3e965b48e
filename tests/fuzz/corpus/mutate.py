a = [1, 2, 3]
for x in a: a.remove(x)
d = {1: 1}
try:
    for k in d: d[k + 1] = 1
except RuntimeError as e: print(e)
