# Functions that are called at each fork: before it the youngest first, after it the oldest first; what they
# raise is told and ends nothing.
import os
import sys

sys.unraisablehook = lambda args: print('told', args.exc_value, args.object is fail, flush=True)


def fail():
    raise LookupError('in a hook')


def say(*words):
    return lambda: print(*words, flush=True)


for wrong in ({}, {'before': None}, {'before': 1}, {'after_in_child': 'name'}, {'after_in_parent': ()}):
    try:
        os.register_at_fork(**wrong)
    except TypeError as e:
        print(e)
try:
    os.register_at_fork(fail)
except TypeError:
    print('by name alone')
r, w = os.pipe()                         # the parent's lines come after the child's
os.register_at_fork(after_in_parent=lambda: (os.close(w), os.read(r, 1)))
os.register_at_fork(before=say('before 1'), after_in_parent=say('parent 1'), after_in_child=say('child 1'))
os.register_at_fork(before=fail, after_in_child=say('child 2'))
os.register_at_fork(before=say('before 3'), after_in_parent=say('parent 3'))
pid = os.fork()
if pid == 0:
    print('child', flush=True)
    os._exit(0)
os.waitpid(pid, 0)
