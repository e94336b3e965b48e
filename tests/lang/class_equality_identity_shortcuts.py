# Containers compare by identity first.
class Never:
    def __eq__(self, o): return False
n = Never()
print(n == n, [n] == [n], n in [n], [n].index(n), (n,) == (n,), {1: n} == {1: n}, [n].count(n))
