n = 3
while n:
    n -= 1
else:
    print("ended", n)
while True:
    n += 1
    if n == 5:
        break
else:
    print("never")
print(n)
