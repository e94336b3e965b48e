/* mod_operator.c: _operator: Python's operators as functions. lib/operator.py adds their second
 * names
 * (`__add__`) and the objects that fetch.
 *
 * All are a row of a table; most are what the loop does for the instruction of the same name.
 */
#include "stdlib/stdlib.h"

#define BINARY(name, op)                                        \
    static value operator_##name(thread *t, value *a, int n) {  \
        (void)n;                                                \
        return op_binary(t, a[0], a[1], op);                    \
    }                                                           \
    static value operator_i##name(thread *t, value *a, int n) { \
        (void)n;                                                \
        return op_inplace(t, a[0], a[1], op);                   \
    }
#define COMPARE(name, op)                                      \
    static value operator_##name(thread *t, value *a, int n) { \
        (void)n;                                               \
        return op_compare(t, a[0], a[1], op);                  \
    }
#define UNARY(name, op)                                        \
    static value operator_##name(thread *t, value *a, int n) { \
        (void)n;                                               \
        return op_unary(t, a[0], op);                          \
    }

BINARY(add, BIN_ADD)
BINARY(sub, BIN_SUB)
BINARY(mul, BIN_MUL)
BINARY(matmul, BIN_MATMUL)
BINARY(truediv, BIN_DIV)
BINARY(floordiv, BIN_FLOORDIV)
BINARY(mod, BIN_MOD)
BINARY(pow, BIN_POW)
BINARY(and, BIN_AND)
BINARY(or, BIN_OR)
BINARY(xor, BIN_XOR)
BINARY(lshift, BIN_LSHIFT)
BINARY(rshift, BIN_RSHIFT)
COMPARE(lt, CMP_LT)
COMPARE(le, CMP_LE)
COMPARE(eq, CMP_EQ)
COMPARE(ne, CMP_NE)
COMPARE(ge, CMP_GE)
COMPARE(gt, CMP_GT)
UNARY(neg, UN_NEG)
UNARY(pos, UN_POS)
UNARY(invert, UN_INVERT)
UNARY(abs, UN_ABS)

static value truth(int yes) {
    return yes < 0 ? NIL : from_bool(yes);
}

static value operator_truth(thread *t, value *a, int n) {
    (void)n;
    return truth(op_truth(t, a[0]));
}

static value operator_not_(thread *t, value *a, int n) {
    (void)n;
    int yes = op_truth(t, a[0]);
    return yes < 0 ? NIL : from_bool(!yes);
}

static value operator_is_(thread *t, value *a, int n) {
    (void)t;
    (void)n;
    return from_bool(a[0] == a[1]);
}

static value operator_is_not(thread *t, value *a, int n) {
    (void)t;
    (void)n;
    return from_bool(a[0] != a[1]);
}

static value operator_index(thread *t, value *a, int n) {
    (void)n;
    return op_index(t, a[0]);
}

/* ---- sequences and mappings ---- */

static bool can_concat(thread *t, value v) {
    if (type_of(t->vm, v)->slots.getitem == NULL) {
        raise_error(t, E_TYPE_ERROR, "'%T' object can't be concatenated", v);
        return false;
    }
    return true;
}

static value operator_concat(thread *t, value *a, int n) {
    (void)n;
    return can_concat(t, a[0]) ? op_binary(t, a[0], a[1], BIN_ADD) : NIL;
}

static value operator_iconcat(thread *t, value *a, int n) {
    (void)n;
    return can_concat(t, a[0]) ? op_inplace(t, a[0], a[1], BIN_ADD) : NIL;
}

static value operator_contains(thread *t, value *a, int n) {
    (void)n;
    return truth(op_contains(t, a[0], a[1]));
}

static value operator_getitem(thread *t, value *a, int n) {
    (void)n;
    return op_getitem(t, a[0], a[1]);
}

static value operator_setitem(thread *t, value *a, int n) {
    (void)n;
    return op_setitem(t, a[0], a[1], a[2]) ? NONE : NIL;
}

static value operator_delitem(thread *t, value *a, int n) {
    (void)n;
    return op_delitem(t, a[0], a[1]) ? NONE : NIL;
}

/* The items equal to a[1]: how many, or with `first` the index of the first, -1 = none; -2 =
 * failed. */
static int64_t look_for(thread *t, value *a, bool first) {
    type *cls = type_of(t->vm, a[0]);
    if (cls->slots.iter == NULL && cls->slots.getitem == NULL) {
        raise_error(t, E_TYPE_ERROR, "argument of type '%T' is not iterable", a[0]);
        return -2;
    }
    iter it;
    if (!iter_start(t, &it, a[0])) {
        return -2;
    }
    int64_t count = 0;
    value v;
    for (int64_t at = 0; (v = iter_step(t, &it)) != NIL; at++) {
        int same = op_eq(t, v, a[1]);
        if (same < 0) {
            return -2;
        }
        if (same && first) {
            return at;
        }
        count += same;
    }
    return t->exc != NIL ? -2 : first ? -1 : count;
}

