# The bytes of instances, classes and functions, and the way back.
import pickle, collections, datetime, functools, operator, enum, dataclasses
class A:
    pass
class B:
    def __init__(self,x): self.x=x; self.y=[x]
class S:
    __slots__=('a','b')
class L(list): pass
class D(dict): pass
class T(tuple): pass
class I(int): pass
class St(str): pass
class E(Exception):
    def __init__(self,a,b): super().__init__(a,b); self.extra=b
class C(enum.Enum):
    RED=1
class NA:
    def __new__(cls,x): o=object.__new__(cls); o.x=x; return o
    def __getnewargs__(self): return (self.x,)
class NX:
    def __new__(cls,*,x): o=object.__new__(cls); o.x=x; return o
    def __getnewargs_ex__(self): return ((),{'x':self.x})
class GS:
    def __getstate__(self): return (1,2,3)
    def __setstate__(self,s): self.s=s
class R:
    def __reduce__(self): return (R,(),{'z':1},iter([1,2]),iter([(1,2)]))
    def append(self,x): pass
    def extend(self,x): pass
    def __setitem__(self,k,v): pass
class N:
    class In:
        def m(self): pass
    @classmethod
    def cm(cls): pass
    @staticmethod
    def sm(): pass
@dataclasses.dataclass
class DC:
    a:int; b:str='x'
P=collections.namedtuple('P','x y')
def f(): pass
s=S(); s.a=1
b=B(5); b.me=b
e=E(1,2)
vals = [A(),B(3),b,s,L([1,2,3]),L(),L([1]),D(a=1),D(a=1,b=2),T((1,2)),I(5),St("abc"),e,ValueError("x"),KeyError(1),C.RED,C,NA(3),NX(x=4),GS(),R(),N.In,N.In().m,N.cm,N.sm,DC(1),P(1,2),
 len,print,int,type,type(None),type(Ellipsis),type(NotImplemented),Ellipsis,NotImplemented,f,A,[].append,"abc".upper,functools.partial(f,1,a=2),collections.OrderedDict(a=1,b=2),collections.deque([1,2,3],5),collections.Counter("aab"),collections.defaultdict(list,{1:[2]}),
 range(3),slice(1,2,3),1+2j,iter([1,2,3]),iter(()),datetime.date(2020,1,2),datetime.datetime(2020,1,2,3,4,5,6),datetime.timedelta(1,2,3),datetime.timezone.utc,datetime.time(1,2,3), operator.itemgetter(1), operator.attrgetter("a"),
 "x"*70000,["y"*70000,b"z"*70000,1],[i*"q" for i in range(600)], ["a","a","b",A(),A()], zip([1]), map(len,[[1]]), enumerate([1]), reversed([1]), dict.fromkeys, collections.ChainMap({1:2}), StopIteration(1), KeyError("k")]

for proto in range(2, 6):
    for v in vals:
        x = pickle.dumps(v, proto)
        print(proto, type(v).__name__, x if len(x) < 400 else (len(x), sum(i * c for i, c in enumerate(x))))
        again = pickle.loads(x)
        if type(again) is not type(v) or pickle.dumps(again, proto) != x:
            print('DIFFERENT', again)
