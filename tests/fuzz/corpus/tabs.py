if 1:
	x = 1
	if x:
		print(x)
# comment
y = (1,
  2); z = [
]
