/* mod_collections.c: the module _collections, under lib/collections: deque, defaultdict, and the
 * loop of Counter.
 *
 * A deque is a ring: `cap` slots (a power of two), the first item at `head`, item i at (head + i) &
 * (cap - 1). `state` changes whenever the deque does, so that an iterator notices.
 */
#include <stddef.h>

#include "stdlib/stdlib.h"
#include "vm/dict.h"
#include "vm/seq.h"
#include "vm/str.h"

typedef struct deque {
    object h;
    value *items; /* mem_alloc; NULL while cap is 0 */
    size_t cap, head, len;
    int64_t maxlen; /* -1 = none */
    uint64_t state;
} deque;

static deque *self_deque(value v) {
    return (deque *)as_obj(v);
}

static void deque_trace(gc *g, object *o) {
    deque *d = (deque *)o;
    for (size_t i = 0; i < d->len; i++) {
        gc_value(g, d->items[(d->head + i) & (d->cap - 1)]);
    }
}

static void deque_free(vm *m, object *o) {
    mem_free(m, ((deque *)o)->items, ((deque *)o)->cap * sizeof(value));
}

static bool is_deque(value v) {
    return is_obj(v) && as_obj(v)->type->trace == deque_trace;
}

static value *slot(const deque *d, size_t i) {
    return &d->items[(d->head + i) & (d->cap - 1)];
}

/* ---- memory ---- */

static bool set_cap(thread *t, deque *d, size_t cap) {
    value *fresh = mem_alloc(t, cap * sizeof(value));
    if (fresh == NULL) {
        return false;
    }
    size_t first = d->cap - d->head < d->len ? d->cap - d->head : d->len;
    if (d->len > 0) {
        memcpy(fresh, d->items + d->head, first * sizeof(value));
        memcpy(fresh + first, d->items, (d->len - first) * sizeof(value));
    }
    mem_free(t->vm, d->items, d->cap * sizeof(value));
    d->items = fresh;
    d->cap = cap;
    d->head = 0;
    return true;
}

static bool one_more(thread *t, deque *d) {
    if (d->len < d->cap) {
        return true;
    }
    if (d->cap > SIZE_MAX / 64) {
        raise_error(t, E_MEMORY_ERROR, "");
        return false;
    }
    return set_cap(t, d, d->cap == 0 ? 8 : d->cap * 2);
}

static value take_left(deque *d) {
    value v = d->items[d->head];
    d->head = (d->head + 1) & (d->cap - 1);
    d->len--;
    d->state++;
    return v;
}

static value take_right(deque *d) {
    value v = *slot(d, d->len - 1);
    d->len--;
    d->state++;
    return v;
}

static void give_back(thread *t, deque *d) {
    if (d->cap > 64 && d->len < d->cap / 8 && !set_cap(t, d, d->cap / 4)) {
        exc_clear(t);
    }
}

static bool push(thread *t, deque *d, value v) {
    if (!one_more(t, d)) {
        return false;
    }
    d->len++;
    *slot(d, d->len - 1) = v;
    d->state++;
    if (d->maxlen >= 0 && d->len > (size_t)d->maxlen) {
        take_left(d);
    }
    return true;
}

static bool push_left(thread *t, deque *d, value v) {
    if (!one_more(t, d)) {
        return false;
    }
    d->head = (d->head - 1) & (d->cap - 1);
    d->items[d->head] = v;
    d->len++;
    d->state++;
    if (d->maxlen >= 0 && d->len > (size_t)d->maxlen) {
        take_right(d);
    }
    return true;
}

static void clear(thread *t, deque *d) {
    mem_free(t->vm, d->items, d->cap * sizeof(value));
    d->items = NULL;
    d->cap = d->head = d->len = 0;
    d->state++;
}

static bool extend(thread *t, deque *d, value iterable, bool left) {
    if (iterable == from_obj(d)) {
        iterable = list_from(t, iterable);
        if (iterable == NIL) {
            return false;
        }
    }
    iter it;
    if (!iter_start(t, &it, iterable)) {
        return false;
    }
    value x;
    while ((x = iter_step(t, &it)) != NIL) {
        if (!(left ? push_left(t, d, x) : push(t, d, x))) {
            return false;
        }
    }
    return t->exc == NIL;
}

/* ---- making ---- */

static value deque_alloc(thread *t, type *cls, value *a, int n) {
    (void)a, (void)n;
    deque *d = heap_alloc(t, cls, cls->size);
    if (d == NULL) {
        return NIL;
    }
    d->maxlen = -1;
    return from_obj(d);
}

