class L:
    def __len__(self): return "3"
class M:
    def __len__(self): return 10 ** 30
for o in (L(), M(), 5, lambda: 0):
    try:
        len(o)
    except Exception as e:
        print(type(e).__name__, e)
import operator
class H:
    def __length_hint__(self): return 7
print(operator.length_hint(H()), operator.length_hint([1, 2]), operator.length_hint(5, 9))
