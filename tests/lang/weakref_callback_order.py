# gilvm only: CPython's collector calls callbacks in the order in which the targets were made
# Callbacks come in the order in which their targets were first referred to; of one target, the newest first.
import gc
import weakref


class Node:
    pass


def make(n, order, heard):
    nodes = [Node() for i in range(n)]
    refs = [weakref.ref(nodes[i], lambda r, i=i: heard.append(i)) for i in order]
    refs += [weakref.ref(nodes[i], lambda r, i=i: heard.append(-i)) for i in order[:3]]
    return refs  # and the nodes die


def expected(order):
    return [x for k, i in enumerate(order) for x in ((-i, i) if k < 3 else (i,))]


def clear_stack(depth=30):
    if depth:
        clear_stack(depth - 1)


for n in (7, 100, 3000):
    order = [i * 1103 % n for i in range(n)]
    heard = []
    refs = make(n, order, heard)
    clear_stack()
    gc.collect()
    want = expected(order)
    # What the machine's stack still points at lives on, so a few may be missing.
    print(n, len(heard) > len(want) - 8, heard == [i for i in want if i in set(heard)])

# Of some that die one after another: each collection is in order.
def leave(keep, half):
    for i in range(half, len(keep), 2):
        keep[i] = None


keep = [Node() for i in range(100)]
order = [i * 37 % 100 for i in range(100)]
heard = []
refs = [weakref.ref(keep[i], lambda r, i=i: heard.append(i)) for i in order]
for half in (0, 1):
    heard.clear()
    leave(keep, half)
    clear_stack()
    gc.collect()
    mine = [i for i in heard if i % 2 == half]
    print(len(mine) > 42, mine == [i for i in order if i in mine])
