# The exception that result() raises has the worker's frames in its traceback.
import traceback
from concurrent.futures import ThreadPoolExecutor


def innermost():
    raise ValueError('from the worker')


def work():
    innermost()


with ThreadPoolExecutor() as pool:
    f = pool.submit(work)
    try:
        f.result()
    except ValueError as e:
        names = [frame.name for frame in traceback.extract_tb(e.__traceback__)]
        print(names[0], names[-2:], e, 'run' in names, e.__context__, e.__cause__)
        print(traceback.format_exc().splitlines()[-1])
    try:
        f.result()
    except ValueError as e:
        print(e is f.exception())


class Odd(BaseException):
    pass


def odd():
    raise Odd('not an Exception')


def leave():
    raise SystemExit(3)


with ThreadPoolExecutor(1) as pool:
    a, b = pool.submit(odd), pool.submit(leave)
    print(repr(a.exception()), repr(b.exception()), pool.submit(pow, 2, 3).result())
