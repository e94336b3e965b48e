x = 5
x.value = 3
