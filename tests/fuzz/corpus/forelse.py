for i in range(5):
    if i == 3: break
    continue
else:
    print("else")
