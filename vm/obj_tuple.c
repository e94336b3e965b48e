/* obj_tuple.c: tuple and its iterator. The hash is CPython 3.11's (xxHash), so that sets of tuples
 * of numbers iterate in the same order. A tuple from tuple_new has NIL items: the maker fills them
 * before any other code can see it.
 */
#include "vm/iter.h"
#include "vm/seq.h"

#include <stddef.h>

static tuple *self_tuple(value v) {
    return (tuple *)as_obj(v);
}

value tuple_new(thread *t, size_t n) {
    if (n == 0 && t->vm->empty_tuple != NULL) {
        return from_obj(t->vm->empty_tuple);
    }
    if (n > SIZE_MAX / 32) {
        return raise_error(t, E_MEMORY_ERROR, "");
    }
    tuple *p = heap_new(t, T_TUPLE, sizeof(tuple) + n * sizeof(value));
    if (p == NULL) {
        return NIL;
    }
    p->len = n;
    return from_obj(p);
}

value tuple_of(thread *t, const value *items, size_t n) {
    value v = tuple_new(t, n);
    if (v != NIL && n > 0) {
        memcpy(self_tuple(v)->items, items, n * sizeof(value));
    }
    return v;
}

value tuple_pair(thread *t, value a, value b) {
    tuple *p = heap_new(t, T_TUPLE, sizeof(tuple) + 2 * sizeof(value));
    if (p == NULL) {
        return NIL;
    }
    p->len = 2;
    p->items[0] = a;
    p->items[1] = b;
    return from_obj(p);
}

static void tuple_trace(gc *g, object *o) {
    gc_values(g, ((tuple *)o)->items, ((tuple *)o)->len);
}

static value tuple_make(thread *t, type *cls, value *a, int n) {
    bool exact = cls == t->vm->types[T_TUPLE];
    /* A subclass may take keywords in __init__. */
    if (cls->slots.init == t->vm->types[T_TUPLE]->slots.init && !no_keywords(t, "tuple")) {
        return NIL;
    }
    if (!check_args(t, "tuple", n, 0, 1)) {
        return NIL;
    }
    value v = n == 0 ? from_obj(t->vm->empty_tuple) : tuple_from(t, a[0]);
    if (v == NIL || exact) {
        return v;
    }
    tuple *from = self_tuple(v);
    tuple *p = heap_alloc(t, cls, cls->size + from->len * sizeof(value));
    if (p == NULL) {
        return NIL;
    }
    p->len = from->len;
    memcpy(p->items, from->items, from->len * sizeof(value));
    return from_obj(p);
}

static value tuple_repr(thread *t, value v) {
    tuple *p = self_tuple(v);
    if (p->len == 0) {
        return str_from(t, "()");
    }
    if (!repr_enter(t, v)) {
        return t->exc != NIL ? NIL : str_from(t, "(...)");
    }
    sb b;
    sb_init(&b, t);
    bool ok = sb_text(&b, "(");
    for (size_t i = 0; ok && i < p->len; i++) {
        ok = (i == 0 || sb_text(&b, ", ")) && sb_repr(&b, p->items[i]);
    }
    repr_leave(t);
    if (!ok) {
        sb_drop(&b);
        return NIL;
    }
    sb_text(&b, p->len == 1 ? ",)" : ")");
    return sb_take(&b);
}

static bool tuple_hash(thread *t, value v, int64_t *out) {
    const uint64_t prime1 = 11400714785074694791u, prime2 = 14029467366897019727u,
                   prime5 = 2870177450012600261u;
    tuple *p = self_tuple(v);
    uint64_t acc = prime5;
    if (!c_stack_ok(t)) {
        return false;
    }
    thread_work(t, p->len);
    for (size_t i = 0; i < p->len; i++) {
        int64_t lane;
        if (!op_hash(t, p->items[i], &lane)) {
            return false;
        }
        acc += (uint64_t)lane * prime2;
        acc = (acc << 31 | acc >> 33) * prime1;
    }
    acc += p->len ^ (prime5 ^ 3527539u);
    *out = acc == UINT64_MAX ? 1546275796 : (int64_t)acc;
    return true;
}

static value tuple_compare(thread *t, value va, value vb, int op) {
    if (!is_kind(va, T_TUPLE) || !is_kind(vb, T_TUPLE)) {
        return NOTIMPL;
    }
    if (!c_stack_ok(t)) {
        return NIL;
    }
    tuple *a = self_tuple(va), *b = self_tuple(vb);
    size_t n = a->len < b->len ? a->len : b->len, i = 0;
    for (; i < n; i++) {
        if (a->items[i] == b->items[i]) {
            continue;
        }
        int same = op_eq(t, a->items[i], b->items[i]);
        if (same < 0) {
            return NIL;
        }
        if (!same) {
            break;
        }
    }
    if (i >= n) {
        return seq_compare_lengths(a->len, b->len, op);
    }
    if (op == CMP_EQ || op == CMP_NE) {
        return from_bool(op == CMP_NE);
    }
    return op_compare(t, a->items[i], b->items[i], op);
}

