# _thread.start_new_thread: arguments, keyword arguments, its answer, and its errors.
import _thread

done = _thread.allocate_lock()
done.acquire()
got = []


def f(*args, **kwargs):
    got.append((args, kwargs, _thread.get_ident()))
    done.release()


for args in ((), (1, 2)), ((1,), {"k": 2}), ((), {}):
    ident = _thread.start_new_thread(f, *args) if isinstance(args[1], dict) else _thread.start_new_thread(f, args[1])
    done.acquire()
    print(got[-1][:2], got[-1][2] == ident)
ident = _thread.start_new(f, ("old name",))
done.acquire()
print(got[-1][:2], got[-1][2] == ident)
for args in ((), (f,), (5, ()), (f, []), (f, (), []), (f, (), {}, 1), (f, None)):
    try:
        _thread.start_new_thread(*args)
    except TypeError as e:
        print(e)
try:
    _thread.start_new_thread(f, args=())
except TypeError as e:
    print(e)
