/* obj_range.c: range with its iterators, and slice.
 *
 * A range holds its start, stop, step and length as ints of any size. Where all of them are small,
 * arithmetic is on int64_t; otherwise by op_binary on the ints, which for exact ints runs no code
 * of a script. range_iter serves those whose every value is a small int, longrange_iter the rest.
 */
#include "vm/iter.h"
#include "vm/seq.h"

static range *self_range(value v) {
    return (range *)as_obj(v);
}

static bool all_small(const range *r) {
    return is_int(r->start) && is_int(r->stop) && is_int(r->step) && is_int(r->length);
}

/* a + b * c */
static value add_mul(thread *t, value a, value b, value c) {
    value p = op_binary(t, b, c, BIN_MUL);
    return p == NIL ? NIL : op_binary(t, a, p, BIN_ADD);
}

static value compute_length(thread *t, value start, value stop, value step) {
    if (is_int(start) && is_int(stop) && is_int(step)) {
        int64_t lo = as_int(start), hi = as_int(stop), by = as_int(step);
        if (by < 0) {
            int64_t swap = lo;
            lo = hi;
            hi = swap;
            by = -by;
        }
        return int_new(t, lo < hi ? (hi - lo - 1) / by + 1 : 0);
    }
    bool back = int_sign(step) < 0;
    value lo = back ? stop : start, hi = back ? start : stop;
    int less = op_lt(t, lo, hi);
    if (less <= 0) {
        return less < 0 ? NIL : from_small(0);
    }
    value span = op_binary(t, hi, lo, BIN_SUB);
    span = span == NIL ? NIL : op_binary(t, span, from_small(1), BIN_SUB);
    value by = back ? op_unary(t, step, UN_NEG) : step;
    span = span == NIL || by == NIL ? NIL : op_binary(t, span, by, BIN_FLOORDIV);
    return span == NIL ? NIL : op_binary(t, span, from_small(1), BIN_ADD);
}

static value range_new(thread *t, value start, value stop, value step) {
    if (int_sign(step) == 0) {
        return raise_error(t, E_VALUE_ERROR, "range() arg 3 must not be zero");
    }
    value length = compute_length(t, start, stop, step);
    range *r = length == NIL ? NULL : heap_new(t, T_RANGE, sizeof *r);
    if (r == NULL) {
        return NIL;
    }
    r->start = start;
    r->stop = stop;
    r->step = step;
    r->length = length;
    return from_obj(r);
}

static value range_make(thread *t, type *cls, value *a, int n) {
    (void)cls;
    if (!no_keywords(t, "range") || !check_args(t, "range", n, 1, 3)) {
        return NIL;
    }
    value p[3] = {from_small(0), from_small(0), from_small(1)};
    if (n == 1) {
        p[1] = a[0];
    } else {
        memcpy(p, a, (size_t)n * sizeof(value));
    }
    for (int i = 0; i < 3; i++) {
        if (!is_int(p[i])) {
            p[i] = op_index(t, p[i]);
            if (p[i] == NIL) {
                return NIL;
            }
            if (is_bool(p[i])) {
                p[i] = from_small(p[i] == V_TRUE);
            }
        }
    }
    return range_new(t, p[0], p[1], p[2]);
}

static void range_trace(gc *g, object *o) {
    gc_values(g, &((range *)o)->start, 4);
}

static value range_repr(thread *t, value v) {
    range *r = self_range(v);
    return r->step == from_small(1)
               ? str_format(t, "range(%R, %R)", r->start, r->stop)
               : str_format(t, "range(%R, %R, %R)", r->start, r->stop, r->step);
}

static int range_truth(thread *t, value v) {
    (void)t;
    return self_range(v)->length != from_small(0);
}

