def f():
    return len([1]) + undefined_thing * 2
f()
