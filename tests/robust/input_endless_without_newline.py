import io, sys
sys.stdin = io.StringIO("x" * 1000000)
print(len(input()))
try:
    input()
except EOFError as e:
    print("EOFError", e)
s = io.StringIO("a\n" * 100000)
print(sum(1 for _ in s))