static int64_t tuple_length(thread *t, value v) {
    (void)t;
    return (int64_t)self_tuple(v)->len;
}

static int tuple_contains(thread *t, value v, value x) {
    tuple *p = self_tuple(v);
    for (size_t i = 0; i < p->len; i++) {
        int same = p->items[i] == x ? 1 : op_eq(t, p->items[i], x);
        if (same != 0) {
            return same;
        }
    }
    thread_work(t, p->len);
    return 0;
}

static value tuple_concat(thread *t, value va, value vb) {
    if (!is_kind(vb, T_TUPLE)) {
        return raise_error(t, E_TYPE_ERROR, "can only concatenate tuple (not \"%T\") to tuple", vb);
    }
    tuple *a = self_tuple(va), *b = self_tuple(vb);
    if (a->len == 0 && is_exact(vb, T_TUPLE)) {
        return vb;
    }
    if (b->len == 0 && is_exact(va, T_TUPLE)) {
        return va;
    }
    value v = tuple_new(t, a->len + b->len);
    if (v != NIL) {
        memcpy(self_tuple(v)->items, a->items, a->len * sizeof(value));
        memcpy(self_tuple(v)->items + a->len, b->items, b->len * sizeof(value));
    }
    return v;
}

static value tuple_repeat(thread *t, value v, int64_t n) {
    tuple *p = self_tuple(v);
    if ((p->len == 0 || n == 1) && is_exact(v, T_TUPLE)) {
        return v;
    }
    if (n <= 0 || p->len == 0) {
        return from_obj(t->vm->empty_tuple);
    }
    if (!seq_repeat_fits(t, p->len, n)) {
        return NIL;
    }
    value out = tuple_new(t, p->len * (size_t)n);
    if (out != NIL) {
        memcpy(self_tuple(out)->items, p->items, p->len * sizeof(value));
        seq_fill_repeated(self_tuple(out)->items, p->len, (size_t)n);
    }
    return out;
}

static value get_slice(thread *t, value v, value key) {
    tuple *p = self_tuple(v);
    int64_t start, stop, step;
    if (!slice_unpack(t, key, &start, &stop, &step)) {
        return NIL;
    }
    int64_t n = slice_adjust((int64_t)p->len, &start, &stop, step);
    if (n == (int64_t)p->len && step == 1 && is_exact(v, T_TUPLE)) {
        return v;
    }
    if (step == 1) {
        return tuple_of(t, p->items + start, (size_t)n);
    }
    value out = tuple_new(t, (size_t)n);
    for (int64_t i = 0, from = start; out != NIL && i < n; i++, from += step) {
        self_tuple(out)->items[i] = p->items[from];
    }
    return out;
}

static value tuple_getitem(thread *t, value v, value key) {
    tuple *p = self_tuple(v);
    int64_t i;
    if (is_int(key)) {
        i = as_int(key);
    } else if (is_kind(key, T_SLICE)) {
        return get_slice(t, v, key);
    } else if (!is_any_int(key) &&
               (!is_obj(key) || type_lookup(as_obj(key)->type, N(t, __index__)) == NIL)) {
        return raise_error(t, E_TYPE_ERROR, "tuple indices must be integers or slices, not %T",
                           key);
    } else if (!seq_index(t, key, &i)) {
        return NIL;
    }
    if (i < 0) {
        i += (int64_t)p->len;
    }
    if ((uint64_t)i >= p->len) {
        return raise_error(t, E_INDEX_ERROR, "tuple index out of range");
    }
    return p->items[i];
}

static value tuple_iter_new(thread *t, value v) {
    tuple_iter *it = heap_new(t, T_TUPLE_ITER, sizeof *it);
    if (it == NULL) {
        return NIL;
    }
    it->seq = self_tuple(v);
    return from_obj(it);
}

static value tuple_index(thread *t, value *a, int n) {
    (void)n;
    tuple *p = self_tuple(a[0]);
    int64_t start, stop, len = (int64_t)p->len;
    if (!seq_bound_arg(t, a[2], 0, &start) || !seq_bound_arg(t, a[3], INT64_MAX, &stop)) {
        return NIL;
    }
    start = start < 0 ? (start + len < 0 ? 0 : start + len) : start;
    stop = stop < 0 ? stop + len : stop > len ? len : stop;
    for (int64_t i = start; i < stop; i++) {
        int same = op_eq(t, p->items[i], a[1]);
        if (same < 0) {
            return NIL;
        }
        if (same) {
            return from_small(i);
        }
    }
    return raise_error(t, E_VALUE_ERROR, "tuple.index(x): x not in tuple");
}

