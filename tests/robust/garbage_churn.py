# Many short-lived objects of all kinds; memory must stay bounded.
total = 0
for i in range(100000):
    a = [i, str(i), (i, i), {i: i}, float(i)]
    a.append(a)
    total += len(a)
print(total)
s = ""
for i in range(20000): s = s[-100:] + str(i)
print(len(s))
x = []
for i in range(300000):
    x.append([i])
    if len(x) > 1000: x = []
print(len(x))
