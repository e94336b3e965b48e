/* ops.c: what can be done with any value: the protocols, each as CPython's abstract object layer
 * does it, with its messages.
 *
 * A slot decides first; where Python has fall-backs (len() for truth, __getitem__ for iteration,
 * sequence + and *, the reflected operand) they are here and nowhere else. Small ints and floats
 * are values without an object: type_of() knows their types, so they need no case of their own
 * except where it pays.
 */
#include "vm/ops.h"

#include <math.h>

#include "vm/iter.h"
#include "vm/shape.h"
#include "vm/type.h"

#define SLOTS(t, v) (&type_of((t)->vm, v)->slots)

/* ---- text ---- */

value op_repr(thread *t, value v) {
    if (!c_stack_ok(t)) {
        return NIL;
    }
    value r = SLOTS(t, v)->repr(t, v);
    if (r != NIL && !is_kind(r, T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "__repr__ returned non-string (type %T)", r);
    }
    return r;
}

value op_str(thread *t, value v) {
    if (is_exact(v, T_STR)) {
        return v;
    }
    if (is_int(v)) {
        return int_to_str_base(t, v, 10);
    }
    if (!c_stack_ok(t)) {
        return NIL;
    }
    value r = SLOTS(t, v)->str(t, v);
    if (r != NIL && !is_kind(r, T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "__str__ returned non-string (type %T)", r);
    }
    return r;
}

