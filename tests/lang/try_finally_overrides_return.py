def f():
    try:
        return 1
    finally:
        return 2
def g():
    try:
        1 / 0
    finally:
        return "swallowed"
def h():
    for i in range(3):
        try:
            continue
        finally:
            print("f", i)
    while True:
        try:
            break
        finally:
            print("brk")
    return "end"
def k():
    x = 1
    try:
        return x
    finally:
        x = 2
print(f(), g(), h(), k())
