"""What sendmsg, recvmsg and recvmsg_into say to wrong arguments, and what CMSG_LEN and CMSG_SPACE are."""
import socket

a, b = socket.socketpair()
a.sendmsg([b'something'])


class Index:
    def __index__(self):
        return 1


def attempt(text):
    try:
        print(text, '->', eval(text))
    except (TypeError, ValueError, OverflowError, OSError) as e:
        print(text, '->', type(e).__name__, e)


for text in '''
a.sendmsg()
a.sendmsg(1)
a.sendmsg(b'abc')
a.sendmsg(['x'])
a.sendmsg([b'x'], 1)
a.sendmsg([b'x'], None)
a.sendmsg([b'x'], [1])
a.sendmsg([b'x'], [(1, 2)])
a.sendmsg([b'x'], [(1, 2, 3, 4)])
a.sendmsg([b'x'], [('1', 2, b'')])
a.sendmsg([b'x'], [(1, 2, 'x')])
a.sendmsg([b'x'], [], 'x')
a.sendmsg([b'x'], [], 0, 5)
a.sendmsg([b'x'], [], 0, None, 6)
a.sendmsg(buffers=[b'x'])
a.sendmsg([b'y'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, b'')])
a.sendmsg([b'y'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, bytes([255, 255, 255, 127]))])
b.recvmsg()
b.recvmsg(-1)
b.recvmsg(1, -1)
b.recvmsg(1, 1 << 40)
b.recvmsg('x')
b.recvmsg(1, 'x')
b.recvmsg(1, 1, 'x')
b.recvmsg(1, 1, 1, 1)
b.recvmsg(1 << 70)
b.recvmsg(bufsize=1)
b.recvmsg_into()
b.recvmsg_into(1)
b.recvmsg_into([1])
b.recvmsg_into([b'x'])
b.recvmsg_into([bytearray(2)], -1)
b.recvmsg_into([bytearray(2)], 'x')
b.recvmsg_into([])
b.recvmsg(0)
b.recvmsg(Index(), Index(), socket.MSG_PEEK)
b.recvmsg(100)
[socket.CMSG_LEN(n) for n in range(18)]
[socket.CMSG_SPACE(n) for n in range(18)]
socket.CMSG_LEN(-1)
socket.CMSG_SPACE(-1)
socket.CMSG_LEN((1 << 31) - 17)
socket.CMSG_LEN((1 << 31) - 16)
socket.CMSG_SPACE((1 << 31) - 25)
socket.CMSG_SPACE((1 << 31) - 24)
socket.CMSG_SPACE(1 << 64)
socket.CMSG_SPACE('x')
'''.strip().splitlines():
    attempt(text)
