a = 1; b = 2; print(a + b);
total = a + \
        b
print(total)
lst = [
    1,
    2,  # with a comment

    3,
]
print(lst)
s = ("one "
     "two "
     'three')
print(s)
if (a and
        b): print("both")