static int64_t range_length(thread *t, value v) {
    int64_t n;
    if (!int_to_int64(self_range(v)->length, &n)) {
        raise_error(t, E_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
        return -1;
    }
    return n;
}

/* Where x stands: *at = its index. 1, 0 = not in it, -1. x: an int. */
static int find_int(thread *t, range *r, value x, value *at) {
    if (is_bool(x)) {
        x = from_small(x == V_TRUE);
    }
    if (all_small(r) && is_int(x)) {
        int64_t off = as_int(x) - as_int(r->start), by = as_int(r->step);
        if (off % by != 0 || off / by < 0 || off / by >= as_int(r->length)) {
            return 0;
        }
        *at = from_small(off / by);
        return 1;
    }
    value off = op_binary(t, x, r->start, BIN_SUB);
    value rest = off == NIL ? NIL : op_binary(t, off, r->step, BIN_MOD);
    if (rest == NIL) {
        return -1;
    }
    if (int_sign(rest) != 0) {
        return 0;
    }
    *at = op_binary(t, off, r->step, BIN_FLOORDIV);
    if (*at == NIL) {
        return -1;
    }
    return int_sign(*at) < 0 ? 0 : op_lt(t, *at, r->length);
}

static bool plain_int(value x) {
    return is_int(x) || is_bool(x) || is_exact(x, T_INT);
}

static int range_contains(thread *t, value v, value x) {
    value at;
    if (plain_int(x)) {
        return find_int(t, self_range(v), x, &at);
    }
    iter it;
    value item;
    if (!iter_start(t, &it, v)) {
        return -1;
    }
    while ((item = iter_step(t, &it)) != NIL) {
        int same = op_eq(t, item, x);
        if (same != 0) {
            return same;
        }
    }
    return t->exc != NIL ? -1 : 0;
}

static value range_compare(thread *t, value va, value vb, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_kind(va, T_RANGE) || !is_kind(vb, T_RANGE)) {
        return NOTIMPL;
    }
    range *a = self_range(va), *b = self_range(vb);
    int same = op_eq(t, a->length, b->length);
    if (same > 0 && a->length != from_small(0)) {
        same = op_eq(t, a->start, b->start);
        if (same > 0 && a->length != from_small(1)) {
            same = op_eq(t, a->step, b->step);
        }
    }
    return same < 0 ? NIL : from_bool((op == CMP_EQ) == same);
}

static bool range_hash(thread *t, value v, int64_t *out) {
    range *r = self_range(v);
    value parts[3] = {r->length, NONE, NONE};
    if (r->length != from_small(0)) {
        parts[1] = r->start;
        if (r->length != from_small(1)) {
            parts[2] = r->step;
        }
    }
    value key = tuple_of(t, parts, 3);
    return key != NIL && op_hash(t, key, out);
}

/* The item at an index that is known to be in range, or an end of a slice. */
static value item_at(thread *t, range *r, value i) {
    if (is_int(r->start) && is_int(r->step) && is_int(i)) {
        int64_t off;
        if (!__builtin_mul_overflow(as_int(r->step), as_int(i), &off) &&
            !__builtin_add_overflow(off, as_int(r->start), &off)) {
            return int_new(t, off);
        }
    }
    return add_mul(t, r->start, i, r->step);
}

/* The bounds of a slice for a length of any size, as ints (slice.indices). */
static bool long_indices(thread *t, slice *s, value len, value out[3]) {
    value step = from_small(1);
    value *members[3] = {&s->start, &s->stop, &s->step};
    for (int i = 0; i < 3; i++) {
        value m = *members[i];
        if (m != NONE && !is_any_int(m) &&
            (!is_obj(m) || type_lookup(as_obj(m)->type, N(t, __index__)) == NIL)) {
            raise_error(t, E_TYPE_ERROR,
                        "slice indices must be integers or None or have an __index__ method");
            return false;
        }
    }
    if (s->step != NONE) {
        step = op_index(t, s->step);
        if (step == NIL) {
            return false;
        }
        if (is_bool(step)) {
            step = from_small(step == V_TRUE);
        }
        if (int_sign(step) == 0) {
            raise_error(t, E_VALUE_ERROR, "slice step cannot be zero");
            return false;
        }
    }
    bool back = int_sign(step) < 0;
    value lower = back ? from_small(-1) : from_small(0);
    value upper = back ? op_binary(t, len, from_small(1), BIN_SUB) : len;
    for (int i = 0; i < 2; i++) {
        value m = i == 0 ? s->start : s->stop;
        value x = (i == 0) == back ? upper : lower;
        if (m != NONE) {
            x = op_index(t, m);
            if (x == NIL) {
                return false;
            }
            if (is_bool(x)) {
                x = from_small(x == V_TRUE);
            }
            if (int_sign(x) < 0) {
                x = op_binary(t, x, len, BIN_ADD);
                int below = x == NIL ? -1 : op_lt(t, x, lower);
                if (below < 0) {
                    return false;
                }
                x = below ? lower : x;
            } else {
                int above = op_lt(t, upper, x);
                if (above < 0) {
                    return false;
                }
                x = above ? upper : x;
            }
        }
        out[i] = x;
    }
    out[2] = step;
    return upper != NIL;
}

