print([("fizz" if i % 3 == 0 else "") + ("buzz" if i % 5 == 0 else "") or i for i in range(1, 16)])
print((1 if 0 else 2) + 3, 1 if 0 else 2 if 0 else 3, [1, 2][0 if 1 else 1], (lambda x=1 if 0 else 5: x)())
