def g():
    try:
        for i in range(10): yield i
    finally:
        print("closed")
x = g()
for v in x:
    if v == 2: break
print("next", next(x))
x.close()
