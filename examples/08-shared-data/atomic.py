# gilvm only: a schedule says who runs each instruction, which CPython cannot be told
# flags: --sim=default --polls=every
"""Which operations are atomic? Every order of two threads' instructions is tried.

    gilvm sim examples/08-shared-data/atomic.py
    gilvm sim examples/08-shared-data/atomic.py 'x += 1'     one of them; 'list[i] += 1' takes half a minute
    gilvm dis examples/08-shared-data/atomic.py              the instructions, a mark at each switch point

Row 19. Two threads do an operation at the same time: both the same one, or one reads what the other
replaces. First one after the other: what comes out then, in either order, is right. Then in every order
that their instructions can have, by the policy `script`: `2@3,3@1` means that thread 2 runs until it has
done three instructions, thread 3 one. An operation is atomic if nothing else ever comes out.

The instructions shown are those of the first thread, but for the two that every function ends with. An arrow
stands behind those after which it is enough to let the other thread in once to make the result wrong.
"""
import _thread
import dis
import gil
import io
import sys
import time


class Box:
    pass


box, numbers, table, got = Box(), [], {}, []
x = 0


# The operations. `me` is 1 in the one thread and 2 in the other.
def read_attribute(me):
    got.append(box.value)


def replace_attribute(me):
    box.value = me


def read_global(me):
    got.append(x)


def replace_global(me):
    global x
    x = me


def fetch_item(me):
    got.append(numbers[0])


def replace_item(me):
    numbers[0] = me


def fetch_value(me):
    got.append(table['键'])


def replace_value(me):
    table['键'] = me


def append(me):
    numbers.append(me)


def add_key(me):
    table[me] = me


def clear(me):
    table.clear()


def add_to_global(me):
    global x
    x += 1


def add_to_attribute(me):
    box.value += 1


def add_to_item(me):
    numbers[0] += 1


# What it is called, what the first thread does, what the second one does.
OPERATIONS = [
    ('object.attr', read_attribute, replace_attribute),
    ('object.attr = value', replace_attribute, replace_attribute),
    ('global', read_global, replace_global),
    ('global = value', replace_global, replace_global),
    ('list[i]', fetch_item, replace_item),
    ('list[i] = value', replace_item, replace_item),
    ('list.append(value)', append, append),
    ('dict[key]', fetch_value, replace_value),
    ('dict[key] = value', add_key, add_key),
    ('dict.clear()', clear, add_key),
    ('x += 1', add_to_global, add_to_global),
    ('object.attr += 1', add_to_attribute, add_to_attribute),
]
# Ten instructions each can be put into 184,756 orders: only if it is asked for, by its name.
LONG = [('list[i] += 1', add_to_item, add_to_item)]


def prepare():
    global x
    box.value = x = 0
    numbers[:] = [0]
    table.clear()
    table['键'] = 0
    got.clear()


def outcome():
    """All that the two could have changed."""
    return str((x, box.value, numbers, list(table.items()), got))


def instructions(function):
    """The listing of a function, an instruction a line, without line numbers and places."""
    text = io.StringIO()
    dis.dis(function, file=text)
    lines = [line.partition('*')[2].strip() for line in text.getvalue().splitlines()]
    return [line for line in lines if line][:-2]          # not LOAD_CONST None, RETURN


def run(first, second, order):
    """Lets the two threads run as `order` says, a letter an instruction; what is left of each comes at the end."""
    prepare()
    gil.set_policy('cooperative')                         # both are to stand before their first instruction
    for me, function in enumerate((first, second), 1):
        _thread.start_new_thread(function, (me,))
    ids = [t['id'] for t in gil.stats()['threads']][-2:]
    done, schedule = [0, 0], []
    for letter in order:
        i = 'AB'.index(letter)
        done[i] += 1
        schedule.append('%d@%d' % (ids[i], done[i]))
    schedule += ['%d@*' % i for i in ids + [1]]
    gil.set_policy('script:' + ','.join(schedule))
    time.sleep(0)                                         # gives the lock away; the schedule ends with this thread
    return outcome()


def orders(a, b):
    """All orders of a and b instructions."""
    if a == 0 or b == 0:
        yield 'A' * a + 'B' * b
    else:
        for rest in orders(a - 1, b):
            yield 'A' + rest
        for rest in orders(a, b - 1):
            yield 'B' + rest


def try_all(name, first, second):
    listing = instructions(first)
    a, b = len(listing), len(instructions(second))
    right = {run(first, second, 'A' * a + 'B' * b), run(first, second, 'B' * b + 'A' * a)}
    tried = list(orders(a, b))
    wrong = {order for order in tried if run(first, second, order) not in right}
    if wrong:
        print('%-20s 不是原子: %d of %d orders go wrong' % (name, len(wrong), len(tried)))
    else:
        print('%-20s 原子: right in all %d orders' % (name, len(tried)))
    for i, line in enumerate(listing, 1):
        bad = 'A' * i + 'B' * b + 'A' * (a - i) in wrong
        print('    %-46s<-' % line if bad else '    ' + line)


if len(sys.argv) < 2:
    wanted = OPERATIONS
else:
    wanted = [operation for operation in OPERATIONS + LONG if operation[0] in sys.argv[1:]]
for operation in wanted:
    try_all(*operation)
