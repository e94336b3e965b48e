# multiprocessing.connection: Listener and Client, at both kinds of address, with the right key, a wrong one,
# and without; what is refused; and nothing left in the file system.
import multiprocessing
import os
import threading
from multiprocessing.connection import Client, Connection, Listener


def talk(listener, key, **how):
    """The other end is a thread here."""
    def connect():
        try:
            with Client(listener.address, authkey=key, **how) as c:
                c.send({'numbers': [1, 2.5, 10 ** 20]})
                print('answer:', c.recv())
        except (multiprocessing.AuthenticationError, EOFError, ConnectionError) as e:
            told.append(type(e).__name__)
    told = []
    thread = threading.Thread(target=connect)
    thread.start()
    try:
        with listener.accept() as c:
            print(type(c) is Connection, c.recv())
            c.send('heard')
    except multiprocessing.AuthenticationError as e:
        print('listener:', e)
    thread.join()
    print(told)


for family in 'AF_UNIX', 'AF_INET':
    with Listener(family=family) as listener:
        address = listener.address
        print(family, os.path.exists(address) if family == 'AF_UNIX' else address[0])
        talk(listener, None)
        print(family == 'AF_UNIX' or listener.last_accepted[0])
    print(family == 'AF_UNIX' and os.path.exists(address))
    try:
        listener.accept()
    except OSError as e:
        print(e)
    listener.close()
with Listener(authkey=b'the key') as listener:
    talk(listener, b'the key')
    talk(listener, b'another')
with Listener(authkey=b'k' * 70) as listener:
    talk(listener, b'k' * 70, family='AF_UNIX')

for wrong in (lambda: Listener(family='AF_NONE'), lambda: Listener(authkey='text'), lambda: Client(12),
              lambda: Client(('localhost', 1), authkey='text'), lambda: Client('/nonexistent/socket')):
    try:
        wrong()
    except (OSError, TypeError, ValueError) as e:
        print(type(e).__name__, e)
