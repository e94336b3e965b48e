import sys
for a in ((), (3,), ("message",), (None,), ([1],)):
    try:
        sys.exit(*a)
    except SystemExit as e:
        print(repr(e), e.code)
try:
    sys.exit(1, 2)
except TypeError as e:
    print(e)
try:
    try:
        sys.exit(5)
    finally:
        print("finally runs")
except BaseException as e:
    print(type(e).__name__)
print("last")
sys.exit(0)
