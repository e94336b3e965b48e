for e in (KeyError("a"), IndexError("b"), ValueError("c"), OSError("d")):
    try:
        raise e
    except (KeyError, IndexError) as x:
        print("tuple", type(x).__name__)
    except LookupError:
        print("never")
    except ValueError:
        print("value")
    except Exception:
        print("rest")
try:
    try:
        raise ValueError
    except 5:
        pass
except TypeError as e:
    print("TypeError:", e)
