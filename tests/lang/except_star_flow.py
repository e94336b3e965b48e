# What except* clauses leave, raise again, or raise themselves is put together as in CPython.
import sys


def show(title, body):
    try:
        body()
        print(title, "-> nothing")
    except BaseException as e:
        print(title, "->", tree(e), "cause", repr(e.__cause__), "context", repr(e.__context__))
    print("   handled after:", sys.exc_info()[1])


def tree(e):
    if isinstance(e, BaseExceptionGroup):
        return "%s(%r, [%s])" % (type(e).__name__, e.message, ", ".join(tree(x) for x in e.exceptions))
    return repr(e)


def make():
    return ExceptionGroup("top", [ValueError(1), ExceptionGroup("in", [TypeError(2), ValueError(3), OSError(4)]), KeyError(5)])


def partial():
    try:
        raise make()
    except* ValueError as e:
        print("  values", tree(e), tree(sys.exc_info()[1]))
    except* OSError as e:
        print("  os", tree(e))


def reraise_bare():
    try:
        raise make()
    except* ValueError:
        raise
    except* TypeError:
        pass


def reraise_named():
    try:
        raise make()
    except* (ValueError, KeyError) as e:
        raise e


def raise_new():
    try:
        raise make()
    except* ValueError as e:
        raise RuntimeError("new")
    except* KeyError as e:
        raise RuntimeError("newer") from None


def raise_new_all():
    try:
        raise make()
    except* Exception as e:
        raise RuntimeError("new") from e.exceptions[0]


def naked():
    try:
        raise ValueError("alone")
    except* TypeError:
        print("  not this")
    except* ValueError as e:
        print("  wrapped", tree(e))
        raise


def naked_unmatched():
    try:
        raise ValueError("alone")
    except* TypeError:
        print("  not this")


def naked_raises():
    try:
        raise ValueError("alone")
    except* ValueError:
        1 / 0


def with_else_finally():
    try:
        try:
            pass
        except* ValueError:
            print("  no")
        else:
            print("  else")
        finally:
            print("  finally")
        raise make()
    except* KeyError:
        print("  key")
    finally:
        print("  finally")


def bad_class():
    try:
        raise make()
    except* 12:
        pass


def group_class():
    try:
        raise make()
    except* ExceptionGroup:
        pass


def group_class_in_tuple():
    try:
        raise make()
    except* (ValueError, BaseExceptionGroup):
        pass


def base():
    try:
        raise BaseExceptionGroup("b", [KeyboardInterrupt(), ValueError(1)])
    except* ValueError:
        pass


def loops():
    for i in range(3):
        try:
            raise ExceptionGroup("loop", [ValueError(i)])
        except* ValueError as e:
            for x in e.exceptions:
                if x.args[0] == 1:
                    break
                continue
            else:
                print("  no break", i)


def nested():
    try:
        try:
            raise make()
        except* TypeError:
            raise ExceptionGroup("inner", [IndexError(7)])
    except* IndexError as e:
        print("  outer", tree(e))


def name_is_gone():
    e = "before"
    try:
        raise make()
    except* Exception as e:
        pass
    print(e)


def generator():
    def g():
        try:
            yield 1
        except* ValueError as e:
            yield tree(e)
        yield "end"
    it = g()
    next(it)
    print("  ", it.throw(ExceptionGroup("thrown", [ValueError(1)])))
    print("  ", next(it))


for f in (partial, reraise_bare, reraise_named, raise_new, raise_new_all, naked, naked_unmatched, naked_raises, with_else_finally,
          bad_class, group_class, group_class_in_tuple, base, loops, nested, name_is_gone, generator):
    show(f.__name__, f)


class Mine(ExceptionGroup):
    def __new__(cls, message, excs, code):
        self = super().__new__(cls, message, excs)
        self.code = code
        return self

    def derive(self, excs):
        return Mine(self.message, excs, self.code + 1)


try:
    try:
        raise Mine("mine", [ValueError(1), TypeError(2), KeyError(3)], 10)
    except* ValueError as e:
        print(type(e).__name__, e.code, tree(e))
        raise
    except* KeyError as e:
        print(type(e).__name__, e.code, tree(e))
except Mine as e:
    print("left", e.code, tree(e))

eg = make()
eg.add_note("noted")
print(eg.subgroup(lambda e: isinstance(e, OSError)).__notes__, eg.subgroup(MemoryError))
match, rest = eg.split((ValueError, KeyError))
print(tree(match), tree(rest), rest.__notes__ is not eg.__notes__)
print(eg.split(ExceptionGroup) == (eg, None))
for bad in (1, "x", (ValueError, 3), [ValueError]):
    try:
        eg.split(bad)
    except TypeError as e:
        print(e)
