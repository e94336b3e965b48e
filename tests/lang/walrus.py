if (n := 10) > 5: print(n)
print([y := 1, y ** 2, y + 5])
data = iter([1, 2, 3, 0, 9])
while (v := next(data)): print(v, end=" ")
print()
print([last := x for x in range(4)], last)
print(any((w := k) > 2 for k in range(5)), w)
def f(): return [(t := i) for i in range(3)], t
print(f())
print((a := 1, 2), a)
def g(x): return x
print(g((b := 5)), b, f"{(c := 7)}", c)
print({(k := "key"): (val := 3)}, k, val)
