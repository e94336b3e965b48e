# However early or late __del__ runs, it has run after a collection.
import gc
kept = []
class A:
    def __del__(self): kept.append(self)
def make():
    for _ in range(3): A()
make()
gc.collect()
gc.collect()
print(len(kept))
class B:
    def __del__(self):
        x = [B2() for _ in range(3)]
class B2: pass
def mk():
    for _ in range(100): B()
mk()
gc.collect()
print("alive")
