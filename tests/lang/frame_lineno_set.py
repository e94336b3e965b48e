# Where f_lineno cannot be set, and what is said.
import sys

frame = sys._getframe()


def ended():
    return sys._getframe()


for wrong in (lambda: setattr(frame, "f_lineno", 3), lambda: setattr(ended(), "f_lineno", 3), lambda: delattr(frame, "f_lineno"),
              lambda: setattr(frame, "f_lineno", "x")):
    try:
        wrong()
    except (AttributeError, ValueError) as e:
        print(type(e).__name__, e)


def tracer(f, event, arg):
    if event == "call" and f.f_code.co_name == "traced":
        try:
            f.f_lineno = 3
        except ValueError as e:
            print(event, e)


def traced():
    pass


sys.settrace(tracer)
traced()
sys.settrace(None)