static bool deque_init(thread *t, value self, value *a, int n) {
    value p[2];
    if (!named_args(t, "deque", "iterable\0maxlen\0", 0, 2, a, n, p)) {
        return false;
    }
    deque *d = self_deque(self);
    int64_t maxlen = -1;
    if (p[1] != NIL && p[1] != NONE) {
        if (!is_any_int(p[1])) {
            raise_error(t, E_TYPE_ERROR, "an integer is required");
            return false;
        }
        if (!op_to_int64(t, p[1], &maxlen)) {
            return false;
        }
        if (maxlen < 0) {
            raise_error(t, E_VALUE_ERROR, "maxlen must be non-negative");
            return false;
        }
    }
    d->maxlen = maxlen;
    if (d->len > 0) {
        clear(t, d);
    }
    return p[0] == NIL || extend(t, d, p[0], false);
}

static value deque_like(thread *t, deque *d) {
    value v = deque_alloc(t, d->h.type, NULL, 0);
    if (v != NIL) {
        self_deque(v)->maxlen = d->maxlen;
    }
    return v;
}

static value deque_copy(thread *t, value *a, int n) {
    (void)n;
    deque *d = self_deque(a[0]);
    if (d->h.type->flags & TYPE_HEAP) {
        value limit = d->maxlen < 0 ? NIL : int_new(t, d->maxlen);
        return limit == NIL ? call1(t, from_obj(d->h.type), a[0])
                            : call2(t, from_obj(d->h.type), a[0], limit);
    }
    value v = deque_like(t, d);
    for (size_t i = 0; v != NIL && i < d->len; i++) {
        if (!push(t, self_deque(v), *slot(d, i))) {
            return NIL;
        }
    }
    return v;
}

/* ---- the type's functions ---- */

static value deque_repr(thread *t, value v) {
    deque *d = self_deque(v);
    if (!repr_enter(t, v)) {
        return t->exc != NIL ? NIL : str_from(t, "[...]");
    }
    value items = list_from(t, v);
    value out = items == NIL ? NIL
                : d->maxlen >= 0
                    ? str_format(t, "%U(%R, maxlen=%ld)", d->h.type->name, items, (long)d->maxlen)
                    : str_format(t, "%U(%R)", d->h.type->name, items);
    repr_leave(t);
    return out;
}

static value deque_compare(thread *t, value va, value vb, int op) {
    if (!is_deque(va) || !is_deque(vb)) {
        return NOTIMPL;
    }
    deque *a = self_deque(va), *b = self_deque(vb);
    if (va == vb) {
        return from_bool(op == CMP_EQ || op == CMP_LE || op == CMP_GE);
    }
    if (a->len != b->len && (op == CMP_EQ || op == CMP_NE)) {
        return from_bool(op == CMP_NE);
    }
    if (!c_stack_ok(t)) {
        return NIL;
    }
    size_t i = 0;
    for (; i < a->len && i < b->len; i++) {
        value x = *slot(a, i), y = *slot(b, i);
        uint64_t sa = a->state, sb_ = b->state;
        int same = op_eq(t, x, y);
        if (same < 0) {
            return NIL;
        }
        if (a->state != sa || b->state != sb_) {
            return raise_error(t, E_RUNTIME_ERROR, "deque mutated during iteration");
        }
        if (!same) {
            return op == CMP_EQ || op == CMP_NE ? from_bool(op == CMP_NE) : op_compare(t, x, y, op);
        }
    }
    return seq_compare_lengths(a->len, b->len, op);
}

static int64_t deque_length(thread *t, value v) {
    (void)t;
    return (int64_t)self_deque(v)->len;
}

static int deque_contains(thread *t, value v, value x) {
    deque *d = self_deque(v);
    uint64_t state = d->state;
    for (size_t i = 0; i < d->len; i++) {
        int same = op_eq(t, *slot(d, i), x);
        if (same != 0) {
            return same;
        }
        if (d->state != state) {
            raise_error(t, E_RUNTIME_ERROR, "deque mutated during iteration");
            return -1;
        }
    }
    return 0;
}

