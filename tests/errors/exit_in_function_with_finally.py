import sys
def f():
    try:
        sys.exit("leaving")
    finally:
        print("cleanup", file=sys.stderr)
f()
