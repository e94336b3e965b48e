# A thread that fails while sys.stderr is None says so on the one that there was when it was made.
import io
import sys
import threading


def fail():
    raise LookupError('told after all')


def told(file):
    lines = file.getvalue().splitlines()
    return (lines[0], lines[-1]) if lines else None


kept, mine = sys.stderr, io.StringIO()
sys.stderr = mine
early = threading.Thread(target=fail, name='early')
sys.stderr = None
late = threading.Thread(target=fail, name='late')
for t in early, late:
    t.start()
    t.join()
print(told(mine))

other = sys.stderr = io.StringIO()
third = threading.Thread(target=fail, name='third')
sys.stderr = mine
third.start()
third.join()
sys.stderr = kept
print(told(other), mine.getvalue().count('Exception in thread'))