/* The place that a subscript means. */
static bool subscript(thread *t, deque *d, value key, size_t *out) {
    int64_t i;
    if (!is_any_int(key) && !(is_obj(key) && as_obj(key)->type->slots.unary[UN_INDEX] != NULL)) {
        raise_error(t, E_TYPE_ERROR, "sequence index must be integer, not '%T'", key);
        return false;
    }
    if (!seq_index(t, key, &i)) {
        return false;
    }
    i += i < 0 ? (int64_t)d->len : 0;
    if (i < 0 || (size_t)i >= d->len) {
        raise_error(t, E_INDEX_ERROR, "deque index out of range");
        return false;
    }
    *out = (size_t)i;
    return true;
}

static value deque_getitem(thread *t, value v, value key) {
    size_t i;
    return subscript(t, self_deque(v), key, &i) ? *slot(self_deque(v), i) : NIL;
}

static void delete_at(thread *t, deque *d, size_t i) {
    if (i < d->len / 2) {
        for (; i > 0; i--) {
            *slot(d, i) = *slot(d, i - 1);
        }
        take_left(d);
    } else {
        for (; i + 1 < d->len; i++) {
            *slot(d, i) = *slot(d, i + 1);
        }
        take_right(d);
    }
    give_back(t, d);
}

static bool deque_setitem(thread *t, value v, value key, value x) {
    size_t i;
    if (!subscript(t, self_deque(v), key, &i)) {
        return false;
    }
    if (x == NIL) {
        delete_at(t, self_deque(v), i);
    } else {
        *slot(self_deque(v), i) = x;
    }
    return true;
}

static value deque_concat(thread *t, value a, value b) {
    if (!is_deque(b)) {
        return raise_error(t, E_TYPE_ERROR, "can only concatenate deque (not \"%T\") to deque", b);
    }
    value v = deque_copy(t, &a, 1);
    return v != NIL && extend(t, self_deque(v), b, false) ? v : NIL;
}

static value deque_iconcat(thread *t, value a, value b) {
    return extend(t, self_deque(a), b, false) ? a : NIL;
}

static value deque_irepeat(thread *t, value v, int64_t n) {
    deque *d = self_deque(v);
    if (d->len == 0 || n == 1) {
        return v;
    }
    if (n <= 0) {
        clear(t, d);
        return v;
    }
    size_t len = d->len;
    if (d->maxlen >= 0 && n > d->maxlen / (int64_t)len + 2) {
        n = d->maxlen / (int64_t)len + 2; /* the rest would fall out on the left */
    }
    if (!seq_repeat_fits(t, len, n)) {
        return NIL;
    }
    value items = list_from(t, v);
    for (int64_t i = 1; items != NIL && i < n; i++) {
        if (!extend(t, d, items, false)) {
            return NIL;
        }
    }
    return items == NIL ? NIL : v;
}

static value deque_repeat(thread *t, value v, int64_t n) {
    value copy = deque_copy(t, &v, 1);
    return copy == NIL ? NIL : deque_irepeat(t, copy, n);
}

/* ---- methods ---- */

static value deque_append(thread *t, value *a, int n) {
    (void)n;
    return push(t, self_deque(a[0]), a[1]) ? NONE : NIL;
}

static value deque_appendleft(thread *t, value *a, int n) {
    (void)n;
    return push_left(t, self_deque(a[0]), a[1]) ? NONE : NIL;
}

static value deque_extend(thread *t, value *a, int n) {
    (void)n;
    return extend(t, self_deque(a[0]), a[1], false) ? NONE : NIL;
}

static value deque_extendleft(thread *t, value *a, int n) {
    (void)n;
    return extend(t, self_deque(a[0]), a[1], true) ? NONE : NIL;
}

static value deque_pop(thread *t, value *a, int n) {
    (void)n;
    deque *d = self_deque(a[0]);
    if (d->len == 0) {
        return raise_error(t, E_INDEX_ERROR, "pop from an empty deque");
    }
    value v = take_right(d);
    give_back(t, d);
    return v;
}

static value deque_popleft(thread *t, value *a, int n) {
    (void)n;
    deque *d = self_deque(a[0]);
    if (d->len == 0) {
        return raise_error(t, E_INDEX_ERROR, "pop from an empty deque");
    }
    value v = take_left(d);
    give_back(t, d);
    return v;
}

static value deque_clear(thread *t, value *a, int n) {
    (void)n;
    clear(t, self_deque(a[0]));
    return NONE;
}

static value deque_count(thread *t, value *a, int n) {
    (void)n;
    deque *d = self_deque(a[0]);
    uint64_t state = d->state;
    int64_t count = 0;
    for (size_t i = 0; i < d->len; i++) {
        int same = op_eq(t, *slot(d, i), a[1]);
        if (same < 0) {
            return NIL;
        }
        count += same;
        if (d->state != state) {
            return raise_error(t, E_RUNTIME_ERROR, "deque mutated during iteration");
        }
    }
    return from_small(count);
}

