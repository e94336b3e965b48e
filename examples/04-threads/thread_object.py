"""What a Thread object can tell, before, during and after its life.

    gilvm examples/04-threads/thread_object.py

Row 11: group, target, name, args, kwargs, daemon; start, run, join with a time-out, is_alive,
ident, native_id, and the errors of starting twice, joining oneself and changing the mark too late.
"""
import threading

go = threading.Event()
t = threading.Thread(group=None, target=go.wait, name='t1', args=(), kwargs={}, daemon=False)
print('before:', t.name, t.ident, t.native_id, t.is_alive(), t.daemon)
t.start()
print('during:', t.name, t.ident is not None, t.native_id is not None, t.is_alive())

t.join(timeout=0.05)             # comes back although the thread lives on
print('after a join that timed out:', t.is_alive())
t.name = '改名'
print('renamed:', t.name)


def complain(what, function, *args):
    try:
        function(*args)
    except Exception as error:
        print(what + ':', type(error).__name__ + ':', error)


complain('start twice', t.start)
complain('mark too late', setattr, t, 'daemon', True)
go.set()
t.join()
print('after:', t.is_alive(), t.ident is not None)

complain('join before start', threading.Thread(target=print).join)
complain('join oneself', threading.current_thread().join)
complain('group', lambda: threading.Thread(group=1))

# run() called by hand is an ordinary call, in the caller's thread.
threading.Thread(target=lambda: print('run in', threading.current_thread().name)).run()
