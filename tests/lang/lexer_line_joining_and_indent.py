if True:
	print("tab indent")
	if True:
		print("two tabs")
def f(a,
      b=[1,
         2],
      ): return (a +
  b[0])
print(f(1))
x = [
        1,
  2,
]; y = {
'a':
1}
print(x, y)
for i in range(2): print(i); print("same line")
class A: x = 1; y = 2
print(A.x + A.y, 1 if x else
      2) if 0 else print("joined \
string")

if 1:

    print("blank lines")

    # and comments

    print("inside")