static value range_getitem(thread *t, value v, value key) {
    range *r = self_range(v);
    if (is_kind(key, T_SLICE)) {
        value b[3];
        if (!long_indices(t, (slice *)as_obj(key), r->length, b)) {
            return NIL;
        }
        value start = item_at(t, r, b[0]), stop = item_at(t, r, b[1]);
        value step = op_binary(t, r->step, b[2], BIN_MUL);
        return start == NIL || stop == NIL || step == NIL ? NIL : range_new(t, start, stop, step);
    }
    value i = key;
    if (!is_int(i)) {
        if (!is_any_int(i) &&
            (!is_obj(i) || type_lookup(as_obj(i)->type, N(t, __index__)) == NIL)) {
            return raise_error(t, E_TYPE_ERROR, "range indices must be integers or slices, not %T",
                               i);
        }
        i = op_index(t, i);
        if (i == NIL) {
            return NIL;
        }
        if (is_bool(i)) {
            i = from_small(i == V_TRUE);
        }
    }
    if (int_sign(i) < 0) {
        i = op_binary(t, i, r->length, BIN_ADD);
        if (i == NIL) {
            return NIL;
        }
    }
    int below = int_sign(i) < 0 ? 0 : op_lt(t, i, r->length);
    if (below <= 0) {
        return below < 0 ? NIL : raise_error(t, E_INDEX_ERROR, "range object index out of range");
    }
    return item_at(t, r, i);
}

/* An iterator over `count` values from start. */
static value iter_over(thread *t, value start, value step, value count) {
    if (is_int(start) && is_int(step) && is_int(count)) {
        int64_t last;
        if (as_int(count) == 0 ||
            (!__builtin_mul_overflow(as_int(step), as_int(count) - 1, &last) &&
             !__builtin_add_overflow(last, as_int(start), &last) && fits_small(last))) {
            range_iter *it = heap_new(t, T_RANGE_ITER, sizeof *it);
            if (it == NULL) {
                return NIL;
            }
            it->next = as_int(start);
            it->step = as_int(step);
            it->left = as_int(count);
            return from_obj(it);
        }
    }
    longrange_iter *it = heap_new(t, T_LONGRANGE_ITER, sizeof *it);
    if (it == NULL) {
        return NIL;
    }
    it->next = start;
    it->step = step;
    it->left = count;
    return from_obj(it);
}

static value range_iter_new(thread *t, value v) {
    range *r = self_range(v);
    return iter_over(t, r->start, r->step, r->length);
}

static value range_reversed(thread *t, value *a, int n) {
    (void)n;
    range *r = self_range(a[0]);
    value last = op_binary(t, r->length, from_small(1), BIN_SUB);
    last = last == NIL ? NIL : item_at(t, r, last);
    value back = op_unary(t, r->step, UN_NEG);
    return last == NIL || back == NIL ? NIL : iter_over(t, last, back, r->length);
}

