# Idents differ among living threads, are what get_ident says inside, and None before.
import threading

n = 20
barrier = threading.Barrier(n + 1)
inside = []


def work():
    inside.append((threading.get_ident(), threading.get_native_id(), threading.current_thread()))
    barrier.wait()
    barrier.wait()


threads = [threading.Thread(target=work) for _ in range(n)]
print({t.ident for t in threads}, {t.native_id for t in threads})
for t in threads:
    t.start()
barrier.wait()
print(len({i for i, _, _ in inside}), len({i for _, i, _ in inside}))
print(all(t.ident == i and t.native_id == n for i, n, t in inside))
print({t for _, _, t in inside} == set(threads), threading.active_count() == n + 1)
print(set(threading.enumerate()) == set(threads) | {threading.main_thread()})
barrier.wait()
for t in threads:
    t.join()
main = threading.main_thread()
print(main.ident == threading.get_ident(), main.native_id == threading.get_native_id(), main.is_alive())
print(threading.active_count(), threading.enumerate() == [main])