static value deque_index(thread *t, value *a, int n) {
    (void)n;
    deque *d = self_deque(a[0]);
    int64_t start, stop, len = (int64_t)d->len;
    if (!seq_bound_arg(t, a[2], 0, &start) || !seq_bound_arg(t, a[3], INT64_MAX, &stop)) {
        return NIL;
    }
    start = start < 0 ? (start + len < 0 ? 0 : start + len) : start;
    stop = stop < 0 ? (stop + len < 0 ? 0 : stop + len) : stop > len ? len : stop;
    uint64_t state = d->state;
    for (int64_t i = start; i < stop; i++) {
        int same = op_eq(t, *slot(d, (size_t)i), a[1]);
        if (same != 0) {
            return same < 0 ? NIL : from_small(i);
        }
        if (d->state != state) {
            return raise_error(t, E_RUNTIME_ERROR, "deque mutated during iteration");
        }
    }
    return raise_error(t, E_VALUE_ERROR, "%R is not in deque", a[1]);
}

static value deque_remove(thread *t, value *a, int n) {
    (void)n;
    deque *d = self_deque(a[0]);
    uint64_t state = d->state;
    for (size_t i = 0; i < d->len; i++) {
        int same = op_eq(t, *slot(d, i), a[1]);
        if (same < 0) {
            return NIL;
        }
        if (d->state != state) {
            return raise_error(t, E_INDEX_ERROR, "deque mutated during iteration");
        }
        if (same) {
            delete_at(t, d, i);
            return NONE;
        }
    }
    return raise_error(t, E_VALUE_ERROR, "%R is not in deque", a[1]);
}

static value deque_insert(thread *t, value *a, int n) {
    (void)n;
    deque *d = self_deque(a[0]);
    int64_t i, len = (int64_t)d->len;
    if (!op_to_int64(t, a[1], &i)) {
        return NIL;
    }
    if (d->maxlen >= 0 && len >= d->maxlen) {
        return raise_error(t, E_INDEX_ERROR, "deque already at its maximum size");
    }
    i = i < 0 ? (i + len < 0 ? 0 : i + len) : i > len ? len : i;
    if (!push(t, d, a[2])) {
        return NIL;
    }
    for (int64_t k = len; k > i; k--) {
        *slot(d, (size_t)k) = *slot(d, (size_t)(k - 1));
    }
    *slot(d, (size_t)i) = a[2];
    return NONE;
}

static value deque_reverse(thread *t, value *a, int n) {
    (void)t, (void)n;
    deque *d = self_deque(a[0]);
    for (size_t i = 0, j = d->len; i + 1 < j; i++) {
        j--;
        value x = *slot(d, i);
        *slot(d, i) = *slot(d, j);
        *slot(d, j) = x;
    }
    return NONE;
}

static value deque_rotate(thread *t, value *a, int n) {
    (void)n;
    deque *d = self_deque(a[0]);
    int64_t by = 1, len = (int64_t)d->len;
    if (a[1] != NIL && !op_to_int64(t, a[1], &by)) {
        return NIL;
    }
    if (len <= 1) {
        return NONE;
    }
    by %= len;
    by = by > len / 2 ? by - len : by < -(len / 2) ? by + len : by;
    d->state++;
    for (; by > 0; by--) {
        value v = *slot(d, d->len - 1);
        d->head = (d->head - 1) & (d->cap - 1);
        d->items[d->head] = v;
    }
    for (; by < 0; by++) {
        value v = d->items[d->head];
        d->head = (d->head + 1) & (d->cap - 1);
        *slot(d, d->len - 1) = v;
    }
    return NONE;
}

static value deque_reduce(thread *t, value *a, int n) {
    (void)n;
    deque *d = self_deque(a[0]);
    value state = call_method(t, a[0], N(t, __getstate__), NULL, 0);
    value it = state == NIL ? NIL : op_iter(t, a[0]);
    if (it == NIL) {
        return NIL;
    }
    value args = d->maxlen < 0 ? from_obj(t->vm->empty_tuple)
                               : tuple_pair(t, from_obj(t->vm->empty_tuple), int_new(t, d->maxlen));
    if (args == NIL) {
        return NIL;
    }
    value parts[4] = {from_obj(d->h.type), args, state, it};
    return tuple_of(t, parts, 4);
}

