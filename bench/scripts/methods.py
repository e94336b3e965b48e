# Method calls and attributes, reads and writes.
class Counter:
    def __init__(self, step):
        self.step = step
        self.value = 0

    def bump(self):
        self.value += self.step
        return self

    def get(self):
        return self.value


class Doubled(Counter):
    def bump(self):
        super().bump()
        self.value += self.step
        return self


def run(n):
    a, b = Counter(1), Doubled(2)
    total = 0
    for _ in range(n):
        total += a.bump().get()
        total += b.bump().get()
    return total


print(run(1_200_000))
