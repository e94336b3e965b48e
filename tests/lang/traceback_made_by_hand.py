# A traceback made by a script has the line that it was given.
import sys
import types


def frame():
    return sys._getframe()


first = types.TracebackType(None, frame(), 4, 77)
print(first.tb_lineno, first.tb_lasti, first.tb_next)
second = types.TracebackType(first, first.tb_frame, 4, 78)
print(second.tb_next is first, second.tb_lineno)
try:
    types.TracebackType(None, first.tb_frame, 1, "x")
except TypeError as e:
    print(type(e).__name__)
try:
    raise ValueError("x").with_traceback(second)
except ValueError as e:
    step = e.__traceback__
    while step is not None:
        print(step.tb_frame.f_code.co_name, step.tb_lineno)
        step = step.tb_next
