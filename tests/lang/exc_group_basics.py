eg = ExceptionGroup("many", [ValueError(1), TypeError(2)])
print(repr(eg), eg.message, eg.exceptions)
try:
    raise eg
except ExceptionGroup as e:
    print(e)
m, r = eg.split(ValueError)
print(repr(m), repr(r))
