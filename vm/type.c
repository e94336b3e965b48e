/* type.c: how built-in types come to be, the table between slots and dunder names, and lookup along
 * the MRO.
 *
 * A built-in type is described by a type_spec. Making it ready is cheap: the slots are copied, what
 * is absent is inherited from the base. Its namespace (methods, getters, one wrapper for each slot
 * that it has) is filled when somebody first looks into it.
 *
 * The table `slot_defs` ties dunder names to slots, in both directions:
 *   - a native slot shows up as a slot wrapper (list.__len__), which unpacks its arguments as
 * WRAP_... says and calls the slot;
 *   - a class made by a script that defines a dunder gets the row's `generic` function in its slot,
 * which finds the dunder and calls it. type_update_slots() decides between the two whenever a class
 * or one of its bases changes.
 *
 * Lookups are remembered in one small table for the VM, by (type version, name). Versions are never
 * reused; the table is cleared by each collection, since an interned name may die and another take
 * its address.
 */
#include "vm/type.h"

#include "vm/gc.h"
#include "vm/ops.h"
#include "vm/shape.h"

#include <stdlib.h>

enum wrap_kind {
    WRAP_UNARY,
    WRAP_HASH,
    WRAP_COMPARE,
    WRAP_TRUTH,
    WRAP_GETATTR,
    WRAP_SETATTR,
    WRAP_DELATTR,
    WRAP_CALL,
    WRAP_NEXT,
    WRAP_LENGTH,
    WRAP_GETITEM,
    WRAP_SETITEM,
    WRAP_DELITEM,
    WRAP_CONTAINS,
    WRAP_REPEAT,
    WRAP_IREPEAT,
    WRAP_BINARY,
    WRAP_POW,
    WRAP_GET,
    WRAP_SET,
    WRAP_DELETE,
    WRAP_INIT,
    WRAP_NONE
};

enum { REFLECTED = 128, CACHE_SIZE = 1024 };

struct type_cache {
    struct {
        uint32_t version;
        str *name;
        value found;
    } entries[CACHE_SIZE];
};

/* ---- calling dunders: what slots of script-made classes hold ---- */

/* Calls `fn`, found on self's class, with self before the given arguments. Keyword values stand
 * behind a[n]. */
static value call_found(thread *t, value fn, value self, const value *a, int n, value kwnames) {
    int nkw = kwnames == NIL ? 0 : (int)((tuple *)as_obj(kwnames))->len;
    value small[8], *args = small;
    size_t need = (size_t)(n + nkw + 1);
    if (need > 8) {
        value block =
            tuple_new(t, need); /* a tuple, so that the collector sees it from this frame */
        if (block == NIL) {
            return NIL;
        }
        args = ((tuple *)as_obj(block))->items;
    }
    if (n + nkw > 0) {
        memcpy(args + 1, a, (size_t)(n + nkw) * sizeof *a);
    }
    args[0] = self;
    if (is_kind(fn, T_FUNC) || is_kind(fn, T_METHOD_DESC)) {
        return call_values(t, fn, args, n + 1, kwnames);
    }
    if (is_kind(fn, T_WRAPPER_DESC)) {
        t->kwnames = kwnames;
        return slot_wrapper_call(t, (slot_wrapper *)as_obj(fn), self, args + 1, n);
    }
    value bound = descr_get(t, fn, self, type_of(t->vm, self));
    return bound == NIL ? NIL : call_values(t, bound, args + 1, n, kwnames);
}

static value lookup_on_class(thread *t, value v, str *name) {
    return type_lookup(type_of(t->vm, v), name);
}

/* The dunder was there when the slot was filled; a callback may have taken it away since. */
static value dunder(thread *t, value self, str *name, const value *a, int n) {
    value fn = lookup_on_class(t, self, name);
    if (fn == NIL) {
        return raise_error(t, E_ATTRIBUTE_ERROR, "%U", name);
    }
    if (fn == NONE) {
        return raise_error(t, E_TYPE_ERROR, "'NoneType' object is not callable");
    }
    return call_found(t, fn, self, a, n, NIL);
}

value lookup_special(thread *t, value v, str *name) {
    value fn = lookup_on_class(t, v, name);
    return fn == NIL ? NIL : descr_get(t, fn, v, type_of(t->vm, v));
}

static value slot_repr(thread *t, value v) {
    return dunder(t, v, N(t, __repr__), NULL, 0);
}

static value slot_str(thread *t, value v) {
    return dunder(t, v, N(t, __str__), NULL, 0);
}

static bool slot_hash(thread *t, value v, int64_t *out) {
    value fn = lookup_on_class(t, v, N(t, __hash__));
    if (fn == NIL || fn == NONE) {
        return hash_not_implemented(t, v, out);
    }
    value h = call_found(t, fn, v, NULL, 0, NIL);
    if (h == NIL) {
        return false;
    }
    if (!is_any_int(h)) {
        raise_error(t, E_TYPE_ERROR, "__hash__ method should return an integer");
        return false;
    }
    int64_t i;
    if (!int_to_int64(h, &i)) {
        return op_hash(t, h, out); /* as hash(huge) would */
    }
    *out = i == -1 ? -2 : i;
    return true;
}

static str *compare_name(thread *t, int op) {
    switch (op) {
    case CMP_LT: return N(t, __lt__);
    case CMP_LE: return N(t, __le__);
    case CMP_EQ: return N(t, __eq__);
    case CMP_NE: return N(t, __ne__);
    case CMP_GT: return N(t, __gt__);
    default: return N(t, __ge__);
    }
}

static value slot_compare(thread *t, value a, value b, int op) {
    value fn = lookup_on_class(t, a, compare_name(t, op));
    if (fn == NIL || fn == NONE) {
        return fn == NIL ? NOTIMPL : dunder(t, a, compare_name(t, op), &b, 1);
    }
    if (is_kind(fn, T_WRAPPER_DESC)) {
        type *owner = ((slot_wrapper *)as_obj(fn))->owner;
        return owner->slots.compare(t, a, b, op);
    }
    return call_found(t, fn, a, &b, 1, NIL);
}

static int slot_truth(thread *t, value v) {
    value fn = lookup_on_class(t, v, N(t, __bool__));
    if (fn == NIL) { /* only __len__ is defined */
        int64_t n = type_of(t->vm, v)->slots.length(t, v);
        return n < 0 ? -1 : n > 0;
    }
    value r = dunder(t, v, N(t, __bool__), NULL, 0);
    if (r == NIL) {
        return -1;
    }
    if (!is_bool(r)) {
        raise_error(t, E_TYPE_ERROR, "__bool__ should return bool, returned %T", r);
        return -1;
    }
    return r == V_TRUE;
}

static value slot_getattr(thread *t, value v, str *name) {
    value arg = from_obj(name);
    value r = dunder(t, v, N(t, __getattribute__), &arg, 1);
    if (r == NIL && exc_is(t, E_ATTRIBUTE_ERROR)) {
        value hook = lookup_on_class(t, v, N(t, __getattr__));
        if (hook != NIL) {
            exc_clear(t);
            r = call_found(t, hook, v, &arg, 1, NIL);
        }
    }
    return r;
}

