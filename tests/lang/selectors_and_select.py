# select, poll, epoll and the selectors over pairs of sockets.
import select
import selectors
import socket


def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


a, b = socket.socketpair()
names = {a: "a", b: "b", a.fileno(): "a", b.fileno(): "b"}


def names_of(lists):
    return [[names[x] for x in part] for part in lists]


print(names_of(select.select([a, b], [a], [], 0)))
b.send(b"x")
print(names_of(select.select([a, b], [a, b], [], 5)))
show(lambda: select.select([], [], [], 0.001))
show(lambda: select.select([1], [], [], -1))
show(lambda: select.select([1], [], [], "a"))
show(lambda: select.select([1], 5, []))
show(lambda: select.select([-1], [], [], 0))
show(lambda: select.select([1999], [], [], 0))
show(lambda: select.select([object()], [], [], 0))

p = select.poll()
p.register(a, select.POLLIN)
p.register(b)
print([(names[fd], events) for fd, events in p.poll()])
p.modify(b, select.POLLIN)
print([(names[fd], events) for fd, events in p.poll(0)])
p.unregister(a)
show(lambda: p.poll(1))
show(lambda: p.unregister(a))
show(lambda: p.modify(a, 1))
show(lambda: p.register(1, -1))
show(lambda: p.register(1, 70000))
show(lambda: p.register("a"))
show(lambda: p.poll("a"))

with select.epoll() as e:
    e.register(a, select.EPOLLIN)
    print([(names[fd], events) for fd, events in e.poll(5)])
    show(lambda: e.register(a))
    show(lambda: e.poll(0, 0))
    show(lambda: e.register(999))
print(e.closed)
show(lambda: e.poll(0))

for cls in selectors.SelectSelector, selectors.PollSelector, selectors.EpollSelector, selectors.DefaultSelector:
    with cls() as s:
        s.register(a, selectors.EVENT_READ, "data of a")
        s.register(b, selectors.EVENT_READ | selectors.EVENT_WRITE)
        print(sorted((names[k.fileobj], ev, k.data) for k, ev in s.select(5)))
        s.modify(b, selectors.EVENT_READ, 7)
        print([(names[k.fileobj], ev, k.data) for k, ev in s.select(0)])
        print(len(s.get_map()), s.get_key(b).data, a in s.get_map())
        s.unregister(a)
        print(s.select(0.001), s.select(-1))
        for wrong in (lambda: s.register(b, 1), lambda: s.register(a, 0), lambda: s.register("x", 1),
                      lambda: s.register(-5, 1)):
            try:
                wrong()
            except (KeyError, ValueError) as err:
                print(type(err).__name__)
    print(s.get_map())
