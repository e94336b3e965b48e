s = {1}
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: s.remove(5))
attempt(lambda: set().pop())
attempt(lambda: s.add([]))
attempt(lambda: {1, []})
attempt(lambda: s[0])
attempt(lambda: s | [1])
attempt(lambda: s < [1])
attempt(lambda: set(5))
attempt(lambda: s.union(5))
attempt(lambda: hash(s))
attempt(lambda: frozenset().add(1))
attempt(lambda: s + s)
attempt(lambda: s.remove("中"))
attempt(lambda: set(1, 2))
attempt(lambda: {} in s)
attempt(lambda: s.__ior__([1]))
