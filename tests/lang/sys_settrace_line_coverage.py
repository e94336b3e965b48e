# Which lines of a function ran: what coverage tools do.
import sys

ran = set()


def tracer(frame, event, arg):
    if frame.f_code is grade.__code__ and event == "line":
        ran.add(frame.f_lineno - frame.f_code.co_firstlineno)
    return tracer


def grade(points):
    if points > 100:
        raise ValueError("too many")
    match points // 10:
        case 10 | 9:
            mark = "A"
        case 8:
            mark = "B"
        case n if n >= 5:
            mark = "C"
        case _:
            mark = "F"
    with open("/dev/null") as f:
        for line in f:
            mark += line
    assert mark, (
        "none")
    result = [
        mark,
        points,
    ]
    return result


for p in (95, 55):
    ran.clear()
    sys.settrace(tracer)
    grade(p)
    sys.settrace(None)
    print(p, sorted(ran))
