import operator as op
print(op.add(1, 2), op.sub(5, 3), op.mul(2, 3), op.truediv(1, 2), op.floordiv(7, 2), op.mod(7, 3), op.pow(2, 3), op.neg(1), op.not_(0), op.and_(6, 3), op.or_(6, 1), op.xor(6, 3), op.lshift(1, 3), op.rshift(8, 1), op.invert(0), op.eq(1, 1), op.ne(1, 2), op.lt(1, 2), op.ge(2, 2), op.is_(None, None), op.is_not(1, None), op.truth([]), op.contains([1], 1), op.concat("a", "b"), op.countOf([1, 1], 1), op.indexOf("abc", "c"), op.getitem([5], 0), op.abs(-1), op.index(True), op.matmul if 0 else "", op.pos(3))
g = op.itemgetter(1)
print(g("abc"), op.itemgetter(0, 2)([1, 2, 3]), op.itemgetter("k")({"k": 5}), sorted([(1, "b"), (2, "a")], key=op.itemgetter(1)), op.itemgetter(slice(1))("abc"))
class A:
    x = 1
    class b: y = 2
    def m(self, a, k=0): return a + k
print(op.attrgetter("x")(A), op.attrgetter("b.y", "x")(A), op.methodcaller("m", 5, k=1)(A()), op.methodcaller("upper")("abc"))
l = [1, 2, 3]
op.setitem(l, 0, 9); op.delitem(l, 1)
print(l, op.iadd(l, [7]), l, op.imul(3, 4), g)
