# The famous one: raises, and has changed the list all the same.
t = ([1], 2)
try:
    t[0] += [5]
except TypeError as e:
    print("TypeError:", e)
print(t)
