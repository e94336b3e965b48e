import threading
print(threading.get_ident() == threading.main_thread().ident, isinstance(threading.get_native_id(), int))
t = threading.Thread(target=lambda: ids.append(threading.get_ident()))
ids = []
print(t.ident, t.native_id, t.is_alive())
t.start(); t.join()
print(t.ident == ids[0], ids[0] != threading.get_ident(), t.is_alive())