value op_ascii(thread *t, value v) {
    value r = op_repr(t, v);
    if (r == NIL || str_is_ascii((str *)as_obj(r))) {
        return r;
    }
    str *s = (str *)as_obj(r);
    sb b;
    sb_init(&b, t);
    for (size_t i = 0; i < s->count; i++) {
        uint32_t c = str_at(s, i);
        if (c < 0x80) {
            sb_char(&b, c);
            continue;
        }
        static const char hex[] = "0123456789abcdef";
        int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
        sb_text(&b, digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U");
        for (int k = digits - 1; k >= 0; k--) {
            sb_char(&b, (uint8_t)hex[c >> (4 * k) & 15]);
        }
    }
    return sb_take(&b);
}

value op_format(thread *t, value v, value spec) {
    vm *m = t->vm;
    if (spec == NIL || (is_kind(spec, T_STR) && ((str *)as_obj(spec))->len == 0)) {
        if (is_exact(v, T_STR)) {
            return v;
        }
        if (is_int(v)) {
            return op_str(t, v);
        }
        spec = from_obj(m->empty_str);
    }
    if (!is_kind(spec, T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "Format specifier must be a string, not %T", spec);
    }
    if (is_int(v) || is_exact(v, T_INT)) {
        return format_int(t, v, (str *)as_obj(spec));
    }
    if (is_double(v)) {
        return format_float(t, v, (str *)as_obj(spec));
    }
    if (is_exact(v, T_STR)) {
        return format_str(t, v, (str *)as_obj(spec));
    }
    value f = lookup_special(t, v, N(t, __format__));
    if (f == NIL) {
        return t->exc != NIL ? NIL
                             : raise_error(t, E_TYPE_ERROR, "Type %T doesn't define __format__", v);
    }
    value r = call1(t, f, spec);
    if (r != NIL && !is_kind(r, T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "__format__ must return a str, not %T", r);
    }
    return r;
}

/* ---- hash, truth, comparison ---- */

bool op_hash(thread *t, value v, int64_t *out) {
    bool (*hash)(thread *, value, int64_t *) = SLOTS(t, v)->hash;
    return hash != NULL ? hash(t, v, out) : hash_not_implemented(t, v, out);
}

int op_truth(thread *t, value v) {
    if (is_bool(v)) {
        return v == V_TRUE;
    }
    if (v == NONE) {
        return 0;
    }
    if (is_int(v)) {
        return as_int(v) != 0;
    }
    const slots *s = SLOTS(t, v);
    if (s->truth != NULL) {
        return s->truth(t, v);
    }
    if (s->length != NULL) {
        int64_t n = s->length(t, v);
        return n < 0 ? -1 : n > 0;
    }
    return 1;
}

static int mirrored(int op) {
    static const uint8_t other[] = {[CMP_LT] = CMP_GT, [CMP_LE] = CMP_GE, [CMP_EQ] = CMP_EQ,
                                    [CMP_NE] = CMP_NE, [CMP_GT] = CMP_LT, [CMP_GE] = CMP_LE};
    return other[op];
}

value op_compare(thread *t, value a, value b, int op) {
    type *ta = type_of(t->vm, a), *tb = type_of(t->vm, b);
    bool asked_b = false;
    if (!c_stack_ok(t)) {
        return NIL;
    }
    if (ta != tb && is_subtype(tb, ta) && tb->slots.compare != NULL) {
        asked_b = true;
        value r = tb->slots.compare(t, b, a, mirrored(op));
        if (r != NOTIMPL) {
            return r;
        }
    }
    if (ta->slots.compare != NULL) {
        value r = ta->slots.compare(t, a, b, op);
        if (r != NOTIMPL) {
            return r;
        }
    }
    if (!asked_b && tb->slots.compare != NULL) {
        value r = tb->slots.compare(t, b, a, mirrored(op));
        if (r != NOTIMPL) {
            return r;
        }
    }
    if (op == CMP_EQ || op == CMP_NE) {
        return from_bool((a == b) == (op == CMP_EQ));
    }
    static const char *const signs[] = {"<", "<=", "==", "!=", ">", ">="};
    return raise_error(t, E_TYPE_ERROR, "'%s' not supported between instances of '%T' and '%T'",
                       signs[op], a, b);
}

static int truth_of(thread *t, value r) {
    return r == NIL ? -1 : op_truth(t, r);
}

int op_eq(thread *t, value a, value b) {
    if (a == b) {
        return 1;
    }
    if (both_int(a, b)) {
        return 0; /* equal small ints are the same word */
    }
    if (is_exact(a, T_STR) && is_exact(b, T_STR)) {
        return str_equal((str *)as_obj(a), (str *)as_obj(b));
    }
    return truth_of(t, op_compare(t, a, b, CMP_EQ));
}

int op_lt(thread *t, value a, value b) {
    if (both_int(a, b)) {
        return as_int(a) < as_int(b);
    }
    return truth_of(t, op_compare(t, a, b, CMP_LT));
}

int op_contains(thread *t, value container, value v) {
    const slots *s = SLOTS(t, container);
    if (s->contains != NULL) {
        return s->contains(t, container, v);
    }
    if (s->iter == NULL && s->getitem == NULL) {
        raise_error(t, E_TYPE_ERROR, "argument of type '%T' is not iterable", container);
        return -1;
    }
    value it = op_iter(t, container);
    if (it == NIL) {
        return -1;
    }
    value x;
    while ((x = op_next(t, it)) != NIL) {
        int eq = op_eq(t, x, v);
        if (eq != 0) {
            return eq;
        }
    }
    return t->exc != NIL ? -1 : 0;
}

/* ---- operators ---- */

static const char *const signs[BIN_COUNT] = {
    [BIN_ADD] = "+",       [BIN_SUB] = "-",           [BIN_MUL] = "*",           [BIN_DIV] = "/",
    [BIN_FLOORDIV] = "//", [BIN_MOD] = "%",           [BIN_POW] = "** or pow()", [BIN_MATMUL] = "@",
    [BIN_LSHIFT] = "<<",   [BIN_RSHIFT] = ">>",       [BIN_AND] = "&",           [BIN_OR] = "|",
    [BIN_XOR] = "^",       [BIN_DIVMOD] = "divmod()",
};

static value unsupported(thread *t, value a, value b, enum binary_op op, bool inplace) {
    if (inplace) {
        return raise_error(t, E_TYPE_ERROR, "unsupported operand type(s) for %s=: '%T' and '%T'",
                           op == BIN_POW ? "**" : signs[op], a, b);
    }
    if (op == BIN_RSHIFT && is_kind(a, T_NATIVE) &&
        strcmp(((native *)as_obj(a))->name->data, "print") == 0) {
        return raise_error(
            t, E_TYPE_ERROR,
            "unsupported operand type(s) for >>: '%T' and '%T'. Did you mean \"print(<message>, "
            "file=<output_stream>)\"?",
            a, b);
    }
    return raise_error(t, E_TYPE_ERROR, "unsupported operand type(s) for %s: '%T' and '%T'",
                       signs[op], a, b);
}

/* The numeric slots: the left operand's, but first the right one's if its class derives from the
 * left one's. */
static value binary_slots(thread *t, value a, value b, enum binary_op op) {
    type *ta = type_of(t->vm, a), *tb = type_of(t->vm, b);
    binary_fn fa = ta->slots.binary[op], fb = ta == tb ? NULL : tb->slots.binary[op];
    if (fb == fa) {
        fb = NULL;
    }
    if (fa != NULL) {
        if (fb != NULL && is_subtype(tb, ta)) {
            value r = fb(t, a, b);
            if (r != NOTIMPL) {
                return r;
            }
            fb = NULL;
        }
        value r = fa(t, a, b);
        if (r != NOTIMPL) {
            return r;
        }
    }
    return fb != NULL ? fb(t, a, b) : NOTIMPL;
}

static bool has_index(thread *t, value v) {
    return SLOTS(t, v)->unary[UN_INDEX] != NULL;
}

/* What repeating makes, in bytes; 0 = little, or not known. */
static size_t repeated_size(value seq, int64_t n) {
    size_t size = is_kind(seq, T_LIST)        ? ((list *)as_obj(seq))->len * sizeof(value)
                  : is_kind(seq, T_TUPLE)     ? ((tuple *)as_obj(seq))->len * sizeof(value)
                  : is_kind(seq, T_STR)       ? ((str *)as_obj(seq))->len
                  : is_kind(seq, T_BYTES)     ? ((bytes *)as_obj(seq))->len
                  : is_kind(seq, T_BYTEARRAY) ? ((bytearray *)as_obj(seq))->len
                                              : 0;
    return n <= 0 || size == 0 || (uint64_t)n > SIZE_MAX / 4 / size ? 0 : size * (size_t)n;
}

static value repeat_by(thread *t, value (*f)(thread *, value, int64_t), value seq, value by) {
    if (!has_index(t, by)) {
        return raise_error(t, E_TYPE_ERROR, "can't multiply sequence by non-int of type '%T'", by);
    }
    int64_t n;
    if (!op_to_int64(t, by, &n)) {
        return NIL;
    }
    heap_expect(t, repeated_size(seq, n));
    return f(t, seq, n);
}

/* What sequences do for + and *. NOTIMPL = neither operand is one. */
static value sequence_op(thread *t, value a, value b, enum binary_op op) {
    const slots *sa = SLOTS(t, a), *sb_ = SLOTS(t, b);
    if (op == BIN_ADD) {
        return sa->concat != NULL ? sa->concat(t, a, b) : NOTIMPL;
    }
    if (op == BIN_MUL) {
        if (sa->repeat != NULL) {
            return repeat_by(t, sa->repeat, a, b);
        }
        if (sb_->repeat != NULL) {
            return repeat_by(t, sb_->repeat, b, a);
        }
    }
    return NOTIMPL;
}

value op_binary(thread *t, value a, value b, enum binary_op op) {
    if (!c_stack_ok(t)) {
        return NIL;
    }
    value r = binary_slots(t, a, b, op);
    if (r != NOTIMPL) {
        return r;
    }
    r = sequence_op(t, a, b, op);
    return r != NOTIMPL ? r : unsupported(t, a, b, op, false);
}

value op_inplace(thread *t, value a, value b, enum binary_op op) {
    if (!c_stack_ok(t)) {
        return NIL;
    }
    const slots *s = SLOTS(t, a);
    value r = s->inplace[op] != NULL ? s->inplace[op](t, a, b) : NOTIMPL;
    if (r == NOTIMPL) {
        r = binary_slots(t, a, b, op);
    }
    if (r != NOTIMPL) {
        return r;
    }
    s = SLOTS(t, a);
    if (op == BIN_ADD && s->iconcat != NULL) {
        r = s->iconcat(t, a, b);
    } else if (op == BIN_MUL && s->irepeat != NULL) {
        return repeat_by(t, s->irepeat, a, b);
    }
    if (r == NOTIMPL) {
        r = sequence_op(t, a, b, op);
    }
    return r != NOTIMPL ? r : unsupported(t, a, b, op, true);
}

/* A script's __pow__(self, other, mod) or __rpow__; NOTIMPL = has none. */
static value pow3_method(thread *t, value self, str *name, value other, value mod) {
    value fn = type_lookup(type_of(t->vm, self), name);
    if (fn == NIL || is_kind(fn, T_WRAPPER_DESC)) {
        return NOTIMPL;
    }
    value bound = descr_get(t, fn, self, type_of(t->vm, self));
    return bound == NIL ? NIL : call2(t, bound, other, mod);
}

value op_pow3(thread *t, value a, value b, value mod) {
    if (mod == NONE || mod == NIL) {
        return op_binary(t, a, b, BIN_POW);
    }
    value r = pow3_method(t, a, N(t, __pow__), b, mod);
    if (r != NOTIMPL) {
        return r;
    }
    if (is_any_int(a) && is_any_int(b) && is_any_int(mod)) {
        return int_pow_mod(t, a, b, mod);
    }
    bool numbers = (is_any_int(a) || is_double(a) || is_kind(a, T_FLOAT)) &&
                   (is_any_int(b) || is_double(b) || is_kind(b, T_FLOAT));
    if (numbers && (is_any_int(mod) || is_double(mod) || is_kind(mod, T_FLOAT))) {
        return raise_error(t, E_TYPE_ERROR,
                           "pow() 3rd argument not allowed unless all arguments are integers");
    }
    if (is_kind(a, T_COMPLEX) || is_kind(b, T_COMPLEX)) {
        return raise_error(t, E_VALUE_ERROR, "complex modulo");
    }
    return raise_error(t, E_TYPE_ERROR,
                       "unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'", a, b, mod);
}

value op_unary(thread *t, value v, enum unary_op op) {
    unary_fn f = SLOTS(t, v)->unary[op];
    if (f != NULL) {
        return f(t, v);
    }
    static const char *const what[UN_COUNT] = {
        [UN_NEG] = "unary -", [UN_POS] = "unary +", [UN_INVERT] = "unary ~", [UN_ABS] = "abs()"};
    if (op == UN_INDEX) {
        return raise_error(t, E_TYPE_ERROR, "'%T' object cannot be interpreted as an integer", v);
    }
    if (op == UN_FLOAT) {
        return raise_error(t, E_TYPE_ERROR, "must be real number, not %T", v);
    }
    if (op == UN_INT) {
        return raise_error(
            t, E_TYPE_ERROR,
            "int() argument must be a string, a bytes-like object or a real number, not '%T'", v);
    }
    return raise_error(t, E_TYPE_ERROR, "bad operand type for %s: '%T'", what[op], v);
}

/* ---- attributes ---- */

value op_getattr(thread *t, value v, str *name) {
    value r = SLOTS(t, v)->getattr(t, v, name);
    if (r == NIL) {
        exc_set_attribute(t, name, v);
    }
    return r;
}

value op_getattr_opt(thread *t, value v, str *name, bool *failed) {
    value (*get)(thread *, value, str *) = SLOTS(t, v)->getattr;
    /* The common case makes no exception only to drop it again. */
    value r = get == generic_getattr ? generic_find(t, v, name) : get(t, v, name);
    *failed = false;
    if (r == NIL && t->exc != NIL) {
        if (exc_is(t, E_ATTRIBUTE_ERROR)) {
            exc_clear(t);
        } else {
            *failed = true;
        }
    }
    return r;
}

bool op_setattr(thread *t, value v, str *name, value x) {
    return SLOTS(t, v)->setattr(t, v, name, x);
}

bool op_delattr(thread *t, value v, str *name) {
    return SLOTS(t, v)->setattr(t, v, name, NIL);
}

/* ---- items ---- */

/* list[int], and classes with __class_getitem__. */
static value class_item(thread *t, value cls, value key) {
    if (cls == from_obj(t->vm->types[T_TYPE])) {
        return generic_alias_new(t, cls, key);
    }
    bool failed;
    value f = op_getattr_opt(t, cls, N(t, __class_getitem__), &failed);
    if (f != NIL) {
        return call1(t, f, key);
    }
    if (failed) {
        return NIL;
    }
    vm *m = t->vm;
    static const uint8_t generic[] = {T_LIST, T_TUPLE, T_DICT, T_SET, T_FROZENSET, T_ENUMERATE};
    for (size_t i = 0; i < sizeof generic; i++) {
        if (is_subtype((type *)as_obj(cls), m->types[generic[i]])) {
            return generic_alias_new(t, cls, key);
        }
    }
    return raise_error(t, E_TYPE_ERROR, "type '%N' is not subscriptable", (type *)as_obj(cls));
}

value op_getitem(thread *t, value v, value key) {
    value (*get)(thread *, value, value) = SLOTS(t, v)->getitem;
    if (get != NULL) {
        return get(t, v, key);
    }
    if (is_kind(v, T_TYPE)) {
        return class_item(t, v, key);
    }
    return raise_error(t, E_TYPE_ERROR, "'%T' object is not subscriptable", v);
}

bool op_setitem(thread *t, value v, value key, value x) {
    bool (*put)(thread *, value, value, value) = SLOTS(t, v)->setitem;
    if (put == NULL) {
        raise_error(t, E_TYPE_ERROR, "'%T' object does not support item assignment", v);
        return false;
    }
    return put(t, v, key, x);
}

bool op_delitem(thread *t, value v, value key) {
    bool (*put)(thread *, value, value, value) = SLOTS(t, v)->setitem;
    if (put == NULL) {
        /* CPython's two texts: things with sequence methods, asked by index, say "doesn't". */
        type *cls = type_of(t->vm, v);
        bool sequence =
            (cls->flags & TYPE_HEAP || cls->slots.concat != NULL || cls->slots.length != NULL) &&
            has_index(t, key);
        raise_error(t, E_TYPE_ERROR, "'%T' object %s support item deletion", v,
                    sequence ? "doesn't" : "does not");
        return false;
    }
    return put(t, v, key, NIL);
}

int64_t op_len(thread *t, value v) {
    int64_t (*length)(thread *, value) = SLOTS(t, v)->length;
    if (length == NULL) {
        raise_error(t, E_TYPE_ERROR, "object of type '%T' has no len()", v);
        return -1;
    }
    return length(t, v);
}

int64_t op_length_hint(thread *t, value v, int64_t dflt) {
    const slots *s = SLOTS(t, v);
    if (s->length != NULL) {
        int64_t n = s->length(t, v);
        if (n >= 0 || !exc_is(t, E_TYPE_ERROR)) {
            return n;
        }
        exc_clear(t);
    }
    value f = lookup_special(t, v, N(t, __length_hint__));
    if (f == NIL) {
        return t->exc != NIL ? -1 : dflt;
    }
    value r = call0(t, f);
    if (r == NIL) {
        if (!exc_is(t, E_TYPE_ERROR)) {
            return -1;
        }
        exc_clear(t);
        return dflt;
    }
    if (r == NOTIMPL) {
        return dflt;
    }
    if (!is_any_int(r)) {
        raise_error(t, E_TYPE_ERROR, "__length_hint__ must be an integer, not %T", r);
        return -1;
    }
    int64_t n;
    if (!op_to_int64(t, r, &n)) {
        return -1;
    }
    if (n < 0) {
        raise_error(t, E_VALUE_ERROR, "__length_hint__() should return >= 0");
        return -1;
    }
    return n;
}

/* ---- iterating ---- */

value op_iter(thread *t, value v) {
    const slots *s = SLOTS(t, v);
    if (s->iter != NULL) {
        value it = s->iter(t, v);
        if (it != NIL && SLOTS(t, it)->next == NULL) {
            return raise_error(t, E_TYPE_ERROR, "iter() returned non-iterator of type '%T'", it);
        }
        return it;
    }
    if (s->getitem != NULL && !is_kind(v, T_DICT) && !is_kind(v, T_MAPPINGPROXY)) {
        seq_iter *it = heap_new(t, T_SEQ_ITER, sizeof *it);
        if (it == NULL) {
            return NIL;
        }
        it->seq = v;
        return from_obj(it);
    }
    return raise_error(t, E_TYPE_ERROR, "'%T' object is not iterable", v);
}

value op_next(thread *t, value it) {
    value (*next)(thread *, value) = SLOTS(t, it)->next;
    if (next == NULL) {
        return raise_error(t, E_TYPE_ERROR, "'%T' object is not an iterator", it);
    }
    value v = next(t, it);
    if (v == NIL && t->exc != NIL && exc_is(t, E_STOP_ITERATION)) {
        exc_clear(t);
    }
    return v;
}

/* ---- classes ---- */

bool op_callable(thread *t, value v) {
    return SLOTS(t, v)->call != NULL;
}

/* __bases__ of something that is not a class but behaves like one; NIL without exception = it does
 * not. */
static value abstract_bases(thread *t, value cls) {
    bool failed;
    value bases = op_getattr_opt(t, cls, N(t, __bases__), &failed);
    return is_kind(bases, T_TUPLE) ? bases : NIL;
}

static int abstract_issubclass(thread *t, value sub, value cls) {
    if (sub == cls) {
        return 1;
    }
    if (!c_stack_ok(t)) {
        return -1;
    }
    value bases = abstract_bases(t, sub);
    if (bases == NIL) {
        return t->exc != NIL ? -1 : 0;
    }
    tuple *b = (tuple *)as_obj(bases);
    for (size_t i = 0; i < b->len; i++) {
        int r = abstract_issubclass(t, b->items[i], cls);
        if (r != 0) {
            return r;
        }
    }
    return 0;
}

static bool check_class(thread *t, value cls, const char *message) {
    if (abstract_bases(t, cls) != NIL) {
        return true;
    }
    if (t->exc == NIL) {
        raise_error(t, E_TYPE_ERROR, "%s", message);
    }
    return false;
}

int op_real_isinstance(thread *t, value v, value cls) {
    bool failed;
    if (is_kind(cls, T_TYPE)) {
        type *c = (type *)as_obj(cls);
        if (is_subtype(type_of(t->vm, v), c)) {
            return 1;
        }
        /* A proxy may claim another class. */
        type *tv = type_of(t->vm, v);
        if ((tv->slots.getattr == generic_getattr || tv->slots.getattr == class_getattr_hook) &&
            is_kind(type_lookup(tv, N(t, __class__)), T_GETSET)) {
            return 0;
        }
        value claimed = op_getattr_opt(t, v, N(t, __class__), &failed);
        if (failed) {
            return -1;
        }
        return is_kind(claimed, T_TYPE) && claimed != from_obj(type_of(t->vm, v)) &&
               is_subtype((type *)as_obj(claimed), c);
    }
    if (!check_class(t, cls, "isinstance() arg 2 must be a type, a tuple of types, or a union")) {
        return -1;
    }
    value claimed = op_getattr_opt(t, v, N(t, __class__), &failed);
    if (failed) {
        return -1;
    }
    return claimed == NIL ? 0 : abstract_issubclass(t, claimed, cls);
}

int op_real_issubclass(thread *t, value sub, value cls) {
    if (is_kind(sub, T_TYPE) && is_kind(cls, T_TYPE)) {
        return is_subtype((type *)as_obj(sub), (type *)as_obj(cls));
    }
    if (!check_class(t, sub, "issubclass() arg 1 must be a class") ||
        !check_class(t, cls,
                     "issubclass() arg 2 must be a class, a tuple of classes, or a union")) {
        return -1;
    }
    return abstract_issubclass(t, sub, cls);
}

/* isinstance and issubclass differ only in the hook and in what is left when there is none. */
static int check_against(thread *t, value v, value cls, bool subclass) {
    if (!c_stack_ok(t)) {
        return -1;
    }
    if (is_kind(cls, T_UNION)) {
        cls = ((union_type *)as_obj(cls))->args;
    }
    if (is_kind(cls, T_TUPLE)) {
        tuple *all = (tuple *)as_obj(cls);
        for (size_t i = 0; i < all->len; i++) {
            value item = all->items[i] == NONE ? from_obj(t->vm->types[T_NONETYPE]) : all->items[i];
            int r = subclass ? op_issubclass(t, v, item) : op_isinstance(t, v, item);
            if (r != 0) {
                return r;
            }
        }
        return 0;
    }
    value hook =
        lookup_special(t, cls, subclass ? N(t, __subclasscheck__) : N(t, __instancecheck__));
    if (hook != NIL) {
        value r = call1(t, hook, v);
        return r == NIL ? -1 : op_truth(t, r);
    }
    if (t->exc != NIL) {
        return -1;
    }
    return subclass ? op_real_issubclass(t, v, cls) : op_real_isinstance(t, v, cls);
}

int op_isinstance(thread *t, value v, value cls) {
    if (is_kind(cls, T_TYPE)) {
        if (from_obj(type_of(t->vm, v)) == cls) {
            return 1;
        }
        if (as_obj(cls)->type == t->vm->types[T_TYPE]) {
            return op_real_isinstance(t, v, cls);
        }
    }
    return check_against(t, v, cls, false);
}

int op_issubclass(thread *t, value sub, value cls) {
    if (is_kind(cls, T_TYPE) && as_obj(cls)->type == t->vm->types[T_TYPE]) {
        return sub == cls ? 1 : op_real_issubclass(t, sub, cls);
    }
    return check_against(t, sub, cls, true);
}

/* ---- numbers out of values ---- */

value op_index(thread *t, value v) {
    if (is_int(v)) {
        return v;
    }
    if (is_bool(v)) {
        return from_small(v == V_TRUE);
    }
    if (is_kind(v, T_INT)) {
        return v;
    }
    value r = op_unary(t, v, UN_INDEX);
    if (r != NIL && !is_any_int(r)) {
        return raise_error(t, E_TYPE_ERROR, "__index__ returned non-int (type %T)", r);
    }
    return is_bool(r) ? from_small(r == V_TRUE) : r;
}

bool op_to_int64(thread *t, value v, int64_t *out) {
    if (is_int(v)) {
        *out = as_int(v);
        return true;
    }
    value i = op_index(t, v);
    if (i == NIL) {
        return false;
    }
    if (!int_to_int64(i, out)) {
        raise_error(t, E_OVERFLOW_ERROR, "cannot fit '%T' into an index-sized integer", v);
        return false;
    }
    return true;
}

bool op_to_index_clip(thread *t, value v, int64_t *out) {
    if (is_int(v)) {
        *out = as_int(v);
        return true;
    }
    value i = op_index(t, v);
    if (i == NIL) {
        return false;
    }
    if (!int_to_int64(i, out)) {
        *out = int_sign(i) < 0 ? INT64_MIN : INT64_MAX;
    }
    return true;
}

bool op_to_double(thread *t, value v, double *out) {
    if (is_double(v)) {
        *out = as_double(v);
        return true;
    }
    if (is_int(v)) {
        *out = (double)as_int(v);
        return true;
    }
    value f = v;
    if (!is_any_int(v) && SLOTS(t, v)->unary[UN_FLOAT] != NULL) {
        f = op_unary(t, v, UN_FLOAT);
    } else if (!is_any_int(v)) {
        if (!has_index(t, v)) {
            raise_error(t, E_TYPE_ERROR, "must be real number, not %T", v);
            return false;
        }
        f = op_index(t, v);
    }
    if (f == NIL) {
        return false;
    }
    if (is_any_int(f)) {
        if (f != v && !has_index(t, v)) {
            raise_error(t, E_TYPE_ERROR, "%T.__float__ returned non-float (type %T)", v, f);
            return false;
        }
        bool overflow = false;
        *out = int_to_double(t, f, &overflow);
        if (overflow) {
            raise_error(t, E_OVERFLOW_ERROR, "int too large to convert to float");
            return false;
        }
        return true;
    }
    if (is_double(f)) {
        *out = as_double(f);
        return true;
    }
    if (is_kind(f, T_FLOAT) && f != v) {
        return op_to_double(t, f, out);
    }
    raise_error(t, E_TYPE_ERROR, "%T.__float__ returned non-float (type %T)", v, f);
    return false;
}
