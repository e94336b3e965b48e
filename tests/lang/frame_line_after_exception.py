"""Where a frame says it was when an exception has ended it: the line that raised, or raised again."""

def f1():
    try:
        1/0
    except:
        1/0
        pass
def f2():
    try:
        1/0
    except TypeError as ex:
        pass
def f3():
    try:
        1/0
    finally:
        pass
def f4():
    with open('/dev/null'):
        1/0
        pass
def f5():
    for i in [1]:
        try:
            1/0
        except ZeroDivisionError as e:
            raise
def f6():
    try:
        try: 1/0
        finally:
            x = 1
            y = 2
    except ValueError: pass
def f7():
    for i in [1]:
        try:
            1/0
        except ZeroDivisionError as e:
            raise KeyError from e
def f8():
    try:
        raise ExceptionGroup('a', [OSError()])
    except* KeyError:
        pass
def f9():
    try:
        raise ExceptionGroup('a', [OSError()])
    except* OSError:
        raise
for f in (f1, f2, f3, f4, f5, f6, f7, f8, f9):
    try: f()
    except Exception as e:
        tb = e.__traceback__.tb_next
        while tb:
            fr = tb.tb_frame
            print(f.__name__, tb.tb_lineno - f.__code__.co_firstlineno, fr.f_lineno and fr.f_lineno - f.__code__.co_firstlineno)
            tb = tb.tb_next
def gen():
    try:
        yield
    finally:
        x = 1
        y = 2


g = gen()
next(g)
try:
    g.throw(KeyError)
except KeyError as e:
    fr = e.__traceback__.tb_next.tb_frame
    print(fr.f_lineno - gen.__code__.co_firstlineno)