static value range_index(thread *t, value *a, int n) {
    (void)n;
    value at;
    if (plain_int(a[1])) {
        int found = find_int(t, self_range(a[0]), a[1], &at);
        if (found != 0) {
            return found < 0 ? NIL : at;
        }
        return raise_error(t, E_VALUE_ERROR, "%R is not in range", a[1]);
    }
    iter it;
    value item;
    if (!iter_start(t, &it, a[0])) {
        return NIL;
    }
    for (int64_t i = 0; (item = iter_step(t, &it)) != NIL; i++) {
        int same = op_eq(t, item, a[1]);
        if (same != 0) {
            return same < 0 ? NIL : from_small(i);
        }
    }
    return t->exc != NIL ? NIL
                         : raise_error(t, E_VALUE_ERROR, "sequence.index(x): x not in sequence");
}

static value range_count(thread *t, value *a, int n) {
    (void)n;
    value at;
    if (plain_int(a[1])) {
        int found = find_int(t, self_range(a[0]), a[1], &at);
        return found < 0 ? NIL : from_small(found);
    }
    iter it;
    value item;
    int64_t count = 0;
    if (!iter_start(t, &it, a[0])) {
        return NIL;
    }
    while ((item = iter_step(t, &it)) != NIL) {
        int same = op_eq(t, item, a[1]);
        if (same < 0) {
            return NIL;
        }
        count += same;
    }
    return t->exc != NIL ? NIL : from_small(count);
}

static value range_reduce(thread *t, value *a, int n) {
    (void)n;
    range *r = self_range(a[0]);
    value parts[3] = {r->start, r->stop, r->step};
    value args = tuple_of(t, parts, 3);
    return args == NIL ? NIL : tuple_pair(t, from_obj(t->vm->types[T_RANGE]), args);
}

static const native_def range_methods[] = {
    {"__reversed__", range_reversed, "self, /", 0, "Return a reverse iterator."},
    {"__reduce__", range_reduce, "self, /", 0, NULL},
    {"count", range_count, "self, value, /", 0,
     "rangeobject.count(value) -> integer -- return number of occurrences of value"},
    {"index", range_index, "self, value, /", 0,
     "rangeobject.index(value) -> integer -- return index of value.\n"
     "Raise ValueError if the value is not present."},
    {NULL, NULL, NULL, 0, NULL},
};

static bool readonly(thread *t, value v, value x) {
    (void)v, (void)x;
    raise_error(t, E_ATTRIBUTE_ERROR, "readonly attribute");
    return false;
}

static value get_start(thread *t, value v) {
    (void)t;
    return self_range(v)->start;
}

static value get_stop(thread *t, value v) {
    (void)t;
    return self_range(v)->stop;
}

static value get_step(thread *t, value v) {
    (void)t;
    return self_range(v)->step;
}

