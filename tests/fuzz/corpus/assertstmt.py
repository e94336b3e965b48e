assert 1, "no"
try: assert 0, "yes"
except AssertionError as e: print(e)
