x = [a，b]
