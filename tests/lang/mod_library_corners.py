# Corners of several modules of the library: what they refuse, and with which words.
import bisect
import datetime
import html
import json
import random
import statistics
import struct
import weakref


def t(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, e)


t(bisect.insort, 10, 10)

day, noon = datetime.date(2000, 1, 2), datetime.datetime(2000, 1, 2, 12)
print(day.__eq__(noon), day.__lt__(noon), day == noon, noon == day)      # date's own method sees the day alone
t(lambda: day < noon)

for text in '&#65X', '&#x41X', '&#65;', '&#x;', '&#;', '&#xg', '&#0;', '&#128;', '&#1;x', '&#1114112y', '&#xFFFE;.':
    print(repr(html.unescape(text)))
for text in '"\\u0x12"', '"\\u0X12"', '"\\u12"', '"\\ud83d\\u0x12"':
    t(json.loads, text)

r = random.Random(7)
old = r.getstate()
r.setstate((2, tuple(x - 2 ** 32 if x >= 2 ** 31 else x for x in old[1]), None))
print(r.random() == random.Random(7).random())
for state in (4, (), None), (3, [0], None), (3, (0,), None), (3, (0,) * 624 + (625,), None), (3, (0,) * 624 + (-1,), None), \
        (3, ('a',) + (0,) * 624, None), (3, (-1,) * 625, None), (3, (2 ** 70,) * 625, None), (3, (0,) * 624 + ('a',), None):
    t(r.setstate, state)

nan, inf = float('nan'), float('inf')
for data in [1.0, nan], [1.0, inf], [nan], iter([40, 60]):
    t(statistics.harmonic_mean, data)
t(statistics.harmonic_mean, iter([40, 60]), iter([5, 30]))
t(statistics.variance, ['a'])
t(statistics.stdev, [None])
t(statistics.pvariance, [])
t(statistics.variance, [1])

for layout in 'i\0', '\0', b'2\0i':
    t(struct.calcsize, layout)


class Item:
    pass


a, b = Item(), Item()
w = weakref.WeakSet([a])
for name in 'difference', 'issubset', 'issuperset', 'intersection_update', 'isdisjoint':
    t(getattr(w, name), [[]])
print(w.issubset([a, b]), w.issuperset([a, b]), w.issuperset([a]), len(w.difference([a])), len(w.difference([b])))
w.intersection_update([b])
print(len(w))

# Where the date of a week ends, if nothing but digits follows.
for text in '2022W52', '2022W525', '2022W52520', '2022W5252030', '2022W525T20', '2022W52T20:30', '2022-W52-20', '2022-W52-5 20':
    t(datetime.datetime.fromisoformat, text)
