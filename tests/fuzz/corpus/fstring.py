x, w = 3.14159, 8
print(f"{x:.2f} {x!r:>{w}} {x=} {{}} {'a' if x else 'b'} {x:{w}.{2}}")