static value operator_countOf(thread *t, value *a, int n) {
    (void)n;
    int64_t count = look_for(t, a, false);
    return count < 0 ? NIL : int_new(t, count);
}

static value operator_indexOf(thread *t, value *a, int n) {
    (void)n;
    int64_t at = look_for(t, a, true);
    if (at == -1) {
        return raise_error(t, E_VALUE_ERROR, "sequence.index(x): x not in sequence");
    }
    return at < 0 ? NIL : int_new(t, at);
}

static value operator_length_hint(thread *t, value *a, int n) {
    (void)n;
    int64_t dflt = 0;
    if (a[1] != NIL && !is_any_int(a[1])) {
        return raise_error(t, E_TYPE_ERROR, "'%T' object cannot be interpreted as an integer",
                           a[1]);
    }
    if (a[1] != NIL && !op_to_int64(t, a[1], &dflt)) {
        return NIL;
    }
    int64_t hint = op_length_hint(t, a[0], dflt);
    return t->exc != NIL ? NIL : int_new(t, hint);
}

static value operator_call(thread *t, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    if (n == 0) {
        return raise_error(t, E_TYPE_ERROR, "call expected at least 1 argument, got 0");
    }
    return call_values(t, a[0], a + 1, n - 1, kwnames);
}

#define TWO(name, fn, doc) \
    { name, operator_##fn, "a, b, /", 0, doc }
#define ONE(name, fn, doc) \
    { name, operator_##fn, "a, /", 0, doc }

static const native_def operator_functions[] = {
    TWO("lt", lt, "Same as a < b."),
    TWO("le", le, "Same as a <= b."),
    TWO("eq", eq, "Same as a == b."),
    TWO("ne", ne, "Same as a != b."),
    TWO("ge", ge, "Same as a >= b."),
    TWO("gt", gt, "Same as a > b."),
    ONE("not_", not_, "Same as not a."),
    ONE("truth", truth, "Return True if a is true, False otherwise."),
    TWO("is_", is_, "Same as a is b."),
    TWO("is_not", is_not, "Same as a is not b."),
    ONE("abs", abs, "Same as abs(a)."),
    TWO("add", add, "Same as a + b."),
    TWO("sub", sub, "Same as a - b."),
    TWO("mul", mul, "Same as a * b."),
    TWO("matmul", matmul, "Same as a @ b."),
    TWO("truediv", truediv, "Same as a / b."),
    TWO("floordiv", floordiv, "Same as a // b."),
    TWO("mod", mod, "Same as a % b."),
    TWO("pow", pow, "Same as a ** b."),
    ONE("neg", neg, "Same as -a."),
    ONE("pos", pos, "Same as +a."),
    TWO("and_", and, "Same as a & b."),
    TWO("or_", or, "Same as a | b."),
    TWO("xor", xor, "Same as a ^ b."),
    TWO("lshift", lshift, "Same as a << b."),
    TWO("rshift", rshift, "Same as a >> b."),
    ONE("invert", invert, "Same as ~a."),
    ONE("inv", invert, "Same as ~a."),
    ONE("index", index, "Same as a.__index__()"),
    TWO("concat", concat, "Same as a + b, for a and b sequences."),
    TWO("contains", contains, "Same as b in a (note reversed operands)."),
    TWO("getitem", getitem, "Same as a[b]."),
    {"setitem", operator_setitem, "a, b, c, /", 0, "Same as a[b] = c."},
    TWO("delitem", delitem, "Same as del a[b]."),
    TWO("countOf", countOf, "Return the number of items in a which are, or which equal, b."),
    TWO("indexOf", indexOf, "Return the first index of b in a."),
    {"length_hint", operator_length_hint, "obj, default=0, /", 0,
     "Return an estimate of the number of items in obj."},
    {"call", operator_call, NULL, 0, "Same as obj(*args, **kwargs)."},
    TWO("iadd", iadd, "Same as a += b."),
    TWO("isub", isub, "Same as a -= b."),
    TWO("imul", imul, "Same as a *= b."),
    TWO("imatmul", imatmul, "Same as a @= b."),
    TWO("itruediv", itruediv, "Same as a /= b."),
    TWO("ifloordiv", ifloordiv, "Same as a //= b."),
    TWO("imod", imod, "Same as a %= b."),
    TWO("ipow", ipow, "Same as a **= b."),
    TWO("iand", iand, "Same as a &= b."),
    TWO("ior", ior, "Same as a |= b."),
    TWO("ixor", ixor, "Same as a ^= b."),
    TWO("ilshift", ilshift, "Same as a <<= b."),
    TWO("irshift", irshift, "Same as a >>= b."),
    TWO("iconcat", iconcat, "Same as a += b, for a and b sequences."),
    {NULL, NULL, NULL, 0, NULL},
};

const module_def operator_module = {
    "_operator",
    "Operator interface.",
    operator_functions,
    NULL,
};
