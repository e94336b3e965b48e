# What cannot be written, what cannot be read, and the hooks of Pickler and Unpickler.
import pickle,io
def t(f,*a,**k):
    try: print(f(*a,**k))
    except BaseException as e: print(type(e).__module__, type(e).__name__, e)
import threading
class X:
    pass
def mk():
    class Y: pass
    return Y
for v in (lambda:1, mk(), mk()(), threading.Lock(), (i for i in ()), pickle, open('/dev/null'), {}.keys()):
    try: pickle.dumps(v)
    except BaseException as e: print(type(e).__name__, str(e).split(' at 0x')[0], str(e)[-30:] if 'at 0x' not in str(e) else '')
for r in ("x", 3, (1,), (1,2), (print,2), (print,(),None,3), (print,(),None,None,3),(print,(),None,None,None,3), (1,)*7):
    class R:
        def __reduce__(self, r=r): return r
    try: pickle.dumps(R())
    except BaseException as e: print(type(e).__name__, str(e).split(' at 0x')[0])
for d in (b'', b'.', b'\x80', b'\x80\x09.', b'(', b'(.', b'K', b'h\x05.', b'N', b'N0.', b't.', b'a.', b'NNs.', b'cfoo\nbar\n.', b'Nb.', b'NNb.', b'NNR.', b'\x8c\xffabc', b'X\xff\xff\xff\xff', b'B\xff\xff\xff\xff', b'\x8e\xff\xff\xff\xff\xff\xff\xff\xffa', b'\x8a\x05abc', b'\x8b\xff\xff\xff\xff', b'Ix', b'\xff', b'~', b"'", b'Np-1\n.', b'P1\n.', b'NQ.', b'\x97.', b'\x82\x01.', b'NN\x93.', b'NN\x81.', b'S"abc"\n.', b"S'a\\n\\x41'\n.", b'U\x03abc.', b'U\x03\xff\xff\xff.', b'\x8c\x01\xff.', b']N\x90.', b'](N\x90.', b'N\x94h\x00.', b'1.', b'2.', b'(K\x012.', b'N2\x86.', b'}(K\x01u.', b'r\xff\xff\xff\xff.', b'Nr\xff\xff\xff\x0fj\xff\xff\xff\x0f.', b'cbuiltins\nint\n(K\x05tR.', b'(cbuiltins\nint\nK\x05o.', b'(K\x07ibuiltins\nint\n.'):
    print(d, end=' '); t(pickle.loads, d)
t(pickle.loads, 'x'); t(pickle.loads, 3)
t(pickle.dumps,1,6); t(pickle.dumps,1,'x'); t(pickle.dump,1,3); t(pickle.load,3); t(pickle.dumps); t(pickle.dumps,1,-1)
b=io.BytesIO()
for i in range(3): pickle.dump([i,'x'*i], b)
b.seek(0)
print(pickle.load(b),pickle.load(b),pickle.load(b)); t(pickle.load,b)
b=io.BytesIO(); p=pickle.Pickler(b); x=[1]; p.dump(x); p.dump(x); print(b.getvalue()); p.clear_memo(); p.dump(x); print(b.getvalue())
b.seek(0); u=pickle.Unpickler(b); a=u.load(); c=u.load(); print(a is c)
class P(pickle.Pickler):
    def persistent_id(self,o): return ('id',o.decode()) if isinstance(o,bytes) else None
class U(pickle.Unpickler):
    def persistent_load(self,p): return p[1]*2
    def find_class(self,m,n): print(m,n); return super().find_class(m,n)
b=io.BytesIO(); P(b).dump([b'ab',X(),b'c',len]); print(b.getvalue()); b.seek(0); print(type(U(b).load()))
class RO(pickle.Pickler):
    def reducer_override(self,o):
        if isinstance(o,X): return (str,("rep",))
        return NotImplemented
b=io.BytesIO(); RO(b).dump([X(),3]); print(pickle.loads(b.getvalue()))
b=io.BytesIO(); p=pickle.Pickler(b); p.dispatch_table={X:lambda o:(int,(7,))}; p.dump(X()); print(pickle.loads(b.getvalue()))
import copyreg
copyreg.pickle(X, lambda o:(float,(1,))); print(pickle.loads(pickle.dumps(X())))
l=[]
for i in range(100000): l=[l]
t(lambda: len(pickle.dumps(l)))
print(pickle.PicklingError.__mro__, pickle.Pickler, pickle.HIGHEST_PROTOCOL, pickle.DEFAULT_PROTOCOL)
