# The bytes of plain values under every protocol, and the way back.
import pickle

l = [1]
l.append(l)
t = ([],)
t[0].append(t)
d = {}
d['d'] = d
vals = [None,True,False,0,1,255,256,65535,65536,-1,-129,2**31-1,2**31,-2**31,-2**31-1,2**40,-2**40,2**63,2**64,-2**63,-2**64,2**100,-2**100,10**500,-10**500,2**2040, 128,-128,32767,-32768,-256,2**39-1,-(2**39),
 0.0,-0.0,1.5,1e300,float('inf'),3.0,'',"a","héllo","世界","\U0001f600"," \n\\ \x00\r\x1a","\ud800","x"*300,b'',b'a',b'abc'*100,bytearray(b''),bytearray(b'xyz'),
 (),(1,),(1,2),(1,2,3),(1,2,3,4),[],[1],[1,2],list(range(2500)),list(range(1000)),list(range(1001)),{}, {1:2},{1:2,3:4},{i:i for i in range(1000)},{i:i for i in range(2001)},set(),{1},{1,2,3},frozenset(),frozenset([1,2]),set(range(1500)),
 l, t, d]

for proto in range(0, 6):
    for v in vals:
        x = pickle.dumps(v, proto)
        print(proto, type(v).__name__, x if len(x) < 400 else (len(x), sum(i * c for i, c in enumerate(x))))
        again = pickle.loads(x)
        if type(again) is not type(v) or pickle.dumps(again, proto) != x:
            print('DIFFERENT', again)
