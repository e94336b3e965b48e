import sys
def f():
    fr = sys._getframe()
    return fr.f_code.co_name, fr.f_lineno, fr.f_back.f_code.co_name, sorted(fr.f_locals)
def g():
    x = 1
    return sys._getframe(1).f_code.co_name, f()
print(g(), sys._getframe().f_globals is globals())
