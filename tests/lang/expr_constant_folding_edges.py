print(2 ** 0.5 == 2 ** 0.5, -0.0, 0.0 - 0.0, 1 - 1.0, "a" * 3 + "b", (1, 2) + (3,), (1, 2)[1], -1 ** 2, not 1, 10 ** 18 * 10 ** 18, 1 << 64 >> 63, 3 * "" == "", [1, 2, 3] == [1, 2, 3], (1, 2) is not None)
def f(): return 1 / 0 if False else "folded late"
print(f())
x = "never" if 0 else "always"
print(x)
while 0: print("dead")
if "": print("dead")
