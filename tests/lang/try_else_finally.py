def f(x):
    try:
        print("try", end=" ")
        if x: raise x
    except ValueError:
        print("except", end=" ")
    else:
        print("else", end=" ")
    finally:
        print("finally")
f(None)
f(ValueError())
try:
    f(KeyError("other"))
except KeyError as e:
    print("outer", repr(e))
