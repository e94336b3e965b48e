def f(): ...
class A: pass
print(f(), ..., Ellipsis is ..., type(...).__name__)
if 1: pass
