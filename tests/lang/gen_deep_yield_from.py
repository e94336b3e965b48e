def deep(n):
    if n: yield from deep(n - 1)
    else: yield "bottom"
print(list(deep(200)))
