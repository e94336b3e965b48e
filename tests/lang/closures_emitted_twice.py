# What is inside a `finally` or the condition of a `while` is compiled more than once: functions in there are whole each time.
WORDS = "a", "b"


def in_a_condition(n):
    said = ""
    i = 0
    while i < n and not any(word in said + last for word in WORDS for last in "xy"):
        i += 1
        if i == 3:
            said = "b"
    return i, said


def with_a_lambda(n):
    seen = []
    while (lambda a, *rest, b=n: seen.append((a, rest, b)) or len(seen) < n)(len(seen), n, "r"):
        n -= 1
    return seen


def in_a_finally(fail):
    told = []
    try:
        if fail == "return":
            return told
        if fail:
            raise ValueError(fail)
    except ValueError as e:
        told.append(str(e))
    finally:
        told += [x + y for x in (lambda: str(fail))() for y in "12"]
        told.append({k: told[k] for k in range(len(told))})
    return told


def with_a_class(n):
    while type("C", (), {}) and (lambda: __name__)() and [c for c in (lambda q: [q + n, n])(1)][1] < 3:
        n += 1
    return n


def nested(n):
    out = []
    while [[(a, b, n) for b in range(a)] for a in range(n)][-1:] and n > 0:
        try:
            out.append(n)
        finally:
            out.append([lambda: out, n][1])
            n -= 1
    return out


def a_class_in_a_finally(fail):
    try:
        if fail:
            return fail
    finally:
        class Loud(str):
            echo = [fail for _ in range(2)]

            def __str__(self):
                return super().__str__().upper() + str(self.echo) + str(fail)
        print(Loud("hey"))


a_class_in_a_finally(0)
print(a_class_in_a_finally(7))
for n in 1, 2, 10:
    print(in_a_condition(n), with_a_lambda(n), with_a_class(n), nested(n))
for fail in None, "", "x", "return":
    print(in_a_finally(fail))
