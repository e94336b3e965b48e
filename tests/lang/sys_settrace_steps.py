# gilvm only: gil.steps
# Tracing does not change how many steps the traced code counts: only the trace function's own are added.
import sys
import gil


def f(x):
    y = x + 1
    return len([y])


def run():
    before = gil.steps()
    for i in range(10):
        f(i)
    return gil.steps() - before


plain = run()
sys.settrace(lambda *args: None)     # two steps for each call of f
traced = run()
sys.settrace(None)
sys.setprofile(lambda *args: None)   # call, c_call, c_return, return; and those of gil.steps
profiled = run()
sys.setprofile(None)
print(traced - plain, profiled - plain, run() == plain)