static value deque_sizeof(thread *t, value *a, int n) {
    (void)n;
    deque *d = self_deque(a[0]);
    size_t blocks = d->len == 0 ? 1 : (d->len + 63) / 64; /* what it takes in CPython */
    return int_new(t, (int64_t)(216 + blocks * 528));
}

static value deque_maxlen(thread *t, value v) {
    return self_deque(v)->maxlen < 0 ? NONE : int_new(t, self_deque(v)->maxlen);
}

/* ---- iterators ---- */

typedef struct deque_iter {
    object h;
    deque *d;
    uint64_t state;
    size_t left;
} deque_iter;

static void iter_trace(gc *g, object *o) {
    gc_object(g, ((deque_iter *)o)->d);
}

static value iter_new(thread *t, deque *d, bool back) {
    deque_iter *it = heap_alloc(t, stdlib_of(t->vm)->deque_iterators[back], sizeof *it);
    if (it == NULL) {
        return NIL;
    }
    it->d = d;
    it->state = d->state;
    it->left = d->len;
    return from_obj(it);
}

static value deque_iterate(thread *t, value v) {
    return iter_new(t, self_deque(v), false);
}

static value deque_reversed(thread *t, value *a, int n) {
    (void)n;
    return iter_new(t, self_deque(a[0]), true);
}

static value iter_next(thread *t, value v, bool back) {
    deque_iter *it = (deque_iter *)as_obj(v);
    bool changed = it->state != it->d->state;
    if (it->left == 0 && (!changed || back)) {
        return NIL;
    }
    if (changed) {
        it->left = 0;
        return raise_error(t, E_RUNTIME_ERROR, "deque mutated during iteration");
    }
    size_t i = back ? it->left - 1 : it->d->len - it->left;
    it->left--;
    return *slot(it->d, i);
}

static value forward_next(thread *t, value v) {
    return iter_next(t, v, false);
}

static value back_next(thread *t, value v) {
    return iter_next(t, v, true);
}

static value iter_length_hint(thread *t, value *a, int n) {
    (void)t, (void)n;
    return from_small((int64_t)((deque_iter *)as_obj(a[0]))->left);
}

static const native_def iter_methods[] = {
    {"__length_hint__", iter_length_hint, "self, /", 0,
     "Private method returning an estimate of len(list(it))."},
    {NULL, NULL, NULL, 0, NULL},
};

static const type_spec iter_spec = {
    .name = "_collections._deque_iterator",
    .size = sizeof(deque_iter),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = iter_trace,
    .slots = {.iter = iter_return_self, .next = forward_next},
    .methods = iter_methods,
};

static const type_spec reviter_spec = {
    .name = "_collections._deque_reverse_iterator",
    .size = sizeof(deque_iter),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = iter_trace,
    .slots = {.iter = iter_return_self, .next = back_next},
    .methods = iter_methods,
};

