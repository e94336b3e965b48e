n = 5
while n:
    n -= 1
    if n == 2: continue
else: print(n)
