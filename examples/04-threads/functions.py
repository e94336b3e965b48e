"""The functions of the module: who is there, who am I, and hooks for every new thread.

    gilvm examples/04-threads/functions.py

Row 13: active_count, current_thread, enumerate, main_thread, get_ident, stack_size, excepthook,
settrace, setprofile.
"""
import threading

go = threading.Event()
threads = [threading.Thread(target=go.wait, name='线程%d' % i) for i in range(3)]
for t in threads:
    t.start()

# Started and not yet ended: neither before start() nor after the end.
print(threading.active_count(), len(threading.enumerate()) == threading.active_count())
print(sorted(t.name for t in threading.enumerate()))
print(threading.current_thread() is threading.main_thread(), threading.main_thread().name)
print(threading.get_ident() == threading.current_thread().ident)
go.set()
for t in threads:
    t.join()
print(threading.active_count())

# The stack of threads that are made from now on; 0 is the system's choice.
print(threading.stack_size(256 * 1024), threading.stack_size(0), threading.stack_size())
try:
    threading.stack_size(1)
except ValueError as error:
    print('ValueError:', error)


# What happens with an exception that nobody caught is a hook too.
def hook(args):
    print('excepthook:', args.thread.name, args.exc_type.__name__, args.exc_value)


def fail():
    raise RuntimeError('出错了')


threading.excepthook = hook
t = threading.Thread(target=fail, name='失败者')
t.start()
t.join()

# Set before run(), a trace function sees each line of each thread made later, a profile function
# each call and return.
lines, calls = [], []


def traced():
    x = 1
    return x


def trace(frame, event, arg):
    if frame.f_code.co_name == 'traced':
        lines.append(event)
    return trace


def profile(frame, event, arg):
    if frame.f_code.co_name == 'traced':
        calls.append(event)


threading.settrace(trace)
t = threading.Thread(target=traced)
t.start()
t.join()
threading.settrace(None)
threading.setprofile(profile)
t = threading.Thread(target=traced)
t.start()
t.join()
threading.setprofile(None)
print('settrace:', lines)
print('setprofile:', calls)