static bool slot_setattr(thread *t, value v, str *name, value x) {
    value args[2] = {from_obj(name), x};
    return (x == NIL ? dunder(t, v, N(t, __delattr__), args, 1)
                     : dunder(t, v, N(t, __setattr__), args, 2)) != NIL;
}

static value slot_call(thread *t, value f, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    value fn = lookup_on_class(t, f, N(t, __call__));
    if (fn == NIL) {
        return raise_error(t, E_TYPE_ERROR, "'%T' object is not callable", f);
    }
    return call_found(t, fn, f, a, n, kwnames);
}

static value slot_iter(thread *t, value v) {
    value fn = lookup_on_class(t, v, N(t, __iter__));
    if (fn == NONE) {
        return raise_error(t, E_TYPE_ERROR, "'%T' object is not iterable", v);
    }
    return dunder(t, v, N(t, __iter__), NULL, 0);
}

static value slot_next(thread *t, value v) {
    return dunder(t, v, N(t, __next__), NULL, 0); /* op_next swallows the StopIteration */
}

static int64_t slot_length(thread *t, value v) {
    value r = dunder(t, v, N(t, __len__), NULL, 0);
    if (r != NIL && !is_any_int(r)) {
        r = op_index(t, r);
    }
    if (r == NIL) {
        return -1;
    }
    if (int_sign(r) < 0) {
        raise_error(t, E_VALUE_ERROR, "__len__() should return >= 0");
        return -1;
    }
    int64_t n;
    if (!int_to_int64(r, &n)) {
        raise_error(t, E_OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer");
        return -1;
    }
    return n;
}

static value slot_getitem(thread *t, value v, value key) {
    return dunder(t, v, N(t, __getitem__), &key, 1);
}

static bool slot_setitem(thread *t, value v, value key, value x) {
    value args[2] = {key, x};
    return (x == NIL ? dunder(t, v, N(t, __delitem__), args, 1)
                     : dunder(t, v, N(t, __setitem__), args, 2)) != NIL;
}

static int slot_contains(thread *t, value v, value x) {
    value fn = lookup_on_class(t, v, N(t, __contains__));
    if (fn == NONE) {
        raise_error(t, E_TYPE_ERROR, "'%T' object is not a container", v);
        return -1;
    }
    value r = dunder(t, v, N(t, __contains__), &x, 1);
    return r == NIL ? -1 : op_truth(t, r);
}

static value slot_get(thread *t, value descr, value obj, value owner) {
    value args[2] = {obj == NIL ? NONE : obj, owner == NIL ? NONE : owner};
    value fn = lookup_on_class(t, descr, N(t, __get__));
    if (fn == NIL) {
        return descr;
    }
    return call_found(t, fn, descr, args, 2, NIL);
}

static bool slot_set(thread *t, value descr, value obj, value x) {
    value args[2] = {obj, x};
    str *name = x == NIL ? N(t, __delete__) : N(t, __set__);
    if (lookup_on_class(t, descr, name) == NIL) {
        raise_error(t, E_ATTRIBUTE_ERROR, "%U", name);
        return false;
    }
    return dunder(t, descr, name, args, x == NIL ? 1 : 2) != NIL;
}

static value slot_new(thread *t, type *cls, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    value fn = type_lookup(cls, N(t, __new__));
    if (fn == NIL) {
        return raise_error(t, E_TYPE_ERROR, "cannot create '%N' instances", cls);
    }
    fn = descr_get(t, fn, NIL, cls);
    if (fn == NIL) {
        return NIL;
    }
    int nkw = kwnames == NIL ? 0 : (int)((tuple *)as_obj(kwnames))->len;
    value block = tuple_new(t, (size_t)(n + nkw + 1));
    if (block == NIL) {
        return NIL;
    }
    value *args = ((tuple *)as_obj(block))->items;
    args[0] = from_obj(cls);
    memcpy(args + 1, a, (size_t)(n + nkw) * sizeof *a);
    return call_values(t, fn, args, n + 1, kwnames);
}

static bool slot_init(thread *t, value self, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    value fn = lookup_on_class(t, self, N(t, __init__));
    value r = call_found(t, fn, self, a, n, kwnames);
    if (r != NIL && r != NONE) {
        raise_error(t, E_TYPE_ERROR, "__init__() should return None, not '%T'", r);
        r = NIL;
    }
    return r != NIL;
}

#define BINARY_OPS(X)                                                                           \
    X(ADD, add)                                                                                 \
    X(SUB, sub)                                                                                 \
    X(MUL, mul) X(DIV, truediv) X(FLOORDIV, floordiv) X(MOD, mod) X(POW, pow) X(MATMUL, matmul) \
        X(LSHIFT, lshift) X(RSHIFT, rshift) X(AND, and) X(OR, or) X(XOR, xor)

/* x op y for classes made by scripts. a or b (or both) has this function in its slot; the subclass
 * goes first if it overrides. */
static value binary_dunder(thread *t, value a, value b, enum binary_op op, binary_fn me, str *name,
                           str *rname) {
    type *ta = type_of(t->vm, a), *tb = type_of(t->vm, b);
    bool b_too = ta != tb && tb->slots.binary[op] == me;
    if (ta->slots.binary[op] == me) {
        if (b_too && is_subtype(tb, ta)) {
            value mine = type_lookup(ta, rname), theirs = type_lookup(tb, rname);
            if (theirs != NIL && theirs != mine) {
                value r = theirs == NONE ? dunder(t, b, rname, &a, 1)
                                         : call_found(t, theirs, b, &a, 1, NIL);
                if (r != NOTIMPL) {
                    return r;
                }
                b_too = false;
            }
        }
        value fn = type_lookup(ta, name);
        if (fn != NIL) {
            value r = fn == NONE ? dunder(t, a, name, &b, 1) : call_found(t, fn, a, &b, 1, NIL);
            if (r != NOTIMPL || ta == tb) {
                return r;
            }
        } else if (ta == tb) {
            return NOTIMPL;
        }
    } else {
        b_too = tb->slots.binary[op] == me;
    }
    if (b_too) {
        value fn = type_lookup(tb, rname);
        if (fn != NIL) {
            return fn == NONE ? dunder(t, b, rname, &a, 1) : call_found(t, fn, b, &a, 1, NIL);
        }
    }
    return NOTIMPL;
}

static value inplace_dunder(thread *t, value a, value b, str *name) {
    value fn = lookup_on_class(t, a, name);
    return fn == NIL    ? NOTIMPL
           : fn == NONE ? dunder(t, a, name, &b, 1)
                        : call_found(t, fn, a, &b, 1, NIL);
}

#define X(OP, word)                                                              \
    static value slot_##word(thread *t, value a, value b) {                      \
        return binary_dunder(t, a, b, BIN_##OP, slot_##word, N(t, __##word##__), \
                             N(t, __r##word##__));                               \
    }                                                                            \
    static value slot_i##word(thread *t, value a, value b) {                     \
        return inplace_dunder(t, a, b, N(t, __i##word##__));                     \
    }
BINARY_OPS(X)
#undef X

static value slot_divmod(thread *t, value a, value b) {
    return binary_dunder(t, a, b, BIN_DIVMOD, slot_divmod, N(t, __divmod__), N(t, __rdivmod__));
}

#define UNARY_OPS(X) \
    X(NEG, neg)      \
    X(POS, pos) X(INVERT, invert) X(ABS, abs) X(INT, int) X(FLOAT, float) X(INDEX, index)

#define X(OP, word)                                       \
    static value slot_##word(thread *t, value v) {        \
        return dunder(t, v, N(t, __##word##__), NULL, 0); \
    }
UNARY_OPS(X)
#undef X

/* ---- the table ---- */

#define ROW(word, slot, wrap, arg, generic, sig, doc) \
    {"__" #word "__",                                 \
     offsetof(names, n___##word##__),                 \
     offsetof(slots, slot),                           \
     wrap,                                            \
     arg,                                             \
     (void (*)(void))generic,                         \
     sig,                                             \
     doc},
#define COMPARE(word, OP, sign)                                                   \
    ROW(word, compare, WRAP_COMPARE, CMP_##OP, slot_compare, "($self, value, /)", \
        "Return self" sign "value.")
#define BINARY(word, OP, sign)                                                           \
    ROW(word, binary[BIN_##OP], WRAP_BINARY, BIN_##OP, slot_##word, "($self, value, /)", \
        "Return self" sign "value.")                                                     \
    ROW(r##word, binary[BIN_##OP], WRAP_BINARY, BIN_##OP | REFLECTED, slot_##word,       \
        "($self, value, /)", "Return value" sign "self.")
#define INPLACE(word, OP, sign)                                                               \
    ROW(i##word, inplace[BIN_##OP], WRAP_BINARY, BIN_##OP, slot_i##word, "($self, value, /)", \
        "Return self" sign "=value.")
#define UNARY(word, OP, doc) \
    ROW(word, unary[UN_##OP], WRAP_UNARY, UN_##OP, slot_##word, "($self, /)", doc)

/* Rows of one slot stand together. */
static const slot_def slot_defs[] = {
    ROW(repr, repr, WRAP_UNARY, 0, slot_repr, "($self, /)", "Return repr(self).") ROW(
        hash, hash, WRAP_HASH, 0, slot_hash, "($self, /)",
        "Return hash(self).") ROW(call, call, WRAP_CALL, 0, slot_call,
                                  "($self, /, *args, **kwargs)", "Call self as a function.")
        ROW(str, str, WRAP_UNARY, 0, slot_str, "($self, /)", "Return str(self).") ROW(
            getattribute, getattr, WRAP_GETATTR, 0, slot_getattr, "($self, name, /)",
            "Return getattr(self, name).") ROW(getattr, getattr, WRAP_NONE, 0, slot_getattr, NULL,
                                               NULL) ROW(setattr, setattr, WRAP_SETATTR, 0,
                                                         slot_setattr, "($self, name, value, /)",
                                                         "Implement setattr(self, name, value).")
            ROW(delattr, setattr, WRAP_DELATTR, 0, slot_setattr, "($self, name, /)",
                "Implement delattr(self, name).") COMPARE(lt, LT,
                                                          "<") COMPARE(le, LE, "<=")
                COMPARE(eq, EQ, "==") COMPARE(ne, NE, "!=") COMPARE(gt, GT, ">") COMPARE(
                    ge,
                    GE,
                    ">=") ROW(iter, iter, WRAP_UNARY, 0, slot_iter, "($self, /)",
                              "Implement iter(self).")
                    ROW(next, next, WRAP_NEXT, 0, slot_next, "($self, /)", "Implement next(self).")
                        ROW(get, get, WRAP_GET, 0, slot_get, "($self, instance, owner=None, /)",
                            "Return an attribute of instance, which is of type owner.")
                            ROW(set, set, WRAP_SET, 0, slot_set, "($self, instance, value, /)",
                                "Set an attribute of instance to value.")
                                ROW(delete, set, WRAP_DELETE, 0, slot_set, "($self, instance, /)",
                                    "Delete an attribute of instance.")
                                    ROW(init, init, WRAP_INIT, 0, slot_init,
                                        "($self, /, *args, **kwargs)",
                                        "Initialize self.  See help(type(self)) for accurate "
                                        "signature.") ROW(new, new, WRAP_NONE, 0, slot_new, NULL,
                                                          NULL) BINARY(add,
                                                                       ADD, "+") BINARY(sub, SUB, "-")
                                        BINARY(mul, MUL, "*") BINARY(mod, MOD, "%") ROW(
                                            divmod,
                                            binary[BIN_DIVMOD],
                                            WRAP_BINARY,
                                            BIN_DIVMOD,
                                            slot_divmod,
                                            "($self, value, /)",
                                            "Return divmod(self, value).") ROW(rdivmod,
                                                                               binary[BIN_DIVMOD],
                                                                               WRAP_BINARY,
                                                                               BIN_DIVMOD |
                                                                                   REFLECTED,
                                                                               slot_divmod,
                                                                               "($self, value, /)",
                                                                               "Return "
                                                                               "divmod(value, "
                                                                               "self).")
                                            ROW(pow, binary[BIN_POW], WRAP_POW, BIN_POW, slot_pow,
                                                "($self, "
                                                "value, "
                                                "mod=None,"
                                                " /)",
                                                "Return "
                                                "pow(self,"
                                                " value, "
                                                "mod).") ROW(rpow, binary[BIN_POW], WRAP_POW,
                                                             BIN_POW | REFLECTED, slot_pow,
                                                             "($self, value, mod=None, /)",
                                                             "Return pow(value, self, mod).") UNARY(neg,
                                                                                                    NEG, "-self")
                                                UNARY(pos, POS, "+self") UNARY(abs, ABS, "abs(self)") ROW(
                                                    bool, truth, WRAP_TRUTH,
                                                    0, slot_truth, "($self, /)",
                                                    "True if self else False") UNARY(invert, INVERT,
                                                                                     "~self") BINARY(lshift,
                                                                                                     LSHIFT, "<<")
                                                    BINARY(rshift, RSHIFT, ">>") BINARY(and, AND, "&") BINARY(xor, XOR, "^") BINARY(
                                                        or
                                                        , OR, "|") UNARY(int, INT, "int(self)")
                                                        UNARY(float, FLOAT, "float(self)") INPLACE(
                                                            add,
                                                            ADD,
                                                            "+") INPLACE(sub, SUB, "-")
                                                            INPLACE(mul, MUL, "*") INPLACE(mod, MOD, "%") INPLACE(
                                                                pow, POW,
                                                                "**") INPLACE(lshift, LSHIFT,
                                                                              "<<") INPLACE(rshift, RSHIFT, ">>")
                                                                INPLACE(and, AND, "&") INPLACE(
                                                                    xor, XOR,
                                                                    "^") INPLACE(or, OR,
                                                                                 "|") BINARY(floordiv, FLOORDIV, "//")
                                                                    BINARY(truediv, DIV, "/") INPLACE(
                                                                        floordiv, FLOORDIV,
                                                                        "//") INPLACE(truediv, DIV,
                                                                                      "/") UNARY(index,
                                                                                                 INDEX,
                                                                                                 "R"
                                                                                                 "e"
                                                                                                 "t"
                                                                                                 "u"
                                                                                                 "r"
                                                                                                 "n"
                                                                                                 " "
                                                                                                 "s"
                                                                                                 "e"
                                                                                                 "l"
                                                                                                 "f"
                                                                                                 " "
                                                                                                 "c"
                                                                                                 "o"
                                                                                                 "n"
                                                                                                 "v"
                                                                                                 "e"
                                                                                                 "r"
                                                                                                 "t"
                                                                                                 "e"
                                                                                                 "d"
                                                                                                 " "
                                                                                                 "t"
                                                                                                 "o"
                                                                                                 " "
                                                                                                 "a"
                                                                                                 "n"
                                                                                                 " "
                                                                                                 "i"
                                                                                                 "n"
                                                                                                 "t"
                                                                                                 "e"
                                                                                                 "g"
                                                                                                 "e"
                                                                                                 "r"
                                                                                                 ","
                                                                                                 " "
                                                                                                 "i"
                                                                                                 "f"
                                                                                                 " "
                                                                                                 "s"
                                                                                                 "e"
                                                                                                 "l"
                                                                                                 "f"
                                                                                                 " "
                                                                                                 "i"
                                                                                                 "s"
                                                                                                 " "
                                                                                                 "s"
                                                                                                 "u"
                                                                                                 "i"
                                                                                                 "t"
                                                                                                 "a"
                                                                                                 "b"
                                                                                                 "l"
                                                                                                 "e"
                                                                                                 " "
                                                                                                 "f"
                                                                                                 "o"
                                                                                                 "r"
                                                                                                 " "
                                                                                                 "u"
                                                                                                 "s"
                                                                                                 "e"
                                                                                                 " "
                                                                                                 "a"
                                                                                                 "s"
                                                                                                 " "
                                                                                                 "a"
                                                                                                 "n"
                                                                                                 " "
                                                                                                 "i"
                                                                                                 "n"
                                                                                                 "d"
                                                                                                 "e"
                                                                                                 "x"
                                                                                                 " "
                                                                                                 "i"
                                                                                                 "n"
                                                                                                 "t"
                                                                                                 "o"
                                                                                                 " "
                                                                                                 "a"
                                                                                                 " "
                                                                                                 "l"
                                                                                                 "i"
                                                                                                 "s"
                                                                                                 "t"
                                                                                                 ".") BINARY(matmul,
                                                                                                             MATMUL,
                                                                                                             "@")
                                                                        INPLACE(matmul, MATMUL, "@") ROW(
                                                                            len, length,
                                                                            WRAP_LENGTH,
                                                                            0, slot_length,
                                                                            "($self, /)",
                                                                            "Return "
                                                                            "len(self).") ROW(getitem,
                                                                                              getitem,
                                                                                              WRAP_GETITEM, 0,
                                                                                              slot_getitem, "($self, key, /)",
                                                                                              "Retu"
                                                                                              "rn "
                                                                                              "self"
                                                                                              "[key"
                                                                                              "].")
                                                                            ROW(setitem, setitem,
                                                                                WRAP_SETITEM, 0,
                                                                                slot_setitem,
                                                                                "($self, key, "
                                                                                "value, /)",
                                                                                "Set self[key] to "
                                                                                "value.")
                                                                                ROW(delitem,
                                                                                    setitem,
                                                                                    WRAP_DELITEM,
                                                                                    0, slot_setitem,
                                                                                    "($self, key, "
                                                                                    "/)",
                                                                                    "Dele"
                                                                                    "te "
                                                                                    "self"
                                                                                    "[key"
                                                                                    "].") ROW(contains,
                                                                                              contains,
                                                                                              WRAP_CONTAINS,
                                                                                              0,
                                                                                              slot_contains,
                                                                                              "($"
                                                                                              "self"
                                                                                              ", "
                                                                                              "key,"
                                                                                              " "
                                                                                              "/)",
                                                                                              "Retu"
                                                                                              "rn "
                                                                                              "key "
                                                                                              "in "
                                                                                              "self"
                                                                                              ".")
                                                                                    ROW(add, concat,
                                                                                        WRAP_GETITEM,
                                                                                        0, NULL,
                                                                                        "("
                                                                                        "$"
                                                                                        "s"
                                                                                        "e"
                                                                                        "l"
                                                                                        "f"
                                                                                        ","
                                                                                        " "
                                                                                        "v"
                                                                                        "a"
                                                                                        "l"
                                                                                        "u"
                                                                                        "e"
                                                                                        ","
                                                                                        " "
                                                                                        "/"
                                                                                        ")",
                                                                                        "R"
                                                                                        "e"
                                                                                        "t"
                                                                                        "u"
                                                                                        "r"
                                                                                        "n"
                                                                                        " "
                                                                                        "s"
                                                                                        "e"
                                                                                        "l"
                                                                                        "f"
                                                                                        "+"
                                                                                        "v"
                                                                                        "a"
                                                                                        "l"
                                                                                        "u"
                                                                                        "e"
                                                                                        ".") ROW(mul, repeat,
                                                                                                 WRAP_REPEAT,
                                                                                                 0,
                                                                                                 NULL,
                                                                                                 "("
                                                                                                 "$"
                                                                                                 "s"
                                                                                                 "e"
                                                                                                 "l"
                                                                                                 "f"
                                                                                                 ","
                                                                                                 " "
                                                                                                 "v"
                                                                                                 "a"
                                                                                                 "l"
                                                                                                 "u"
                                                                                                 "e"
                                                                                                 ","
                                                                                                 " "
                                                                                                 "/"
                                                                                                 ")",
                                                                                                 "R"
                                                                                                 "e"
                                                                                                 "t"
                                                                                                 "u"
                                                                                                 "r"
                                                                                                 "n"
                                                                                                 " "
                                                                                                 "s"
                                                                                                 "e"
                                                                                                 "l"
                                                                                                 "f"
                                                                                                 "*"
                                                                                                 "v"
                                                                                                 "a"
                                                                                                 "l"
                                                                                                 "u"
                                                                                                 "e"
                                                                                                 ".")
                                                                                        ROW(rmul,
                                                                                            repeat,
                                                                                            WRAP_REPEAT,
                                                                                            0, NULL,
                                                                                            "($"
                                                                                            "self, "
                                                                                            "value,"
                                                                                            " /)",
                                                                                            "Return"
                                                                                            " value"
                                                                                            "*self"
                                                                                            ".")
                                                                                            ROW(iadd,
                                                                                                iconcat,
                                                                                                WRAP_GETITEM,
                                                                                                0,
                                                                                                NULL,
                                                                                                "($"
                                                                                                "se"
                                                                                                "lf"
                                                                                                ", "
                                                                                                "va"
                                                                                                "lu"
                                                                                                "e,"
                                                                                                " /"
                                                                                                ")",
                                                                                                "Im"
                                                                                                "pl"
                                                                                                "em"
                                                                                                "en"
                                                                                                "t "
                                                                                                "se"
                                                                                                "lf"
                                                                                                "+="
                                                                                                "va"
                                                                                                "lu"
                                                                                                "e"
                                                                                                ".")
                                                                                                ROW(imul,
                                                                                                    irepeat,
                                                                                                    WRAP_IREPEAT,
                                                                                                    0,
                                                                                                    NULL,
                                                                                                    "($"
                                                                                                    "se"
                                                                                                    "lf"
                                                                                                    ", "
                                                                                                    "va"
                                                                                                    "lu"
                                                                                                    "e,"
                                                                                                    " /"
                                                                                                    ")",
                                                                                                    "Im"
                                                                                                    "pl"
                                                                                                    "em"
                                                                                                    "en"
                                                                                                    "t "
                                                                                                    "se"
                                                                                                    "lf"
                                                                                                    "*="
                                                                                                    "va"
                                                                                                    "lu"
                                                                                                    "e"
                                                                                                    ".")};

enum { SLOT_ROWS = sizeof slot_defs / sizeof *slot_defs };

static str *row_name(vm *m, const slot_def *d) {
    str *s;
    memcpy(&s, (char *)&m->names + d->name_at, sizeof s);
    return s;
}

typedef void (*any_fn)(void);

static any_fn slot_at(const slots *s, uint16_t at) {
    any_fn f;
    memcpy(&f, (const char *)s + at, sizeof f);
    return f;
}

static void slot_put(slots *s, uint16_t at, any_fn f) {
    memcpy((char *)s + at, &f, sizeof f);
}

/* Is it a dunder with a slot? */
static bool type_is_slot_name(vm *m, str *name) {
    for (int i = 0; i < SLOT_ROWS; i++) {
        if (row_name(m, &slot_defs[i]) == name) {
            return true;
        }
    }
    return false;
}

/* ---- slot wrappers ---- */

static bool no_keywords(thread *t, const slot_wrapper *w) {
    if (t->kwnames != NIL && ((tuple *)as_obj(t->kwnames))->len > 0) {
        t->kwnames = NIL;
        raise_error(t, E_TYPE_ERROR, "wrapper %s() takes no keyword arguments", w->def->name);
        return false;
    }
    t->kwnames = NIL;
    return true;
}

static bool wants(thread *t, int n, int want) {
    if (n != want) {
        raise_error(t, E_TYPE_ERROR, "expected %d argument%s, got %d", want, want == 1 ? "" : "s",
                    n);
        return false;
    }
    return true;
}

static bool wants_range(thread *t, int n, int least, int most) {
    if (n < least || n > most) {
        raise_error(t, E_TYPE_ERROR, "expected at %s %d argument%s, got %d",
                    n < least ? "least" : "most", n < least ? least : most,
                    (n < least ? least : most) == 1 ? "" : "s", n);
        return false;
    }
    return true;
}

static value done(bool ok) {
    return ok ? NONE : NIL;
}

static bool is_name_arg(thread *t, value v) {
    if (!is_kind(v, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "attribute name must be string, not '%T'", v);
        return false;
    }
    return true;
}

/* object.__setattr__(some_class, ...) must not get round the class's own rules. */
static bool may_set_through(thread *t, const slot_wrapper *w, value self) {
    type *cls = type_of(t->vm, self);
    while (cls != NULL && cls->flags & TYPE_HEAP) {
        cls = cls->base;
    }
    if (cls != NULL && cls->slots.setattr != w->owner->slots.setattr) {
        raise_error(t, E_TYPE_ERROR, "can't apply this %s to %T object", w->def->name, self);
        return false;
    }
    return true;
}

static value call_repeat(thread *t, value (*f)(thread *, value, int64_t), value self, value by) {
    int64_t times;
    if (!op_to_int64(t, by, &times)) {
        return NIL;
    }
    return f(t, self, times);
}

value slot_wrapper_call(thread *t, slot_wrapper *w, value self, value *a, int n) {
    const slot_def *d = w->def;
    const slots *s = &w->owner->slots;
    if (!c_stack_ok(t)) {
        return NIL;
    }
    if (d->wrap == WRAP_CALL) {
        return s->call(t, self, a, n);
    }
    if (d->wrap == WRAP_INIT) {
        return done(s->init(t, self, a, n));
    }
    if (!no_keywords(t, w)) {
        return NIL;
    }
    any_fn f = slot_at(s, d->slot);
    switch ((enum wrap_kind)d->wrap) {
    case WRAP_UNARY: return wants(t, n, 0) ? ((unary_fn)f)(t, self) : NIL;
    case WRAP_HASH: {
        int64_t h;
        return wants(t, n, 0) && s->hash(t, self, &h) ? int_new(t, h) : NIL;
    }
    case WRAP_COMPARE: return wants(t, n, 1) ? s->compare(t, self, a[0], d->arg) : NIL;
    case WRAP_TRUTH: {
        int b = wants(t, n, 0) ? s->truth(t, self) : -1;
        return b < 0 ? NIL : from_bool(b);
    }
    case WRAP_GETATTR:
        return wants(t, n, 1) && is_name_arg(t, a[0]) ? s->getattr(t, self, (str *)as_obj(a[0]))
                                                      : NIL;
    case WRAP_SETATTR:
        return done(wants(t, n, 2) && is_name_arg(t, a[0]) && may_set_through(t, w, self) &&
                    s->setattr(t, self, (str *)as_obj(a[0]), a[1]));
    case WRAP_DELATTR:
        return done(wants(t, n, 1) && is_name_arg(t, a[0]) && may_set_through(t, w, self) &&
                    s->setattr(t, self, (str *)as_obj(a[0]), NIL));
    case WRAP_NEXT: {
        value r = wants(t, n, 0) ? s->next(t, self) : NIL;
        return r == NIL && t->exc == NIL ? raise_stop_iteration(t, NIL) : r;
    }
    case WRAP_LENGTH: {
        int64_t len = wants(t, n, 0) ? s->length(t, self) : -1;
        return len < 0 ? NIL : int_new(t, len);
    }
    case WRAP_GETITEM: return wants(t, n, 1) ? ((binary_fn)f)(t, self, a[0]) : NIL;
    case WRAP_SETITEM: return done(wants(t, n, 2) && s->setitem(t, self, a[0], a[1]));
    case WRAP_DELITEM: return done(wants(t, n, 1) && s->setitem(t, self, a[0], NIL));
    case WRAP_CONTAINS: {
        int b = wants(t, n, 1) ? s->contains(t, self, a[0]) : -1;
        return b < 0 ? NIL : from_bool(b);
    }
    case WRAP_REPEAT: return wants(t, n, 1) ? call_repeat(t, s->repeat, self, a[0]) : NIL;
    case WRAP_IREPEAT: return wants(t, n, 1) ? call_repeat(t, s->irepeat, self, a[0]) : NIL;
    case WRAP_POW:
        if (!wants_range(t, n, 1, 2)) {
            return NIL;
        }
        if (n == 2 && a[1] != NONE) {
            return d->arg & REFLECTED ? op_pow3(t, a[0], self, a[1]) : op_pow3(t, self, a[0], a[1]);
        }
        return d->arg & REFLECTED ? ((binary_fn)f)(t, a[0], self) : ((binary_fn)f)(t, self, a[0]);
    case WRAP_BINARY:
        if (!wants(t, n, 1)) {
            return NIL;
        }
        return d->arg & REFLECTED ? ((binary_fn)f)(t, a[0], self) : ((binary_fn)f)(t, self, a[0]);
    case WRAP_GET: {
        if (!wants_range(t, n, 1, 2)) {
            return NIL;
        }
        value obj = a[0] == NONE ? NIL : a[0], owner = n == 2 && a[1] != NONE ? a[1] : NIL;
        if (obj == NIL && owner == NIL) {
            return raise_error(t, E_TYPE_ERROR, "__get__(None, None) is invalid");
        }
        return s->get(t, self, obj, owner);
    }
    case WRAP_SET: return done(wants(t, n, 2) && s->set(t, self, a[0], a[1]));
    case WRAP_DELETE: return done(wants(t, n, 1) && s->set(t, self, a[0], NIL));
    default: return raise_error(t, E_SYSTEM_ERROR, "bad slot wrapper");
    }
}

static value slot_wrapper_new(thread *t, const slot_def *def, type *owner) {
    slot_wrapper *w = heap_new(t, T_WRAPPER_DESC, sizeof *w);
    if (w == NULL) {
        return NIL;
    }
    w->def = def;
    w->owner = owner;
    return from_obj(w);
}

/* ---- lookup ---- */

static bool fill(type *cls);

dict *type_dict(type *cls) {
    if (!(cls->flags & TYPE_FILLED) && !fill(cls)) {
        return NULL;
    }
    return cls->dict;
}

static value lookup_slow(type *cls, str *name) {
    str_hash(cls->vm, name);
    if (cls->mro == NULL) { /* while it is being made */
        for (type *k = cls; k != NULL; k = k->base) {
            dict *d = type_dict(k);
            value v = d != NULL ? dict_get_str(d, name) : NIL;
            if (v != NIL) {
                return v;
            }
        }
        return NIL;
    }
    tuple *mro = cls->mro;
    for (size_t i = 0; i < mro->len; i++) {
        type *k = (type *)as_obj(mro->items[i]);
        dict *d = type_dict(k);
        value v = d != NULL ? dict_get_str(d, name) : NIL;
        if (v != NIL) {
            return v;
        }
    }
    return NIL;
}

value type_lookup(type *cls, str *name) {
    if (!(name->h.flags & STR_INTERNED) || cls->version == 0) {
        return lookup_slow(cls, name);
    }
    uint32_t i = (cls->version * 2654435761u ^ (uint32_t)((uintptr_t)name >> 4)) % CACHE_SIZE;
    struct type_cache *c = cls->vm->type_cache;
    if (c->entries[i].version == cls->version && c->entries[i].name == name) {
        return c->entries[i].found;
    }
    value v = lookup_slow(cls, name);
    c->entries[i].version = cls->version;
    c->entries[i].name = name;
    c->entries[i].found = v;
    return v;
}

value type_lookup_after(type *cls, type *after, str *name) {
    tuple *mro = cls->mro;
    size_t i = 0;
    while (after != NULL && i < mro->len && (type *)as_obj(mro->items[i++]) != after) {
    }
    str_hash(cls->vm, name);
    for (; i < mro->len; i++) {
        dict *d = type_dict((type *)as_obj(mro->items[i]));
        value v = d != NULL ? dict_get_str(d, name) : NIL;
        if (v != NIL) {
            return v;
        }
    }
    return NIL;
}

bool is_subtype(type *a, type *b) {
    if (a == b) {
        return true;
    }
    tuple *mro = a->mro;
    if (mro == NULL) {
        for (a = a->base; a != NULL; a = a->base) {
            if (a == b) {
                return true;
            }
        }
        return false;
    }
    value want = from_obj(b);
    for (size_t i = 1; i < mro->len; i++) {
        if (mro->items[i] == want) {
            return true;
        }
    }
    return false;
}

/* ---- changes ---- */

static uint32_t new_version(vm *m) {
    return ++m->next_type_version;
}

/* Depth-first over the classes below; class trees are shallow, but a script may make them deep. */
void type_changed(thread *t, type *cls, bool slots_too) {
    cls->version = new_version(t->vm);
    if (slots_too) {
        cls->slot_version = new_version(t->vm);
    }
    if (cls->nsubs > 0 && !c_stack_ok(t)) {
        exc_clear(t);
        return;
    }
    for (uint32_t i = 0; i < cls->nsubs; i++) {
        type_changed(t, cls->subs[i], slots_too);
    }
}

/* getattr is special: __getattr__ has a say only after __getattribute__. */
static void update_getattr(thread *t, type *cls) {
    value getter = lookup_slow(cls, N(t, __getattribute__)),
          hook = lookup_slow(cls, N(t, __getattr__));
    value (*native_getter)(thread *, value, str *) = NULL;
    if (is_kind(getter, T_WRAPPER_DESC)) {
        native_getter = ((slot_wrapper *)as_obj(getter))->owner->slots.getattr;
    }
    if (native_getter == NULL || (hook != NIL && native_getter != generic_getattr)) {
        cls->slots.getattr = slot_getattr;
    } else {
        cls->slots.getattr = hook == NIL ? native_getter : class_getattr_hook;
    }
}

/* The group of rows [from, to) shares a slot. */
static void update_group(type *cls, int from, int to) {
    any_fn specific = NULL, generic = NULL;
    bool use_generic = false, any = false;
    vm *m = cls->vm;
    for (int i = from; i < to; i++) {
        const slot_def *d = &slot_defs[i];
        value v = lookup_slow(cls, row_name(m, d));
        if (v == NIL) {
            continue;
        }
        any = true;
        any_fn f = NULL;
        if (is_kind(v, T_WRAPPER_DESC)) {
            slot_wrapper *w = (slot_wrapper *)as_obj(v);
            if (w->def == d && is_subtype(cls, w->owner)) {
                f = slot_at(&w->owner->slots, d->slot);
            } else if (d->generic == NULL || w->def->name_at == d->name_at) {
                continue; /* the name belongs to a sibling slot: list.__add__ is concat */
            }
        } else if (d->slot == offsetof(slots, new) && is_kind(v, T_NATIVE) &&
                   is_kind(((native *)as_obj(v))->self, T_TYPE)) {
            f = (any_fn)((type *)as_obj(((native *)as_obj(v))->self))->slots.new;
        } else if (v == NONE && d->slot == offsetof(slots, hash)) {
            f = (any_fn)hash_not_implemented;
        }
        if (f != NULL && (specific == NULL || specific == f)) {
            specific = f;
        } else {
            use_generic = true;
        }
        generic = d->generic;
    }
    slot_put(&cls->slots, slot_defs[from].slot,
             !any                               ? NULL
             : specific != NULL && !use_generic ? specific
                                                : generic);
}

static void update_one(thread *t, type *cls, str *name) {
    for (int from = 0, to; from < SLOT_ROWS; from = to) {
        bool hit = name == NULL;
        for (to = from; to < SLOT_ROWS && slot_defs[to].slot == slot_defs[from].slot; to++) {
            hit |= row_name(t->vm, &slot_defs[to]) == name;
        }
        if (!hit) {
            continue;
        }
        if (slot_defs[from].slot == offsetof(slots, getattr)) {
            update_getattr(t, cls);
        } else {
            update_group(cls, from, to);
        }
    }
    if (name == NULL || name == N(t, __del__)) {
        cls->flags &= ~(uint32_t)TYPE_HAS_DEL;
        if (lookup_slow(cls, N(t, __del__)) != NIL) {
            cls->flags |= TYPE_HAS_DEL;
        }
    }
}

void type_update_slots(thread *t, type *cls, str *name) {
    if (cls->flags & TYPE_HEAP) {
        update_one(t, cls, name);
    }
    if (cls->nsubs > 0 && !c_stack_ok(t)) {
        exc_clear(t);
        return;
    }
    for (uint32_t i = 0; i < cls->nsubs; i++) {
        type_update_slots(t, cls->subs[i], name);
    }
}

bool type_setattr_raw(thread *t, type *cls, str *name, value x) {
    dict *d = type_dict(cls);
    if (d == NULL) {
        return false;
    }
    if (!(name->h.flags & STR_INTERNED)) {
        name = str_intern_value(t, name);
        if (name == NULL) {
            return false;
        }
    }
    value old = dict_get_str(d, name);
    if (x == NIL) {
        int there = dict_del(t, d, from_obj(name));
        if (there <= 0) {
            return there == 0;
        }
    } else if (!dict_set_str(t, d, name, x)) {
        return false;
    }
    bool dunder_name = name->len > 4 && name->data[0] == '_' && name->data[1] == '_';
    bool slots_too = dunder_name || is_data_descr(t->vm, old) || is_data_descr(t->vm, x);
    type_changed(t, cls, slots_too);
    if (dunder_name && (name == N(t, __del__) || type_is_slot_name(t->vm, name))) {
        type_update_slots(t, cls, name);
    }
    return true;
}

bool type_add_subclass(thread *t, type *base, type *sub) {
    for (uint32_t i = 0; i < base->nsubs; i++) {
        if (base->subs[i] == sub) {
            return true;
        }
    }
    if (base->nsubs == base->subs_room) {
        uint32_t room = base->subs_room ? base->subs_room * 2 : 4;
        type **subs =
            mem_realloc(t, base->subs, base->subs_room * sizeof *subs, room * sizeof *subs);
        if (subs == NULL) {
            return false;
        }
        base->subs = subs;
        base->subs_room = room;
    }
    base->subs[base->nsubs++] = sub;
    return true;
}

static void sweep_subclasses(vm *m, type *cls, bool (*dead)(vm *m, void *o), int depth) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < cls->nsubs; i++) {
        if (!dead(m, cls->subs[i])) {
            type *sub = cls->subs[i];
            cls->subs[kept++] = sub;
            if (depth < 10000) {
                sweep_subclasses(m, sub, dead, depth + 1);
            }
        }
    }
    cls->nsubs = kept;
}

void types_sweep(vm *m, bool (*dead)(vm *m, void *o)) {
    if (m->type_cache != NULL) {
        memset(m->type_cache, 0, sizeof *m->type_cache);
        memset(m->attrs_seen, 0, sizeof *m->attrs_seen);
    }
    if (m->types[T_OBJECT] != NULL) {
        sweep_subclasses(m, m->types[T_OBJECT], dead, 0);
    }
}

/* ---- making built-in types ---- */

/* __new__ of a built-in type: bound to the type (a[0]), called with the class to instantiate. */
static value type_new_native(thread *t, value *a, int n) {
    value kwnames = t->kwnames;
    type *owner = (type *)as_obj(a[0]);
    if (n < 2) {
        t->kwnames = NIL;
        return raise_error(t, E_TYPE_ERROR, "%N.__new__(): not enough arguments", owner);
    }
    if (!is_kind(a[1], T_TYPE)) {
        t->kwnames = NIL;
        return raise_error(t, E_TYPE_ERROR, "%N.__new__(X): X is not a type object (%T)", owner,
                           a[1]);
    }
    type *cls = (type *)as_obj(a[1]);
    if (!is_subtype(cls, owner)) {
        t->kwnames = NIL;
        return raise_error(t, E_TYPE_ERROR, "%N.__new__(%N): %N is not a subtype of %N", owner, cls,
                           cls, owner);
    }
    type *solid = cls; /* the built-in type whose struct the instances have */
    while (solid->flags & TYPE_HEAP) {
        solid = solid->base;
    }
    if (solid->slots.new != owner->slots.new) {
        t->kwnames = NIL;
        return raise_error(t, E_TYPE_ERROR, "%N.__new__(%N) is not safe, use %N.__new__()", owner,
                           cls, solid);
    }
    t->kwnames = kwnames;
    return owner->slots.new(t, cls, a + 2, n - 2);
}

static const native_def new_def = {
    "__new__", type_new_native, NULL, 0,
    "Create and return a new object.  See help(type) for accurate signature."};

static bool put_new(thread *t, dict *d, const char *name, value v) {
    str *key = v != NIL ? str_intern(t, name) : NULL;
    return key != NULL && (dict_get_str(d, key) != NIL || dict_set_str(t, d, key, v));
}

static bool fill_methods(thread *t, type *cls, const native_def *def) {
    for (; def != NULL && def->name != NULL; def++) {
        value v = native_new(t, def, NIL, from_obj(cls));
        if (v == NIL) {
            return false;
        }
        if (def->flags & NATIVE_STATIC) {
            as_obj(v)->type = t->vm->types[T_NATIVE];
            as_obj(v)->kind = T_NATIVE;
            v = staticmethod_new(t, v);
        } else {
            enum type_id id = def->flags & NATIVE_CLASS ? T_CLASSMETHOD_DESC : T_METHOD_DESC;
            as_obj(v)->type = t->vm->types[id];
            as_obj(v)->kind = (uint8_t)id;
        }
        if (!put_new(t, cls->dict, def->name, v)) {
            return false;
        }
    }
    return true;
}

static bool fill_wrappers(thread *t, type *cls, const type_spec *spec) {
    for (int i = 0; i < SLOT_ROWS; i++) {
        const slot_def *d = &slot_defs[i];
        if (d->wrap == WRAP_NONE || slot_at(&spec->slots, d->slot) == NULL) {
            continue;
        }
        str *name = row_name(t->vm, d);
        if (dict_get_str(cls->dict, name) != NIL) {
            continue;
        }
        value w = slot_wrapper_new(t, d, cls);
        if (w == NIL || !dict_set_str(t, cls->dict, name, w)) {
            return false;
        }
    }
    return true;
}

/* Everything that a spec puts into the class's namespace. */
static bool fill(type *cls) {
    const type_spec *spec = cls->spec;
    thread *t = cls->vm->main != NULL ? cls->vm->main : cls->vm->threads;
    if (spec == NULL || t == NULL) {
        return cls->dict != NULL;
    }
    cls->flags |= TYPE_FILLED; /* first: filling looks things up */
    value before = t->exc;
    bool ok = fill_methods(t, cls, spec->methods);
    if (ok && spec->slots.new != NULL && !(spec->flags & TYPE_NO_NEW)) {
        value v = native_new(t, &new_def, from_obj(cls), from_obj(cls));
        ok = v != NIL && put_new(t, cls->dict, "__new__", v);
    }
    ok = ok && fill_wrappers(t, cls, spec);
    for (const getset_def *g = spec->getset; ok && g != NULL && g->name != NULL; g++) {
        value v = getset_new(t, g, cls);
        ok = v != NIL && put_new(t, cls->dict, g->name, v);
    }
    if (ok && spec->slots.hash == NULL && spec->slots.compare != NULL &&
        dict_get_str(cls->dict, N(t, __hash__)) == NIL) {
        ok = dict_set_str(t, cls->dict, N(t, __hash__), NONE);
    }
    if (ok && dict_get_str(cls->dict, N(t, __doc__)) == NIL) {
        value doc = spec->doc != NULL ? str_from(t, spec->doc) : NONE;
        ok = doc != NIL && dict_set_str(t, cls->dict, N(t, __doc__), doc);
        cls->doc = doc;
    }
    if (!ok) {
        cls->flags &= ~(uint32_t)TYPE_FILLED;
        if (before != NIL) {
            t->exc = before;
        }
    }
    return ok;
}

static void inherit_slots(slots *mine, const slots *base) {
    bool own_hash = mine->hash != NULL, own_compare = mine->compare != NULL;
    for (uint16_t at = 0; at < sizeof *mine; at += sizeof(any_fn)) {
        if (slot_at(mine, at) == NULL) {
            slot_put(mine, at, slot_at(base, at));
        }
    }
    if (own_compare && !own_hash) {
        mine->hash = hash_not_implemented;
    }
}

/* Where instances keep their attribute dict, for kinds that have a word for it in their struct. */
static uint32_t attrs_at(uint8_t kind) {
    switch (kind) {
    case T_BYTEARRAY: return offsetof(bytearray, attrs);
    case T_LIST: return offsetof(list, attrs);
    case T_DICT: return offsetof(dict, attrs);
    case T_SET:
    case T_FROZENSET: return offsetof(set, attrs);
    case T_FUNC: return offsetof(func, attrs);
    case T_PROPERTY: return offsetof(property, attrs);
    case T_STATICMETHOD:
    case T_CLASSMETHOD: return offsetof(wrapper, attrs);
    case T_MODULE: return offsetof(module, attrs);
    case T_WEAKREF: return offsetof(weakref, attrs);
    case T_EXCEPTION: return offsetof(exception, attrs);
    case T_REVERSED:
    case T_ENUMERATE:
    case T_ZIP:
    case T_MAP:
    case T_FILTER: return sizeof(object); /* iter.h: the first word */
    default: return 0;
    }
}

void type_inherit(type *cls, type *base) {
    cls->base = base;
    if (cls->size == 0) {
        cls->size = base->size;
    }
    /* object's own looks at the slots of plain instances: a struct that refers to nothing must not
     * have it */
    if (cls->trace == NULL && (cls->kind == T_OBJECT || base->kind != T_OBJECT)) {
        cls->trace = base->trace;
    }
    if (cls->free == NULL) {
        cls->free = base->free;
    }
    if (cls->dict_offset == 0) {
        cls->dict_offset = base->dict_offset;
    }
    cls->flags |= base->flags & (TYPE_HAS_DICT | TYPE_SEQUENCE | TYPE_MAPPING | TYPE_MATCH_SELF |
                                 TYPE_NO_WEAKREF | TYPE_TAIL_DICT);
}

/* Fills in what the spec says. The MRO of a built-in type is a chain. */
static bool make_ready(thread *t, type *cls, const type_spec *spec, type *base) {
    vm *m = t->vm;
    cls->vm = m;
    cls->spec = spec;
    const char *dot = strrchr(spec->name, '.');
    const char *name = dot != NULL ? dot + 1 : spec->name;
    cls->name = cls->qualname = str_intern(t, name);
    value home = dot != NULL ? str_new_ascii(t, spec->name, (size_t)(dot - spec->name))
                             : from_obj(N(t, builtins));
    cls->module = home;
    cls->flags = spec->flags | TYPE_READY | TYPE_IMMUTABLE;
    cls->size = spec->size;
    cls->trace = spec->trace;
    cls->free = spec->free;
    cls->dict_offset = spec->dict_offset != 0 ? spec->dict_offset : attrs_at(cls->kind);
    cls->slots = spec->slots;
    cls->doc = NIL;
    cls->dict = dict_new(t);
    if (cls->name == NULL || home == NIL || cls->dict == NULL) {
        return false;
    }
    size_t depth = 1;
    if (base != NULL) {
        type_inherit(cls, base);
        inherit_slots(&cls->slots, &base->slots);
        /* What object's `new` makes are plain instances. */
        if (spec->flags & TYPE_NO_NEW || (spec->slots.new == NULL &&base == m->types[T_OBJECT])) {
            cls->slots.new = NULL;
        }
        depth += base->mro->len;
        if (!type_add_subclass(t, base, cls)) {
            return false;
        }
    }
    value mro = tuple_new(t, depth), bases = tuple_new(t, base != NULL);
    if (mro == NIL || bases == NIL) {
        return false;
    }
    cls->mro = (tuple *)as_obj(mro);
    cls->bases = (tuple *)as_obj(bases);
    cls->mro->items[0] = from_obj(cls);
    if (base != NULL) {
        memcpy(cls->mro->items + 1, base->mro->items, base->mro->len * sizeof(value));
        cls->bases->items[0] = from_obj(base);
    }
    cls->version = new_version(m);
    cls->slot_version = new_version(m);
    return true;
}

static const type_spec *const specs[T_COUNT] = {
#define TYPE(id, spec) [T_##id] = &spec,
#include "vm/types.def"
#undef TYPE
};

bool types_alloc(thread *t) {
    vm *m = t->vm;
    type born = {0}; /* stands in for type itself */
    born.kind = T_TYPE;
    born.free = specs[T_TYPE]->free;
    for (int i = 0; i < T_COUNT; i++) {
        type *cls = heap_alloc(t, &born, sizeof *cls);
        if (cls == NULL) {
            return false;
        }
        m->types[i] = cls;
        cls->kind = (uint8_t)i;
        cls->vm = m;
        cls->free = specs[i]->free;
        cls->trace = specs[i]->trace;
        cls->size = specs[i]->size;
    }
    for (int i = 0; i < T_COUNT; i++) {
        m->types[i]->h.type = m->types[T_TYPE];
    }
    m->type_cache = raw_alloc(m, sizeof *m->type_cache);
    m->attrs_seen = raw_alloc(m, sizeof *m->attrs_seen);
    return m->type_cache != NULL && m->attrs_seen != NULL;
}

bool types_init(thread *t) {
    vm *m = t->vm;
    for (int i = 0; i < T_COUNT; i++) {
        const type_spec *spec = specs[i];
        type *base = i == T_OBJECT ? NULL : m->types[spec->base];
        if (!make_ready(t, m->types[i], spec, base)) {
            return false;
        }
    }
    return exceptions_init(t);
}

void types_fini(vm *m) {
    raw_free(m, m->type_cache, sizeof *m->type_cache);
    m->type_cache = NULL;
    raw_free(m, m->attrs_seen, sizeof *m->attrs_seen);
    m->attrs_seen = NULL;
    raw_free(m, m->shapes.items, m->shapes.room * sizeof *m->shapes.items);
    m->shapes.items = NULL;
}

type *type_from_spec(thread *t, const type_spec *spec, type *base) {
    vm *m = t->vm;
    if (base == NULL) {
        base = m->types[spec->base];
    }
    type *cls = heap_new(t, T_TYPE, sizeof *cls);
    if (cls == NULL) {
        return NULL;
    }
    cls->kind = base->kind != T_OBJECT ? base->kind : KIND_FOREIGN;
    if (base->kind != T_OBJECT) {
        cls->flags |= TYPE_DERIVED;
    }
    if (!make_ready(t, cls, spec, base)) {
        return NULL;
    }
    if (base->kind != T_OBJECT) {
        cls->flags |= TYPE_DERIVED;
    }
    return cls;
}
