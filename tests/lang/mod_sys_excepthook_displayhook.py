import sys
def hook(t, v, tb):
    print("hook:", t.__name__, v, tb.tb_lineno)
sys.excepthook = hook
sys.displayhook("shown")
sys.displayhook(None)
import builtins
print(builtins._)
try:
    1 / 0
except ZeroDivisionError:
    sys.excepthook(*sys.exc_info())
