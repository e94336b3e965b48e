d = {1: 1, 2: 2, 3: 3}
try:
    for k in d: d[k + 10] = 1
except RuntimeError as e:
    print(e)
d = {1: 1, 2: 2, 3: 3}
try:
    for k in d: del d[k]
except RuntimeError as e:
    print(e)
d = {1: 1, 2: 2}
for k in d: d[k] = "ok"
for k in list(d): del d[k]
print(d)
d = {1: 1, 2: 2}
try:
    for k, v in d.items():
        del d[k]
        d[k + 5] = 1
except RuntimeError as e:
    print(e)
