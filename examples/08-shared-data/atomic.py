# gilvm only: switches after every instruction, which CPython cannot be told to do
# flags: --polls=every
"""Which operations are atomic? Two threads do each of them while the lock changes hands all the time.

    gilvm --polls=every examples/08-shared-data/atomic.py
    gilvm --polls=every examples/08-shared-data/atomic.py -v     with the instructions of each

Row 19. Under `fifo:N` the running thread is stopped after exactly N instructions, wherever it is.
Trying N = 1 to 15 stops the threads at many different points of the operation: the loop of one is
longer than the other's, so their positions drift past each other. That is a wide search, not a proof
that every pair of switch points was met; the instructions (-v) are the other half of the argument.
While one thread reads, the other one writes. What holds in all runs is called atomic; the documents'
list holds, and `x += 1`, which reads, adds and writes, is not on it.
"""
import dis
import sys
import threading

import gil

ROUNDS = 60
BUDGETS = range(1, 16)


class Box:
    value = 0


box, numbers, table = Box(), [], {}
x = 0
seen = set()


# Each operation: what both threads do in round i, then whether what is left is right.
def set_attribute(i):
    box.value = (i, -i)


def get_attribute(i):
    seen.add(box.value)


def set_global(i):
    global x
    x = (i, -i)


def get_global(i):
    seen.add(x)


def list_item(i):
    seen.add(numbers[0])


def dict_item(i):
    seen.add(table['键'])


def list_append(i):
    numbers.append(i)


def dict_add(i):
    table[threading.get_ident(), i] = i


def dict_clear(i):
    table.clear()


def add_to_global(i):
    global x
    x += 1


def add_to_attribute(i):
    box.value += 1


def add_to_item(i):
    numbers[0] += 1


def set_list_item(i):
    numbers[0] = (i, -i)


def set_dict_item(i):
    table['键'] = (i, -i)


# What the other thread does meanwhile, if not the same: a reader needs a writer beside it.
RIVALS = {get_attribute: set_attribute, get_global: set_global,
          list_item: set_list_item, dict_item: set_dict_item}


def whole():
    """Nobody ever saw, or left behind, half of a pair."""
    pairs = list(seen) + [v for v in (box.value, x) if isinstance(v, tuple)]
    return all(isinstance(p, tuple) and p[0] == -p[1] for p in pairs)


OPERATIONS = [
    ('object.attr = value', set_attribute, whole),
    ('value = object.attr', get_attribute, whole),
    ('global = value', set_global, whole),
    ('value = global', get_global, whole),
    ('value = list[i]', list_item, whole),
    ('value = dict[key]', dict_item, whole),
    ('list.append(value)', list_append, lambda: len(numbers) == 1 + 2 * ROUNDS),
    ('dict[key] = value', dict_add, lambda: len(table) == 1 + 2 * ROUNDS),
    ('dict.clear()', dict_clear, lambda: table == {}),
    ('global += 1', add_to_global, lambda: x == 2 * ROUNDS),
    ('object.attr += 1', add_to_attribute, lambda: box.value == 2 * ROUNDS),
    ('list[i] += 1', add_to_item, lambda: numbers[0] == 2 * ROUNDS),
]


def prepare(operation):
    global x
    counting = operation in (add_to_global, add_to_attribute, add_to_item)
    first = 0 if counting else (0, 0)
    box.value = x = first
    numbers[:] = [first]
    table.clear()
    table['键'] = first
    seen.clear()


def one(operation, start):
    start.wait()
    for i in range(ROUNDS):
        operation(i)


def other(operation, start):
    start.wait()
    for i in range(ROUNDS):
        operation(i)
        spare = i                 # makes this loop longer than the other one


def holds(operation, right, budget):
    prepare(operation)
    start = threading.Barrier(2)
    threads = [threading.Thread(target=f, args=(what, start))
               for f, what in ((one, operation), (other, RIVALS.get(operation, operation)))]
    gil.set_policy('fifo:%d' % budget)
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    gil.set_policy('fifo:1000')
    return right()


if '-v' in sys.argv:
    for name, operation, right in OPERATIONS:
        print(name)
        dis.dis(operation)
for name, operation, right in OPERATIONS:
    ok = all([holds(operation, right, budget) for budget in BUDGETS])
    print('%-22s %s' % (name, '原子' if ok else '不是原子'))
