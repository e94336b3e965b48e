# gilvm only: CPython's recursion ends in a RecursionError of its own
# A chain of 100,000 causes is made, raised and written in time that grows with its length alone.
import traceback

e = None
for i in range(100_000):
    n = ValueError(i)
    n.__cause__ = e
    e = n
try:
    raise e
except ValueError as caught:
    print(caught)
try:
    text = traceback.format_exc()
except Exception as error:
    print(type(error).__name__)
import sys

sys.excepthook = lambda cls, value, tb: (sys.__excepthook__(cls, value, tb), print("shown"))
sys.stderr = type("Lines", (), {"n": 0, "write": lambda self, text: setattr(self, "n", self.n + text.count("ValueError")), "flush": lambda self: None})()
sys.excepthook(*([type(e), e, None]))
print(sys.stderr.n)
