# run: --tick-ns=10 --item-ns=5
# run: --tick-ns=10 --item-ns=0
# What goes through much takes time: by the element, the digit, or 16 bytes. What does not, does not.
import gc
import time

gc.disable()  # its time would be in the figures


def cost(name, f):
    t0 = time.perf_counter()
    f()
    print("%-22s %8.0f us" % (name, (time.perf_counter() - t0) * 1e6))


numbers = list(range(100000, 0, -1))
text = "a" * 1600000
big = 3 ** 100000
cost("nothing", lambda: None)
cost("len(numbers)", lambda: len(numbers))
cost("numbers[5]", lambda: numbers[5])
cost("sum(numbers)", lambda: sum(numbers))
cost("max(numbers)", lambda: max(numbers))
cost("-1 in numbers", lambda: -1 in numbers)
cost("numbers[:]", lambda: numbers[:])
cost("sorted(numbers)", lambda: sorted(numbers))
cost("text + text", lambda: text + text)
cost("text.find('b')", lambda: text.find("b"))
cost("big * big", lambda: big * big)
cost("any(generator)", lambda: any(False for i in range(100)))
