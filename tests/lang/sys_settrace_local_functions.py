# What the trace function answers to a call traces that frame's lines; f_trace can be set, read and taken away.
import sys

log = []


def only_f(frame, event, arg):
    log.append((event, frame.f_code.co_name))
    return lines if frame.f_code.co_name == "f" else None


def lines(frame, event, arg):
    log.append((event, frame.f_lineno - frame.f_code.co_firstlineno))


def g():
    return 1


def f():
    a = g()
    b = g()
    return a + b


sys.settrace(only_f)
f()
sys.settrace(None)
print(log)


def swap(frame, event, arg):
    log.append(("swap", event))
    return second


def second(frame, event, arg):
    log.append(("second", event))
    return swap


log.clear()
sys.settrace(swap)
f()
sys.settrace(None)
print(log)


def no_lines(frame, event, arg):
    frame.f_trace_lines = False
    log.append(event)
    return no_lines


log.clear()
sys.settrace(no_lines)
f()
sys.settrace(None)
print(log)


def later():
    here = sys._getframe()
    print(here.f_trace, here.f_trace_lines, here.f_trace_opcodes)
    here.f_trace = lines
    a = 1
    b = 2
    here.f_trace = None
    c = 3
    here.f_trace = lines
    del here.f_trace
    return a + b + c


log.clear()
sys.settrace(lambda *args: None)
later()
sys.settrace(None)
print(log)


def opcodes(frame, event, arg):
    frame.f_trace_opcodes = True
    log.append((event, frame.f_lasti))
    return opcodes


log.clear()
sys.settrace(opcodes)
f()
sys.settrace(None)
print(sorted({e for e, _ in log}), sum(e == "opcode" for e, _ in log) > 8)
for bad in (1, None):
    try:
        sys._getframe().f_trace_lines = bad
    except TypeError as e:
        print(e)