static const native_def deque_methods[] = {
    {"append", deque_append, "self, x, /", 0, "Add an element to the right side of the deque."},
    {"appendleft", deque_appendleft, "self, x, /", 0,
     "Add an element to the left side of the deque."},
    {"clear", deque_clear, "self, /", 0, "Remove all elements from the deque."},
    {"__copy__", deque_copy, "self, /", 0, "Return a shallow copy of a deque."},
    {"copy", deque_copy, "self, /", 0, "Return a shallow copy of a deque."},
    {"count", deque_count, "self, x, /", 0,
     "D.count(value) -> integer -- return number of occurrences of value"},
    {"extend", deque_extend, "self, iterable, /", 0,
     "Extend the right side of the deque with elements from the iterable"},
    {"extendleft", deque_extendleft, "self, iterable, /", 0,
     "Extend the left side of the deque with elements from the iterable"},
    {"index", deque_index, "self, value, start=0, stop=sys.maxsize, /", 0,
     "D.index(value, [start, [stop]]) -> integer -- return first index of value.\n"
     "Raises ValueError if the value is not present."},
    {"insert", deque_insert, "self, index, object, /", 0,
     "D.insert(index, object) -- insert object before index"},
    {"pop", deque_pop, "self, /", 0, "Remove and return the rightmost element."},
    {"popleft", deque_popleft, "self, /", 0, "Remove and return the leftmost element."},
    {"remove", deque_remove, "self, value, /", 0,
     "D.remove(value) -- remove first occurrence of value."},
    {"reverse", deque_reverse, "self, /", 0, "D.reverse() -- reverse *IN PLACE*"},
    {"rotate", deque_rotate, "self, n=1, /", 0,
     "Rotate the deque n steps to the right (default n=1).  If n is negative, rotates left."},
    {"__reversed__", deque_reversed, "self, /", 0,
     "D.__reversed__() -- return a reverse iterator over the deque"},
    {"__reduce__", deque_reduce, "self, /", 0, "Return state information for pickling."},
    {"__sizeof__", deque_sizeof, "self, /", 0, "D.__sizeof__() -- size of D in memory, in bytes"},
    {"__class_getitem__", alias_class_getitem, "cls, object, /", NATIVE_CLASS, "See PEP 585"},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def deque_getset[] = {
    {"maxlen", deque_maxlen, NULL, "maximum size of a deque or None if unbounded"},
    {NULL, NULL, NULL, NULL},
};

static const type_spec deque_spec = {
    .name = "collections.deque",
    .size = sizeof(deque),
    .flags = TYPE_BASE | TYPE_SEQUENCE | TYPE_WEAKREF,
    .trace = deque_trace,
    .free = deque_free,
    .slots = {.new = deque_alloc,
              .init = deque_init,
              .repr = deque_repr,
              .compare = deque_compare,
              .length = deque_length,
              .contains = deque_contains,
              .getitem = deque_getitem,
              .setitem = deque_setitem,
              .iter = deque_iterate,
              .concat = deque_concat,
              .repeat = deque_repeat,
              .iconcat = deque_iconcat,
              .irepeat = deque_irepeat},
    .methods = deque_methods,
    .getset = deque_getset,
    .doc = "deque([iterable[, maxlen]]) --> deque object\n\n"
           "A list-like sequence optimized for data accesses near its endpoints.",
};

/* ---- defaultdict ---- */

typedef struct defaultdict {
    dict d;
    value factory; /* NONE = none */
} defaultdict;

static defaultdict *self_default(value v) {
    return (defaultdict *)as_obj(v);
}

static void defaultdict_trace(gc *g, object *o) {
    defaultdict *d = (defaultdict *)o;
    gc_value(g, d->d.attrs);
    gc_value(g, d->factory);
    gc_values(g, (const value *)d->d.entries, d->d.fill * 2);
}

static bool is_defaultdict(value v) {
    return is_obj(v) && as_obj(v)->type->trace == defaultdict_trace;
}

static value defaultdict_alloc(thread *t, type *cls, value *a, int n) {
    (void)a, (void)n;
    defaultdict *d = heap_alloc(t, cls, cls->size);
    if (d == NULL) {
        return NIL;
    }
    d->factory = NONE;
    return from_obj(d);
}

static bool defaultdict_init(thread *t, value self, value *a, int n) {
    value kwnames = t->kwnames, factory = NONE;
    if (n > 0) {
        factory = a[0];
        if (factory != NONE && !op_callable(t, factory)) {
            raise_error(t, E_TYPE_ERROR, "first argument must be callable or None");
            return false;
        }
        a++;
        n--;
    }
    self_default(self)->factory = factory;
    return dict_update_args(t, &self_default(self)->d, "dict", a, n, kwnames);
}

static value missing(thread *t, value self, value key) {
    value factory = self_default(self)->factory;
    if (factory == NONE) {
        return raise_key_error(t, key);
    }
    value v = call0(t, factory);
    return v != NIL && op_setitem(t, self, key, v) ? v : NIL;
}

static value defaultdict_missing(thread *t, value *a, int n) {
    (void)n;
    return missing(t, a[0], a[1]);
}

static value defaultdict_getitem(thread *t, value v, value key) {
    value x = dict_get_inline(t, &self_default(v)->d, key);
    if (x != NIL || t->exc != NIL) {
        return x;
    }
    if (!(as_obj(v)->type->flags & TYPE_HEAP)) {
        return missing(t, v, key);
    }
    bool found = false;
    return call_special(t, v, N(t, __missing__), &key, 1, &found);
}

static value defaultdict_repr(thread *t, value v) {
    value base = t->vm->types[T_DICT]->slots.repr(t, v);
    if (base == NIL) {
        return NIL;
    }
    value factory = self_default(v)->factory;
    if (!repr_enter(t, factory)) {
        return t->exc != NIL ? NIL : str_format(t, "%U(..., %S)", as_obj(v)->type->name, base);
    }
    value out = str_format(t, "%U(%R, %S)", as_obj(v)->type->name, factory, base);
    repr_leave(t);
    return out;
}

static value defaultdict_copy(thread *t, value *a, int n) {
    (void)n;
    return call2(t, from_obj(as_obj(a[0])->type), self_default(a[0])->factory, a[0]);
}

static value defaultdict_reduce(thread *t, value *a, int n) {
    (void)n;
    value factory = self_default(a[0])->factory;
    value args = factory == NONE ? from_obj(t->vm->empty_tuple) : tuple_of(t, &factory, 1);
    value items = call_method(t, a[0], N(t, items), NULL, 0);
    value it = items == NIL ? NIL : op_iter(t, items);
    if (args == NIL || it == NIL) {
        return NIL;
    }
    value parts[5] = {from_obj(as_obj(a[0])->type), args, NONE, NONE, it};
    return tuple_of(t, parts, 5);
}

static value defaultdict_or(thread *t, value a, value b) {
    value self = is_defaultdict(a) ? a : b;
    if (!is_kind(a, T_DICT) || !is_kind(b, T_DICT)) {
        return NOTIMPL;
    }
    value out = call2(t, from_obj(as_obj(self)->type), self_default(self)->factory, a);
    return out != NIL && dict_update(t, (dict *)as_obj(out), b, true) ? out : NIL;
}

static value get_factory(thread *t, value v) {
    (void)t;
    return self_default(v)->factory;
}

static bool set_factory(thread *t, value v, value x) {
    (void)t;
    self_default(v)->factory = x == NIL ? NONE : x;
    return true;
}

static const native_def defaultdict_methods[] = {
    {"__missing__", defaultdict_missing, "self, key, /", 0,
     "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n"
     "  if self.default_factory is None: raise KeyError((key,))\n"
     "  self[key] = value = self.default_factory()\n  return value\n"},
    {"copy", defaultdict_copy, "self, /", 0, "D.copy() -> a shallow copy of D."},
    {"__copy__", defaultdict_copy, "self, /", 0, "D.copy() -> a shallow copy of D."},
    {"__reduce__", defaultdict_reduce, "self, /", 0, "Return state information for pickling."},
    {"__class_getitem__", alias_class_getitem, "cls, object, /", NATIVE_CLASS, "See PEP 585"},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def defaultdict_getset[] = {
    {"default_factory", get_factory, set_factory,
     "Factory for default value called by __missing__()."},
    {NULL, NULL, NULL, NULL},
};

static const type_spec defaultdict_spec = {
    .name = "collections.defaultdict",
    .base = T_DICT,
    .size = sizeof(defaultdict),
    .flags = TYPE_BASE | TYPE_MAPPING,
    .dict_offset = offsetof(dict, attrs),
    .trace = defaultdict_trace,
    .slots = {.new = defaultdict_alloc,
              .init = defaultdict_init,
              .repr = defaultdict_repr,
              .getitem = defaultdict_getitem,
              .binary[BIN_OR] = defaultdict_or},
    .methods = defaultdict_methods,
    .getset = defaultdict_getset,
    .doc = "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\n"
           "The default factory is called without arguments to produce\n"
           "a new value when a key is not present, in __getitem__ only.\n"
           "A defaultdict compares equal to a dict with the same items.\n"
           "All remaining arguments are treated the same as if they were\n"
           "passed to the dict constructor, including keyword arguments.",
};

/* ---- Counter's loop ---- */

static value collections_count_elements(thread *t, value *a, int n) {
    (void)n;
    value mapping = a[0];
    type *cls = type_of(t->vm, mapping);
    /* Whoever replaced get or __setitem__ wants them called. */
    bool plain = is_kind(mapping, T_DICT) &&
                 cls->slots.setitem == t->vm->types[T_DICT]->slots.setitem &&
                 type_lookup(cls, N(t, get)) == type_lookup(t->vm->types[T_DICT], N(t, get));
    iter it;
    if (!iter_start(t, &it, a[1])) {
        return NIL;
    }
    value key;
    while ((key = iter_step(t, &it)) != NIL) {
        value old;
        if (plain) {
            old = dict_get_inline(t, (dict *)as_obj(mapping), key);
            if (old == NIL && t->exc == NIL) {
                old = from_small(0);
            }
        } else {
            value args[2] = {key, from_small(0)};
            old = call_method(t, mapping, N(t, get), args, 2);
        }
        value sum = old == NIL ? NIL
                    : is_int(old) && as_int(old) < SMALL_INT_MAX
                        ? from_small(as_int(old) + 1)
                        : op_binary(t, old, from_small(1), BIN_ADD);
        if (sum == NIL) {
            return NIL;
        }
        if (!(plain ? dict_set_inline(t, (dict *)as_obj(mapping), key, sum)
                    : op_setitem(t, mapping, key, sum))) {
            return NIL;
        }
    }
    return t->exc != NIL ? NIL : NONE;
}

static value collections_move_to_front(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[0], T_DICT)) {
        return raise_error(t, E_TYPE_ERROR, "expected a dict, not '%T'", a[0]);
    }
    return dict_to_front(t, (dict *)as_obj(a[0]), a[1]) ? NONE : NIL;
}

