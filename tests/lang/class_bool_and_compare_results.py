# Comparison methods may return anything.
class A:
    def __lt__(self, o): return []
    def __gt__(self, o): return "gt"
    def __eq__(self, o): return 0
    def __contains__(self, o): return "yes"
a = A()
print(a < 1, a > 1, a == 1, a != 1, 1 in a, 1 not in a, 1 < a, 1 > a)
print(1 < 2 < a, a < 1 < 2)
