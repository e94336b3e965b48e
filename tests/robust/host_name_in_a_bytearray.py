# The name of a host may be bytes of any kind; a bytearray's do not end with a 0 byte.
import socket

for name in ('127.0.0.1', b'127.0.0.1', bytearray(b'127.0.0.1'), bytearray(b'127.0.0.1xxxxxxx')[:9]):
    print(socket.gethostbyname(name))
    with socket.create_server(('127.0.0.1', 0)) as server, socket.socket() as client:
        client.connect((name, server.getsockname()[1]))
        print(client.getpeername()[0])
