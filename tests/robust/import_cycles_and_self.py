import _cycle_a
print(_cycle_a.done, _cycle_a._cycle_b.done)
import import_cycles_and_self as me
print(me.__name__, me is __import__("sys").modules["__main__"]) if __name__ == "__main__" else print("second copy")