static const getset_def range_getset[] = {
    {"start", get_start, readonly, NULL},
    {"stop", get_stop, readonly, NULL},
    {"step", get_step, readonly, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec range_spec = {
    .name = "range",
    .size = sizeof(range),
    .flags = TYPE_SEQUENCE | TYPE_NO_WEAKREF,
    .trace = range_trace,
    .slots = {.repr = range_repr,
              .hash = range_hash,
              .compare = range_compare,
              .truth = range_truth,
              .length = range_length,
              .getitem = range_getitem,
              .contains = range_contains,
              .iter = range_iter_new,
              .new = range_make},
    .methods = range_methods,
    .getset = range_getset,
    .doc = "range(stop) -> range object\n"
           "range(start, stop[, step]) -> range object\n\n"
           "Return an object that produces a sequence of integers from start (inclusive)\n"
           "to stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\n"
           "start defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\n"
           "These are exactly the valid indices for a list of 4 elements.\n"
           "When step is given, it specifies the increment (or decrement).",
};

/* ---- iterators ---- */

static value range_iter_next(thread *t, value v) {
    (void)t;
    range_iter *it = (range_iter *)as_obj(v);
    if (it->left <= 0) {
        return NIL;
    }
    value x = from_small(it->next);
    it->next += it->step;
    it->left--;
    return x;
}

static value range_iter_length_hint(thread *t, value *a, int n) {
    (void)n;
    return int_new(t, ((range_iter *)as_obj(a[0]))->left);
}

/* (iter, (the range that is left,), 0) */
static value reduce_rest(thread *t, value next, value step, value left) {
    value stop = add_mul(t, next, left, step);
    value r = stop == NIL ? NIL : range_new(t, next, stop, step);
    value args = r == NIL ? NIL : tuple_of(t, &r, 1);
    value fn = args == NIL ? NIL : builtin_named(t, "iter");
    if (fn == NIL) {
        return NIL;
    }
    value parts[3] = {fn, args, from_small(0)};
    return tuple_of(t, parts, 3);
}

static value range_iter_reduce(thread *t, value *a, int n) {
    (void)n;
    range_iter *it = (range_iter *)as_obj(a[0]);
    value next = int_new(t, it->next);
    return next == NIL ? NIL : reduce_rest(t, next, from_small(it->step), int_new(t, it->left));
}

static value range_iter_setstate(thread *t, value *a, int n) {
    (void)n;
    range_iter *it = (range_iter *)as_obj(a[0]);
    int64_t i;
    if (!op_to_int64(t, a[1], &i)) {
        return NIL;
    }
    i = i < 0 ? 0 : i > it->left ? it->left : i;
    it->next += i * it->step;
    it->left -= i;
    return NONE;
}

static const native_def range_iter_methods[] = {
    {"__length_hint__", range_iter_length_hint, "self, /", 0,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", range_iter_reduce, "self, /", 0, "Return state information for pickling."},
    {"__setstate__", range_iter_setstate, "self, state, /", 0,
     "Set state information for unpickling."},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec range_iter_spec = {
    .name = "range_iterator",
    .size = sizeof(range_iter),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .slots = {.iter = iter_return_self, .next = range_iter_next},
    .methods = range_iter_methods,
};

static void longrange_iter_trace(gc *g, object *o) {
    gc_values(g, &((longrange_iter *)o)->next, 3);
}

static value longrange_iter_next(thread *t, value v) {
    longrange_iter *it = (longrange_iter *)as_obj(v);
    if (it->left == from_small(0)) {
        return NIL;
    }
    value x = it->next;
    value next = op_binary(t, x, it->step, BIN_ADD);
    value left = op_binary(t, it->left, from_small(1), BIN_SUB);
    if (next == NIL || left == NIL) {
        return NIL;
    }
    it->next = next;
    it->left = left;
    return x;
}

static value longrange_iter_length_hint(thread *t, value *a, int n) {
    (void)t, (void)n;
    return ((longrange_iter *)as_obj(a[0]))->left;
}

static value longrange_iter_reduce(thread *t, value *a, int n) {
    (void)n;
    longrange_iter *it = (longrange_iter *)as_obj(a[0]);
    return reduce_rest(t, it->next, it->step, it->left);
}

static value longrange_iter_setstate(thread *t, value *a, int n) {
    (void)n;
    longrange_iter *it = (longrange_iter *)as_obj(a[0]);
    value i = op_index(t, a[1]);
    if (i == NIL) {
        return NIL;
    }
    i = int_sign(i) < 0 ? from_small(0) : i;
    int above = op_lt(t, it->left, i);
    if (above < 0) {
        return NIL;
    }
    i = above ? it->left : i;
    value next = add_mul(t, it->next, i, it->step);
    value left = op_binary(t, it->left, i, BIN_SUB);
    if (next == NIL || left == NIL) {
        return NIL;
    }
    it->next = next;
    it->left = left;
    return NONE;
}

static const native_def longrange_iter_methods[] = {
    {"__length_hint__", longrange_iter_length_hint, "self, /", 0,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", longrange_iter_reduce, "self, /", 0, "Return state information for pickling."},
    {"__setstate__", longrange_iter_setstate, "self, state, /", 0,
     "Set state information for unpickling."},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec longrange_iter_spec = {
    .name = "longrange_iterator",
    .size = sizeof(longrange_iter),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = longrange_iter_trace,
    .slots = {.iter = iter_return_self, .next = longrange_iter_next},
    .methods = longrange_iter_methods,
};

/* ---- slice ---- */

static slice *self_slice(value v) {
    return (slice *)as_obj(v);
}

value slice_new(thread *t, value start, value stop, value step) {
    slice *s = heap_new(t, T_SLICE, sizeof *s);
    if (s == NULL) {
        return NIL;
    }
    s->start = start == NIL ? NONE : start;
    s->stop = stop == NIL ? NONE : stop;
    s->step = step == NIL ? NONE : step;
    return from_obj(s);
}

static value slice_make(thread *t, type *cls, value *a, int n) {
    (void)cls;
    if (!no_keywords(t, "slice") || !check_args(t, "slice", n, 1, 3)) {
        return NIL;
    }
    return n == 1 ? slice_new(t, NONE, a[0], NONE) : slice_new(t, a[0], a[1], n == 3 ? a[2] : NONE);
}

static void slice_trace(gc *g, object *o) {
    gc_values(g, &((slice *)o)->start, 3);
}

static value slice_repr(thread *t, value v) {
    slice *s = self_slice(v);
    if (!c_stack_ok(t)) {
        return NIL;
    }
    return str_format(t, "slice(%R, %R, %R)", s->start, s->stop, s->step);
}

static value slice_compare(thread *t, value a, value b, int op) {
    if (!is_kind(a, T_SLICE) || !is_kind(b, T_SLICE)) {
        return NOTIMPL;
    }
    if (a == b) {
        return from_bool(op == CMP_EQ || op == CMP_LE || op == CMP_GE);
    }
    value ta = tuple_of(t, &self_slice(a)->start, 3);
    value tb = tuple_of(t, &self_slice(b)->start, 3);
    return ta == NIL || tb == NIL ? NIL : op_compare(t, ta, tb, op);
}

static value slice_indices_method(thread *t, value *a, int n) {
    (void)n;
    value len = op_index(t, a[1]);
    if (len == NIL) {
        return NIL;
    }
    if (is_bool(len)) {
        len = from_small(len == V_TRUE);
    }
    if (int_sign(len) < 0) {
        return raise_error(t, E_VALUE_ERROR, "length should not be negative");
    }
    value out[3];
    return long_indices(t, self_slice(a[0]), len, out) ? tuple_of(t, out, 3) : NIL;
}

static value slice_reduce(thread *t, value *a, int n) {
    (void)n;
    value args = tuple_of(t, &self_slice(a[0])->start, 3);
    return args == NIL ? NIL : tuple_pair(t, from_obj(t->vm->types[T_SLICE]), args);
}

static const native_def slice_methods[] = {
    {"indices", slice_indices_method, "self, length, /", 0,
     "S.indices(len) -> (start, stop, stride)\n\n"
     "Assuming a sequence of length len, calculate the start and stop\n"
     "indices, and the stride length of the extended slice described by\n"
     "S. Out of bounds indices are clipped in a manner consistent with the\n"
     "handling of normal slices."},
    {"__reduce__", slice_reduce, "self, /", 0, "Return state information for pickling."},
    {NULL, NULL, NULL, 0, NULL},
};

static value slice_get_start(thread *t, value v) {
    (void)t;
    return self_slice(v)->start;
}

static value slice_get_stop(thread *t, value v) {
    (void)t;
    return self_slice(v)->stop;
}

static value slice_get_step(thread *t, value v) {
    (void)t;
    return self_slice(v)->step;
}

static const getset_def slice_getset[] = {
    {"start", slice_get_start, readonly, NULL},
    {"stop", slice_get_stop, readonly, NULL},
    {"step", slice_get_step, readonly, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec slice_spec = {
    .name = "slice",
    .size = sizeof(slice),
    .flags = TYPE_NO_WEAKREF,
    .trace = slice_trace,
    .slots = {.repr = slice_repr, .compare = slice_compare, .new = slice_make},
    .methods = slice_methods,
    .getset = slice_getset,
    .doc = "slice(stop)\nslice(start, stop[, step])\n\n"
           "Create a slice object.  This is used for extended slicing (e.g. a[0:10:2]).",
};
