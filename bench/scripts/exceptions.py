# Raising and catching, finally, with.
class Mine(Exception):
    pass


class Manager:
    def __init__(self):
        self.entered = 0

    def __enter__(self):
        self.entered += 1
        return self

    def __exit__(self, *exc):
        return exc[0] is Mine


def deep(n):
    if n == 0:
        raise Mine("bottom")
    deep(n - 1)


def run(n):
    caught = finals = 0
    m = Manager()
    d = {}
    for i in range(n):
        try:
            caught += 1
        finally:
            finals += 1
        try:
            d[i]
        except KeyError as e:
            caught += e.args[0] & 1
        with m:
            if i & 1:
                raise Mine(i)
    for i in range(n // 10):
        try:
            deep(8)
        except (ValueError, Mine):
            caught += 1
    return caught, finals, m.entered


print(run(500_000))
