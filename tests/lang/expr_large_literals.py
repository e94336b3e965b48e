d = {i: str(i) for i in range(300)}
big = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] * 1
src = "[" + ",".join(str(i) for i in range(3000)) + "]"
print(sum(eval(src)), len(eval("{" + ",".join(f"{i}:{i}" for i in range(2000)) + "}")))
src = "def f(" + ",".join(f"a{i}" for i in range(300)) + "): return a0 + a299"
exec(src)
print(f(*range(300)))
exec("def g():\n" + "".join(f"    v{i} = {i}\n" for i in range(400)) + "    return v399 + v256")
print(g())
exec("x = 1\n" + "if x:\n    x += 1\n" * 2000 + "print(x)")
exec("print(" + "+".join(["1"] * 500) + ")")
exec("y = 0\nfor i in range(3):\n" + "    y += i\n" * 3000 + "print(y)")
