# x[a:b] of built-in sequences, of classes derived from them, and of what takes the slice itself.
class Same:
    def __getitem__(self, key):
        return key


class Words(str):
    pass


class Items(list):
    def __getitem__(self, key):
        return "mine", key


class Two:
    def __index__(self):
        return 2


text, wide, row, pair = "abcdef", "añb日c😀", [1, 2, 3, 4], (1, 2, 3, 4)
for seq in (text, wide, row, pair, b"abcd", bytearray(b"abcd"), range(4), Words("abcdef")):
    print(seq[:], seq[1:], seq[:2], seq[1:-1], seq[-2:], seq[3:1], seq[9:], seq[-9:2], seq[Two():], seq[None:True], seq[:10**30])
print(row[:] is row, pair[:] is pair, text[:] is text, type(Words("ab")[:]).__name__)
print(Same()[1:2], Same()[:], Same()["a":], Items([1])[0:1])
for bad in (text, row, pair):
    try:
        bad["a":]
    except TypeError as e:
        print(e)
try:
    {}[1:2]
except TypeError as e:
    print(e)
