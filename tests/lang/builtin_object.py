o = object()
print(o == o, o == object(), type(o).__name__, hasattr(o, "__dict__"), object.__doc__ is not None, isinstance(o, object), repr(o).startswith("<object object at 0x"), str(o) == repr(o))