static value tuple_count(thread *t, value *a, int n) {
    (void)n;
    tuple *p = self_tuple(a[0]);
    int64_t count = 0;
    for (size_t i = 0; i < p->len; i++) {
        int same = op_eq(t, p->items[i], a[1]);
        if (same < 0) {
            return NIL;
        }
        count += same;
    }
    return from_small(count);
}

static value tuple_getnewargs(thread *t, value *a, int n) {
    (void)n;
    value copy = tuple_of(t, self_tuple(a[0])->items, self_tuple(a[0])->len);
    return copy == NIL ? NIL : tuple_of(t, &copy, 1);
}

static value tuple_sizeof(thread *t, value *a, int n) {
    (void)n;
    return int_new(t, (int64_t)(24 + self_tuple(a[0])->len * sizeof(value)));
}

static const native_def tuple_methods[] = {
    {"index", tuple_index, "self, value, start=0, stop=sys.maxsize, /", 0,
     "Return first index of value.\n\nRaises ValueError if the value is not present."},
    {"count", tuple_count, "self, value, /", 0, "Return number of occurrences of value."},
    {"__getnewargs__", tuple_getnewargs, "self, /", 0, NULL},
    {"__sizeof__", tuple_sizeof, "self, /", 0, "Size of object in memory, in bytes."},
    {"__class_getitem__", alias_class_getitem, "cls, object, /", NATIVE_CLASS, "See PEP 585"},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec tuple_spec = {
    .name = "tuple",
    .size = sizeof(tuple),
    .flags = TYPE_BASE | TYPE_SEQUENCE | TYPE_MATCH_SELF | TYPE_NO_WEAKREF,
    .trace = tuple_trace,
    .slots = {.repr = tuple_repr,
              .hash = tuple_hash,
              .compare = tuple_compare,
              .length = tuple_length,
              .getitem = tuple_getitem,
              .contains = tuple_contains,
              .iter = tuple_iter_new,
              .concat = tuple_concat,
              .repeat = tuple_repeat,
              .new = tuple_make},
    .methods = tuple_methods,
    .doc = "Built-in immutable sequence.\n\n"
           "If no argument is given, the constructor returns an empty tuple.\n"
           "If iterable is specified the tuple is initialized from iterable's items.\n\n"
           "If the argument is a tuple, the return value is the same object.",
};

/* ---- the iterator ---- */

static void iter_trace(gc *g, object *o) {
    gc_object(g, ((tuple_iter *)o)->seq);
}

static value tuple_iter_next(thread *t, value v) {
    (void)t;
    tuple_iter *it = (tuple_iter *)as_obj(v);
    if (it->seq != NULL) {
        if (it->i < it->seq->len) {
            return it->seq->items[it->i++];
        }
        it->seq = NULL;
    }
    return NIL;
}

static value iter_length_hint(thread *t, value *a, int n) {
    (void)t, (void)n;
    tuple_iter *it = (tuple_iter *)as_obj(a[0]);
    return from_small(it->seq == NULL ? 0 : (int64_t)(it->seq->len - it->i));
}

static value iter_reduce(thread *t, value *a, int n) {
    (void)n;
    tuple_iter *it = (tuple_iter *)as_obj(a[0]);
    value fn = builtin_named(t, "iter");
    value seq = from_obj(it->seq != NULL ? it->seq : t->vm->empty_tuple);
    value args = tuple_of(t, &seq, 1);
    if (args == NIL || fn == NIL) {
        return NIL;
    }
    value parts[3] = {fn, args, from_small((int64_t)it->i)};
    return tuple_of(t, parts, it->seq != NULL ? 3 : 2);
}

static value iter_setstate(thread *t, value *a, int n) {
    (void)n;
    tuple_iter *it = (tuple_iter *)as_obj(a[0]);
    int64_t i;
    if (!op_to_int64(t, a[1], &i)) {
        return NIL;
    }
    if (it->seq != NULL) {
        it->i = i < 0 ? 0 : (uint64_t)i > it->seq->len ? it->seq->len : (size_t)i;
    }
    return NONE;
}

static const native_def iter_methods[] = {
    {"__length_hint__", iter_length_hint, "self, /", 0,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", iter_reduce, "self, /", 0, "Return state information for pickling."},
    {"__setstate__", iter_setstate, "self, state, /", 0, "Set state information for unpickling."},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec tuple_iter_spec = {
    .name = "tuple_iterator",
    .size = sizeof(tuple_iter),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = iter_trace,
    .slots = {.iter = iter_return_self, .next = tuple_iter_next},
    .methods = iter_methods,
};
