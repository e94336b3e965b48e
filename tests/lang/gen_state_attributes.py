def g():
    yield 1
    yield 2
x = g()
print(x.gi_running, x.gi_frame is not None, x.gi_yieldfrom, x.gi_code.co_name)
next(x)
print(x.gi_frame.f_lineno)
list(x)
print(x.gi_frame)
