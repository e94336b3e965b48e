# run:
# A native function takes time in proportion to what it goes through: ten times the items, 8 to 12 times the time (a table that
# grows as it is filled does so by leaps, so it is not exactly ten).
import gc
import json
import time

gc.disable()  # its time would be in the figures


def cost(f, *args):
    t0 = time.perf_counter_ns()
    f(*args)
    return time.perf_counter_ns() - t0


class Data:
    def __init__(self, n):
        self.list = list(range(n))
        self.odd = list(range(1, 2 * n, 2))
        self.tuple = tuple(self.list)
        self.set = set(self.list)
        self.dict = dict.fromkeys(self.list)
        self.pairs = list(self.dict.items())
        self.str = "ab" * n
        self.bytes = self.str.encode()
        self.words = ["word"] * n
        self.lines = "0123456789abcdef\n" * n
        self.json = json.dumps(self.list)
        self.n = n


functions = {
    "set(list)": lambda x: set(x.list),
    "set(set)": lambda x: set(x.set),
    "frozenset(tuple)": lambda x: frozenset(x.tuple),
    "{*list}": lambda x: {*x.list},
    "set.copy": lambda x: x.set.copy(),
    "set.update": lambda x: set().update(x.list),
    "set | set": lambda x: x.set | {-1},
    "set & set": lambda x: x.set & set(x.odd),
    "set - set": lambda x: x.set - {-1},
    "set ^ set": lambda x: x.set ^ {-1},
    "set <= set": lambda x: x.set <= x.set,
    "set.isdisjoint": lambda x: {*x.list}.isdisjoint(frozenset(range(-x.n, 0))),
    "dict(dict)": lambda x: dict(x.dict),
    "dict(pairs)": lambda x: dict(x.pairs),
    "{**dict}": lambda x: {**x.dict},
    "dict.copy": lambda x: x.dict.copy(),
    "dict.update": lambda x: {-1: 0}.update(x.dict),
    "dict.fromkeys": lambda x: dict.fromkeys(x.list),
    "dict == dict": lambda x: x.dict == x.dict.copy(),
    "list(dict)": lambda x: list(x.dict),
    "list(tuple)": lambda x: list(x.tuple),
    "list[1:]": lambda x: x.list[1:],
    "list[::2]": lambda x: x.list[::2],
    "tuple[1:]": lambda x: x.tuple[1:],
    "str[1:]": lambda x: x.str[1:],
    "bytes[1:]": lambda x: x.bytes[1:],
    "list * n": lambda x: [1, 2] * x.n,
    "str * n": lambda x: "abcdefgh" * x.n,
    "bytes * n": lambda x: b"abcdefgh" * x.n,
    "list + list": lambda x: x.list + x.list,
    "str + str": lambda x: x.str + x.str,
    "bytes + bytes": lambda x: x.bytes + x.bytes,
    "list.extend": lambda x: [].extend(x.list),
    "list.insert(0)": lambda x: x.odd.insert(0, 0),
    "list.pop(0)": lambda x: x.odd.pop(0),
    "list.count": lambda x: x.list.count(-1),
    "hash(tuple)": lambda x: hash(x.tuple),
    "str.join": lambda x: "".join(x.words),
    "str.replace": lambda x: x.str.replace("a", "c"),
    "str.split": lambda x: x.lines.split(),
    "str.splitlines": lambda x: x.lines.splitlines(),
    "str.find": lambda x: x.str.find("c"),
    "str.count": lambda x: x.str.count("a"),
    "str.partition": lambda x: x.str.partition("c"),
    "str.isalpha": lambda x: x.str.isalpha(),
    "str.encode": lambda x: x.str.encode(),
    "in str": lambda x: "c" in x.str,
    "bytes.join": lambda x: b" ".join([x.bytes] * 10),
    "bytes.replace": lambda x: x.bytes.replace(b"a", b"c"),
    "bytes.split": lambda x: x.bytes.split(b"a"),
    "bytes.find": lambda x: x.bytes.find(b"c"),
    "bytes.count": lambda x: x.bytes.count(b"a"),
    "bytes.partition": lambda x: x.bytes.partition(b"c"),
    "bytes.decode": lambda x: x.bytes.decode(),
    "in bytes": lambda x: b"c" in x.bytes,
    "json.dumps": lambda x: json.dumps(x.list),
    "json.loads": lambda x: json.loads(x.json),
}
small, large = Data(25000), Data(250000)
nothing = cost(lambda x: None, small)
for name, f in functions.items():
    once, ten = cost(f, small) - nothing, cost(f, large) - nothing
    yes = once > 0 and 8 <= ten / once <= 12
    print("%-18s %s" % (name, "yes" if yes else "no"))
