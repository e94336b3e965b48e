count = 0
def bump():
    global count, fresh
    count += 1
    fresh = count * 10
bump(); bump()
print(count, fresh)
class A:
    global made_in_class
    made_in_class = 7
print(made_in_class, hasattr(A, "made_in_class"))
