a = []; a.append(a)
d = {}; d[1] = d
t = ([],); t[0].append(t)
s = [a, d, t]
print(a, d, t, s)
try:
    b = []; b.append(b)
    a == b
except RecursionError:
    print("cyclic compare")
print(a == a, a in a, len(a))
class N: pass
n = N(); n.self = n; n.l = [n]
print(n.self.self.l[0] is n)
import collections
q = collections.deque(); q.append(q)
print(q)
o = collections.OrderedDict(); o[1] = o
print(o)
