def attempt(o):
    try:
        with o: pass
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
class NoExit:
    def __enter__(self): print("entered")
class NoEnter:
    def __exit__(self, *a): pass
class RaiseEnter:
    def __enter__(self): raise ValueError("in enter")
    def __exit__(self, *a): print("not called")
class RaiseExit:
    def __enter__(self): pass
    def __exit__(self, *a): raise ValueError("in exit")
for o in (5, NoExit(), NoEnter(), RaiseEnter(), RaiseExit()): attempt(o)
