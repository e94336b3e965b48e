for i in range(3):
    for j in range(3):
        if j == i == 1: break
    else:
        print("inner done", i)
        continue
    print("inner broke", i)
else:
    print("outer done")