static const native_def collections_functions[] = {
    {"_count_elements", collections_count_elements, "mapping, iterable, /", 0,
     "Count elements in the iterable, updating the mapping"},
    {"_move_to_front", collections_move_to_front, "d, key, /", 0,
     "The key becomes the first of the dict"},
    {NULL, NULL, NULL, 0, NULL},
};

/* Even if a script takes it out of the module. */
static bool keep_alive(thread *t, value v) {
    value *root = vm_root(t->vm);
    *root = v;
    return true;
}

/* ---- the fields of named tuples ---- */

typedef struct tuplegetter {
    object h;
    int64_t index;
    value doc;
} tuplegetter;

static tuplegetter *self_getter(value v) {
    return (tuplegetter *)as_obj(v);
}

static value getter_new(thread *t, type *cls, value *a, int n) {
    int64_t index;
    if (n != 2 || t->kwnames != NIL) {
        return raise_error(t, E_TYPE_ERROR, "_tuplegetter expected 2 arguments, got %d", n);
    }
    tuplegetter *g = ssize_arg(t, a[0], &index) ? heap_alloc(t, cls, sizeof *g) : NULL;
    if (g == NULL) {
        return NIL;
    }
    g->index = index;
    g->doc = a[1];
    return from_obj(g);
}

static value getter_get(thread *t, value v, value obj, value owner) {
    (void)owner;
    int64_t index = self_getter(v)->index;
    if (obj == NIL || obj == NONE) {
        return v;
    }
    if (!is_kind(obj, T_TUPLE)) {
        return raise_error(
            t, E_TYPE_ERROR,
            "descriptor for index '%lld' for tuple subclasses doesn't apply to '%T' object",
            (long long)index, obj);
    }
    tuple *of = (tuple *)as_obj(obj);
    return (uint64_t)index < of->len ? of->items[index]
                                     : raise_error(t, E_INDEX_ERROR, "tuple index out of range");
}

