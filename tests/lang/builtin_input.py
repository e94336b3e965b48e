import sys, io
sys.stdin = io.StringIO("first\nsecond line\nno newline")
print(input(), "|", input("prompt> "), "|", input())
try:
    input()
except EOFError as e:
    print("EOFError:", e)
