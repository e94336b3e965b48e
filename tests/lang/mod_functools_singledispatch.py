from functools import singledispatch, singledispatchmethod
@singledispatch
def show(x): return f"object {x}"
@show.register(int)
def _(x): return f"int {x}"
@show.register
def _(x: list): return f"list of {len(x)}"
@show.register(float)
@show.register(complex)
def _(x): return "number"
print(show(1), show([1, 2]), show(1.5), show(1j), show("s"), show(True), show.dispatch(bool)(False))
class A:
    @singledispatchmethod
    def f(self, x): return "base"
    @f.register
    def _(self, x: str): return "str " + x
print(A().f(1), A().f("x"))