static bool getter_set(thread *t, value v, value obj, value x) {
    (void)v, (void)obj;
    raise_error(t, E_ATTRIBUTE_ERROR, x == NIL ? "can't delete attribute" : "can't set attribute");
    return false;
}

static value getter_repr(thread *t, value v) {
    return str_format(t, "_tuplegetter(%lld, %R)", (long long)self_getter(v)->index,
                      self_getter(v)->doc);
}

static void getter_trace(gc *g, object *o) {
    gc_value(g, ((tuplegetter *)o)->doc);
}

static value getter_doc(thread *t, value v) {
    (void)t;
    return self_getter(v)->doc;
}

static bool getter_set_doc(thread *t, value v, value x) {
    (void)t;
    self_getter(v)->doc = x == NIL ? NONE : x;
    return true;
}

static const getset_def getter_getset[] = {
    {"__doc__", getter_doc, getter_set_doc, NULL},
    {NULL, NULL, NULL, NULL},
};

static const type_spec getter_spec = {
    .name = "collections._tuplegetter",
    .size = sizeof(tuplegetter),
    .trace = getter_trace,
    .slots = {.new = getter_new, .get = getter_get, .set = getter_set, .repr = getter_repr},
    .getset = getter_getset,
};

static bool collections_init(thread *t, module *m) {
    type **own = stdlib_of(t->vm)->deque_iterators;
    return module_set_type(t, m, &deque_spec, NULL) &&
           module_set_type(t, m, &defaultdict_spec, NULL) &&
           module_set_type(t, m, &getter_spec, NULL) &&
           module_set_type(t, m, &iter_spec, &own[0]) &&
           module_set_type(t, m, &reviter_spec, &own[1]) && keep_alive(t, from_obj(own[0])) &&
           keep_alive(t, from_obj(own[1]));
}

const module_def collections_module = {
    "_collections",
    "High performance data structures.\n- deque:        ordered collection accessible from "
    "endpoints only\n"
    "- defaultdict:  dict subclass with a default value factory\n",
    collections_functions,
    collections_init,
};
