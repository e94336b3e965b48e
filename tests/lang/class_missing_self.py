class A:
    def m(): return 1
try:
    A().m()
except TypeError as e:
    print(e)
print(A.m())
