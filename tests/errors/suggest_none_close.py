xylophone = 1
print(qqq)
