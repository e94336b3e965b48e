# gilvm only: the buffer that readinto() of a raw stream is given can be made shorter; a memoryview cannot
# What a raw stream says that it has read is no more than what its buffer holds.
import io


class Raw(io.RawIOBase):
    def readable(self):
        return True

    def readinto(self, buffer):
        size = len(buffer)
        del buffer[:]
        return size


for read in (lambda f: f.read(10), lambda f: f.read(), lambda f: f.read1(), lambda f: f.readline(), lambda f: f.peek()):
    try:
        read(io.BufferedReader(Raw()))
    except OSError as e:
        print(str(e).partition(' (')[0].rstrip('0123456789'))
