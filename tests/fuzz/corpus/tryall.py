try:
    1 / 0
except (ValueError, ZeroDivisionError) as e:
    print(e)
else: pass
finally: print("f")
