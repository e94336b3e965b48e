def f(colour=1): pass
f(color=2)
