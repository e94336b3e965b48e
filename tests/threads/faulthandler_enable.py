"""enable(): before a fault ends the process, it says where the threads are. Text beyond ASCII is escaped."""
import subprocess
import sys
import tempfile

PRELUDE = '''
import faulthandler, os, resource, signal, sys, threading
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGFPE, signal.SIGBUS, signal.SIGILL):
    signal.signal(number, signal.SIG_DFL)      # sanitizers have handlers of their own
'''
KILL = '''
def 挂掉(n):
    signal.raise_signal(n)

def middle(n):
    挂掉(n)
'''


def run(text):
    with tempfile.NamedTemporaryFile('w', suffix='.py', encoding='utf-8') as file:
        file.write(PRELUDE + text)
        file.flush()
        p = subprocess.run([sys.executable, file.name], capture_output=True, text=True)
        print(p.returncode, p.stdout.splitlines())
        for line in p.stderr.splitlines():
            head, found, rest = line.partition('hread 0x')
            if found:
                line = head + 'hread ID' + rest[16:]
            if 'Extension modules' not in line and 'threading' not in line:
                print(line.replace(file.name, 'FILE'))
        print('---')


for name in ('SIGSEGV', 'SIGABRT', 'SIGFPE', 'SIGBUS', 'SIGILL'):
    run(f'{KILL}\nfaulthandler.enable()\nmiddle(signal.{name})')

# In another thread; all of them, or that one alone.
for all_threads in (True, False):
    run(f'''{KILL}
ready = threading.Event()
faulthandler.enable(all_threads={all_threads})

def worker():
    ready.wait()
    middle(signal.SIGSEGV)

w = threading.Thread(target=worker)
w.start()
ready.set(); w.join()
''')

# Where nothing is enabled (any more), nothing is written.
run(f'{KILL}\nmiddle(signal.SIGSEGV)')
run(f'{KILL}\nfaulthandler.enable()\nfaulthandler.enable()\nprint(faulthandler.disable())\nmiddle(signal.SIGABRT)')

# To a file. A handler that the script had before has its turn behind that.
run(f'''{KILL}
signal.signal(signal.SIGABRT, lambda *args: print('handler', flush=True))
with open(os.devnull, 'w') as nowhere:
    faulthandler.enable(nowhere)
    print(faulthandler.is_enabled())
    middle(signal.SIGABRT)
print(faulthandler.is_enabled())
''')
run('''
def deep(n):
    return deep(n - 1) if n else os.abort()

sys.setrecursionlimit(5000)
faulthandler.enable()
deep(150)
''')
