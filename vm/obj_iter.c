/* obj_iter.c: iterating. The iter struct of ops.h that natives loop with; list_from and tuple_from;
 * what the sequence types share (seq.h); nested reprs; and the iterators that belong to no
 * container: over __getitem__, over a callable with a sentinel, reversed, enumerate, zip, map,
 * filter.
 *
 * A next function answers NIL without an exception for "exhausted"; op_next swallows a
 * StopIteration that a script's
 * __next__ raised, so here nobody sees one.
 */
#include "vm/iter.h"
#include "vm/seq.h"

/* ---- arguments ---- */

bool no_keywords(thread *t, const char *fname) {
    if (t->kwnames != NIL && ((tuple *)as_obj(t->kwnames))->len > 0) {
        raise_error(t, E_TYPE_ERROR, "%s() takes no keyword arguments", fname);
        return false;
    }
    return true;
}

bool class_keywords(thread *t, const type *cls, const char *fname) {
    return cls->slots.init != t->vm->types[T_OBJECT]->slots.init || no_keywords(t, fname);
}

bool check_args(thread *t, const char *fname, int n, int min, int max) {
    if (n >= min && n <= max) {
        return true;
    }
    int bound = n < min ? min : max;
    raise_error(t, E_TYPE_ERROR, "%s expected %s%d argument%s, got %d", fname,
                min == max ? ""
                : n < min  ? "at least "
                           : "at most ",
                bound, bound == 1 ? "" : "s", n);
    return false;
}

/* The index of a name in a list of names that ends with an empty one; *count = how many there are.
 * -1 = not there. */
static int name_index(const char *all, const str *name, int *count) {
    int i = 0, found = -1;
    for (; *all != '\0'; all += strlen(all) + 1, i++) {
        if (name != NULL && strlen(all) == name->len && memcmp(all, name->data, name->len) == 0) {
            found = i;
        }
    }
    *count = i;
    return found;
}

static const char *name_at(const char *all, int i) {
    while (i-- > 0) {
        all += strlen(all) + 1;
    }
    return all;
}

bool named_args(thread *t, const char *fname, const char *names_, int min, int pos, value *a, int n,
                value *out) {
    tuple *kw = t->kwnames != NIL ? (tuple *)as_obj(t->kwnames) : NULL;
    int nkw = kw != NULL ? (int)kw->len : 0, max;
    name_index(names_, NULL, &max);
    if (n > pos || n + nkw > max) {
        int most = n > pos ? pos : max;
        raise_error(t, E_TYPE_ERROR, "%s() takes %s %d %s%sargument%s (%d given)", fname,
                    min == max ? "exactly" : "at most", most, n == 0 && nkw > 0 ? "keyword " : "",
                    pos < max && n > pos ? "positional " : "", most == 1 ? "" : "s",
                    n > pos ? n : n + nkw);
        return false;
    }
    for (int i = 0; i < max; i++) {
        out[i] = i < n ? a[i] : NIL;
    }
    for (int i = 0; i < nkw; i++) {
        str *name = (str *)as_obj(kw->items[i]);
        int at = name_index(names_, name, &max);
        if (at < 0) {
            raise_error(t, E_TYPE_ERROR, "'%U' is an invalid keyword argument for %s()", name,
                        fname);
            return false;
        }
        if (out[at] != NIL) {
            raise_error(t, E_TYPE_ERROR, "argument for %s() given by name ('%U') and position (%d)",
                        fname, name, at + 1);
            return false;
        }
        out[at] = a[n + i];
    }
    for (int i = 0; i < min; i++) {
        if (out[i] == NIL) {
            raise_error(t, E_TYPE_ERROR, "%s() missing required argument '%s' (pos %d)", fname,
                        name_at(names_, i), i + 1);
            return false;
        }
    }
    return true;
}

value iter_return_self(thread *t, value v) {
    (void)t;
    return v;
}

value alias_class_getitem(thread *t, value *a, int n) {
    (void)n;
    return generic_alias_new(t, a[0], a[1]);
}

value builtin_named(thread *t, const char *name) {
    str *s = str_intern(t, name);
    if (s == NULL) {
        return NIL;
    }
    value v = dict_get_str(t->vm->builtins, s);
    return v != NIL
               ? v
               : raise_error(t, E_ATTRIBUTE_ERROR, "module 'builtins' has no attribute '%s'", name);
}

/* ---- indices and slices ---- */

bool seq_index(thread *t, value key, int64_t *out) {
    if (is_int(key)) {
        *out = as_int(key);
        return true;
    }
    value i = op_index(t, key);
    if (i == NIL) {
        return false;
    }
    if (!int_to_int64(i, out)) {
        raise_error(t, E_INDEX_ERROR, "cannot fit '%T' into an index-sized integer", key);
        return false;
    }
    return true;
}

static bool has_index(thread *t, value v) {
    return is_any_int(v) || (is_obj(v) && type_lookup(as_obj(v)->type, N(t, __index__)) != NIL);
}

static bool slice_member(thread *t, value v, int64_t *out) {
    if (is_int(v)) {
        *out = as_int(v);
        return true;
    }
    if (!has_index(t, v)) {
        raise_error(t, E_TYPE_ERROR,
                    "slice indices must be integers or None or have an __index__ method");
        return false;
    }
    return op_to_index_clip(t, v, out);
}

bool slice_unpack(thread *t, value v, int64_t *start, int64_t *stop, int64_t *step) {
    slice *s = (slice *)as_obj(v);
    *step = 1;
    if (s->step != NONE) {
        if (!slice_member(t, s->step, step)) {
            return false;
        }
        if (*step == 0) {
            raise_error(t, E_VALUE_ERROR, "slice step cannot be zero");
            return false;
        }
        if (*step < -INT64_MAX) {
            *step = -INT64_MAX; /* so that it can be negated */
        }
    }
    *start = *step < 0 ? INT64_MAX : 0;
    *stop = *step < 0 ? INT64_MIN : INT64_MAX;
    return (s->start == NONE || slice_member(t, s->start, start)) &&
           (s->stop == NONE || slice_member(t, s->stop, stop));
}

int64_t slice_adjust(int64_t len, int64_t *start, int64_t *stop, int64_t step) {
    if (*start < 0) {
        *start += len;
        if (*start < 0) {
            *start = step < 0 ? -1 : 0;
        }
    } else if (*start >= len) {
        *start = step < 0 ? len - 1 : len;
    }
    if (*stop < 0) {
        *stop += len;
        if (*stop < 0) {
            *stop = step < 0 ? -1 : 0;
        }
    } else if (*stop >= len) {
        *stop = step < 0 ? len - 1 : len;
    }
    if (step < 0) {
        return *stop < *start ? (*start - *stop - 1) / -step + 1 : 0;
    }
    return *start < *stop ? (*stop - *start - 1) / step + 1 : 0;
}

bool slice_indices(thread *t, value v, int64_t len, int64_t *start, int64_t *stop, int64_t *step,
                   int64_t *count) {
    if (!slice_unpack(t, v, start, stop, step)) {
        return false;
    }
    *count = slice_adjust(len, start, stop, *step);
    return true;
}

bool seq_bound_arg(thread *t, value v, int64_t dflt, int64_t *out) {
    if (v == NIL) {
        *out = dflt;
        return true;
    }
    if (!has_index(t, v)) {
        raise_error(t, E_TYPE_ERROR, "slice indices must be integers or have an __index__ method");
        return false;
    }
    return op_to_index_clip(t, v, out);
}

/* ---- looping in C ---- */

enum { MODE_NEXT, MODE_LIST, MODE_TUPLE, MODE_RANGE };

bool iter_start(thread *t, iter *it, value iterable) {
    it->seq = iterable;
    it->it = NIL;
    it->i = 0;
    if (is_exact(iterable, T_LIST)) {
        it->mode = MODE_LIST;
        return true;
    }
    if (is_exact(iterable, T_TUPLE)) {
        it->mode = MODE_TUPLE;
        return true;
    }
    it->it = op_iter(t, iterable);
    it->mode = is_kind(it->it, T_RANGE_ITER) ? MODE_RANGE : MODE_NEXT;
    if (it->mode == MODE_RANGE) {
        thread_work(t, (size_t)((range_iter *)as_obj(it->it))->left);
    }
    return it->it != NIL;
}

value iter_step(thread *t, iter *it) {
    if (it->mode == MODE_LIST) {
        list *l = (list *)as_obj(it->seq);
        if (it->i < l->len) {
            return l->items[it->i++];
        }
        thread_work(t, it->i);
        return NIL;
    }
    if (it->mode == MODE_TUPLE) {
        tuple *p = (tuple *)as_obj(it->seq);
        if (it->i < p->len) {
            return p->items[it->i++];
        }
        thread_work(t, it->i);
        return NIL;
    }
    if (it->mode == MODE_RANGE) {
        range_iter *r = (range_iter *)as_obj(it->it);
        if (r->left == 0) {
            return NIL;
        }
        value v = from_small(r->next);
        r->next += r->step;
        r->left--;
        return v;
    }
    /* A loop from native iterator to native consumer meets no other poll: here it can be
     * interrupted, and garbage collected. */
    if ((++it->i & 255) == 0) {
        thread_work(t, 256);
        if (!thread_poll(t)) {
            return NIL;
        }
    }
    return op_next(t, it->it);
}

value list_from(thread *t, value iterable) {
    if (is_exact(iterable, T_LIST)) {
        return list_of(t, ((list *)as_obj(iterable))->items, ((list *)as_obj(iterable))->len);
    }
    if (is_exact(iterable, T_TUPLE)) {
        return list_of(t, ((tuple *)as_obj(iterable))->items, ((tuple *)as_obj(iterable))->len);
    }
    value l = list_new(t, 0);
    return l != NIL && list_extend(t, (list *)as_obj(l), iterable) ? l : NIL;
}

value tuple_from(thread *t, value iterable) {
    if (is_exact(iterable, T_TUPLE)) {
        return iterable;
    }
    value l = is_exact(iterable, T_LIST) ? iterable : list_from(t, iterable);
    return l == NIL ? NIL : tuple_of(t, ((list *)as_obj(l))->items, ((list *)as_obj(l))->len);
}

value seq_fast(thread *t, value v, const char *message) {
    if (is_kind(v, T_LIST) || is_kind(v, T_TUPLE)) {
        return v;
    }
    value it = op_iter(t, v);
    if (it == NIL) {
        if (exc_is(t, E_TYPE_ERROR)) {
            exc_clear(t);
            raise_error(t, E_TYPE_ERROR, "%s", message);
        }
        return NIL;
    }
    return list_from(t, it);
}

/* ---- nested reprs ---- */

bool repr_enter(thread *t, value v) {
    if (!c_stack_ok(t)) {
        return false;
    }
    if (t->repr_stack == NIL) {
        t->repr_stack = list_new(t, 4);
        if (t->repr_stack == NIL) {
            return false;
        }
    }
    list *l = (list *)as_obj(t->repr_stack);
    /* CPython counts these with the calls. */
    if ((int64_t)l->len + t->depth >= t->vm->recursion_limit) {
        raise_error(t, E_RECURSION_ERROR,
                    "maximum recursion depth exceeded while getting the repr of an object");
        return false;
    }
    for (size_t i = l->len; i > 0; i--) {
        if (l->items[i - 1] == v) {
            return false;
        }
    }
    return list_append(t, l, v);
}

void repr_leave(thread *t) {
    ((list *)as_obj(t->repr_stack))->len--;
}

/* ---- over __getitem__ ---- */

static void seq_iter_trace(gc *g, object *o) {
    gc_value(g, ((seq_iter *)o)->seq);
}

/* The item at i, or NIL without exception when there is none any more. */
static value item_or_end(thread *t, value seq, int64_t i) {
    value v = op_getitem(t, seq, from_small(i));
    if (v == NIL && (exc_is(t, E_INDEX_ERROR) || exc_is(t, E_STOP_ITERATION))) {
        exc_clear(t);
    }
    return v;
}

static value seq_iter_next(thread *t, value v) {
    seq_iter *it = (seq_iter *)as_obj(v);
    if (it->seq == NIL) {
        return NIL;
    }
    value x = item_or_end(t, it->seq, it->i);
    if (x != NIL) {
        it->i++;
    } else if (t->exc == NIL) {
        it->seq = NIL;
    }
    return x;
}

static value seq_iter_length_hint(thread *t, value *a, int n) {
    (void)n;
    seq_iter *it = (seq_iter *)as_obj(a[0]);
    if (it->seq == NIL) {
        return from_small(0);
    }
    if (as_obj(it->seq)->type->slots.length == NULL) {
        return NOTIMPL;
    }
    int64_t len = op_len(t, it->seq);
    return len < 0 ? NIL : from_small(len > it->i ? len - it->i : 0);
}

static const native_def seq_iter_methods[] = {
    {"__length_hint__", seq_iter_length_hint, "self, /", 0,
     "Private method returning an estimate of len(list(it))."},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec seq_iter_spec = {
    .name = "iterator",
    .size = sizeof(seq_iter),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = seq_iter_trace,
    .slots = {.iter = iter_return_self, .next = seq_iter_next},
    .methods = seq_iter_methods,
};

/* ---- iter(callable, sentinel) ---- */

static void call_iter_trace(gc *g, object *o) {
    gc_value(g, ((call_iter *)o)->callable);
    gc_value(g, ((call_iter *)o)->sentinel);
}

static value call_iter_next(thread *t, value v) {
    call_iter *it = (call_iter *)as_obj(v);
    if (it->callable == NIL) {
        return NIL;
    }
    value x = call0(t, it->callable);
    if (x == NIL) {
        if (exc_is(t, E_STOP_ITERATION)) {
            exc_clear(t);
            it->callable = it->sentinel = NIL;
        }
        return NIL;
    }
    if (it->callable == NIL) { /* it ran itself to its end inside the call */
        return NIL;
    }
    int same = op_eq(t, x, it->sentinel);
    if (same == 0) {
        return x;
    }
    if (same > 0) {
        it->callable = it->sentinel = NIL;
    }
    return NIL;
}

const type_spec call_iter_spec = {
    .name = "callable_iterator",
    .size = sizeof(call_iter),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = call_iter_trace,
    .slots = {.iter = iter_return_self, .next = call_iter_next},
};

/* ---- reversed ---- */

static void reversed_trace(gc *g, object *o) {
    gc_value(g, ((reversed_iter *)o)->attrs);
    gc_value(g, ((reversed_iter *)o)->seq);
}

static value reversed_new(thread *t, type *cls, value *a, int n) {
    if (!class_keywords(t, cls, "reversed") || !check_args(t, "reversed", n, 1, 1)) {
        return NIL;
    }
    value seq = a[0];
    bool found = false;
    value fn = type_lookup(type_of(t->vm, seq), N(t, __reversed__));
    if (fn == NONE) {
        return raise_error(t, E_TYPE_ERROR, "'%T' object is not reversible", seq);
    }
    if (fn != NIL) {
        value r = call_special(t, seq, N(t, __reversed__), NULL, 0, &found);
        if (found) {
            return r;
        }
    }
    if (!is_obj(seq) || as_obj(seq)->type->slots.getitem == NULL || is_kind(seq, T_DICT) ||
        is_kind(seq, T_MAPPINGPROXY)) {
        return raise_error(t, E_TYPE_ERROR, "'%T' object is not reversible", seq);
    }
    int64_t len = op_len(t, seq);
    reversed_iter *it = len < 0 ? NULL : heap_alloc(t, cls, cls->size);
    if (it == NULL) {
        return NIL;
    }
    it->seq = seq;
    it->i = len - 1;
    return from_obj(it);
}

static value reversed_next(thread *t, value v) {
    reversed_iter *it = (reversed_iter *)as_obj(v);
    if (it->seq == NIL) {
        return NIL;
    }
    if (it->i >= 0) {
        value x = item_or_end(t, it->seq, it->i);
        if (x != NIL) {
            it->i--;
            return x;
        }
        if (t->exc != NIL) {
            return NIL;
        }
    }
    it->i = -1;
    it->seq = NIL;
    return NIL;
}

static value reversed_length_hint(thread *t, value *a, int n) {
    (void)n;
    reversed_iter *it = (reversed_iter *)as_obj(a[0]);
    if (it->seq == NIL) {
        return from_small(0);
    }
    int64_t len = op_len(t, it->seq);
    return len < 0 ? NIL : from_small(len < it->i + 1 ? 0 : it->i + 1);
}

static const native_def reversed_methods[] = {
    {"__length_hint__", reversed_length_hint, "self, /", 0,
     "Private method returning an estimate of len(list(it))."},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec reversed_spec = {
    .name = "reversed",
    .size = sizeof(reversed_iter),
    .flags = TYPE_BASE | TYPE_NO_WEAKREF,
    .trace = reversed_trace,
    .slots = {.new = reversed_new, .iter = iter_return_self, .next = reversed_next},
    .methods = reversed_methods,
    .doc = "Return a reverse iterator over the values of the given sequence.",
};

/* ---- enumerate ---- */

static void enumerate_trace(gc *g, object *o) {
    enumerate_iter *it = (enumerate_iter *)o;
    gc_value(g, it->attrs);
    gc_value(g, it->it);
    gc_value(g, it->index);
}

static value enumerate_new(thread *t, type *cls, value *a, int n) {
    value args[2];
    tuple *kw = t->kwnames != NIL ? (tuple *)as_obj(t->kwnames) : NULL;
    if (n == 1 && kw != NULL && kw->len == 1 &&
        !str_equal((str *)as_obj(kw->items[0]), N(t, start))) {
        return raise_error(t, E_TYPE_ERROR, "'%U' is an invalid keyword argument for enumerate()",
                           as_obj(kw->items[0]));
    }
    if (!named_args(t, "enumerate", "iterable\0start\0", 0, 2, a, n, args)) {
        return NIL;
    }
    if (args[0] == NIL) {
        return raise_error(t, E_TYPE_ERROR, "enumerate() missing required argument 'iterable'");
    }
    value start = args[1];
    if (start != NIL) {
        start = op_index(t, start);
        if (start == NIL) {
            return NIL;
        }
    }
    value inner = op_iter(t, args[0]);
    enumerate_iter *it = inner == NIL ? NULL : heap_alloc(t, cls, cls->size);
    if (it == NULL) {
        return NIL;
    }
    it->it = inner;
    it->index = start != NIL ? start : from_small(0);
    return from_obj(it);
}

static value enumerate_next(thread *t, value v) {
    enumerate_iter *it = (enumerate_iter *)as_obj(v);
    value x = inner_next(t, it->it);
    if (x == NIL) {
        return NIL;
    }
    value i = it->index;
    if (is_int(i) && as_int(i) < SMALL_INT_MAX) {
        it->index = from_small(as_int(i) + 1);
    } else {
        it->index = op_binary(t, i, from_small(1), BIN_ADD);
        if (it->index == NIL) {
            return NIL;
        }
    }
    return tuple_pair(t, i, x);
}

static value enumerate_reduce(thread *t, value *a, int n) {
    (void)n;
    enumerate_iter *it = (enumerate_iter *)as_obj(a[0]);
    value args = tuple_pair(t, it->it, it->index);
    return args == NIL ? NIL : tuple_pair(t, from_obj(it->h.type), args);
}

static const native_def enumerate_methods[] = {
    {"__reduce__", enumerate_reduce, "self, /", 0, "Return state information for pickling."},
    {"__class_getitem__", alias_class_getitem, "cls, object, /", NATIVE_CLASS, "See PEP 585"},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec enumerate_spec = {
    .name = "enumerate",
    .size = sizeof(enumerate_iter),
    .flags = TYPE_BASE | TYPE_NO_WEAKREF,
    .trace = enumerate_trace,
    .slots = {.new = enumerate_new, .iter = iter_return_self, .next = enumerate_next},
    .methods = enumerate_methods,
    .doc = "Return an enumerate object.\n\n"
           "  iterable\n    an object supporting iteration\n\n"
           "The enumerate object yields pairs containing a count (from start, which\n"
           "defaults to zero) and a value yielded by the iterable argument.\n\n"
           "enumerate is useful for obtaining an indexed list:\n"
           "    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
};

/* ---- zip ---- */

static void zip_trace(gc *g, object *o) {
    gc_value(g, ((zip_iter *)o)->attrs);
    gc_object(g, ((zip_iter *)o)->its);
}

/* A tuple of iterators over each of a[0..n). */
static value iterators_of(thread *t, const value *a, int n) {
    value its = tuple_new(t, (size_t)n);
    for (int i = 0; its != NIL && i < n; i++) {
        value it = op_iter(t, a[i]);
        if (it == NIL) {
            return NIL;
        }
        ((tuple *)as_obj(its))->items[i] = it;
    }
    return its;
}

static value zip_new(thread *t, type *cls, value *a, int n) {
    bool strict = false;
    tuple *kw = t->kwnames != NIL ? (tuple *)as_obj(t->kwnames) : NULL;
    for (size_t i = 0; kw != NULL && i < kw->len; i++) {
        str *name = (str *)as_obj(kw->items[i]);
        if (!str_equal(name, N(t, strict))) {
            return raise_error(t, E_TYPE_ERROR, "'%U' is an invalid keyword argument for zip()",
                               name);
        }
        int truth = op_truth(t, a[n + (int)i]);
        if (truth < 0) {
            return NIL;
        }
        strict = truth;
    }
    value its = iterators_of(t, a, n);
    zip_iter *it = its == NIL ? NULL : heap_alloc(t, cls, cls->size);
    if (it == NULL) {
        return NIL;
    }
    it->its = (tuple *)as_obj(its);
    it->strict = strict;
    return from_obj(it);
}

/* Argument i (from 0) ended. In strict mode all others must have ended too. */
static value zip_end(thread *t, zip_iter *it, size_t i) {
    if (t->exc != NIL || !it->strict) {
        return NIL;
    }
    if (i > 0) {
        return raise_error(t, E_VALUE_ERROR, "zip() argument %zu is shorter than argument%s%zu",
                           i + 1, i == 1 ? " " : "s 1-", i);
    }
    for (i = 1; i < it->its->len; i++) {
        value x = inner_next(t, it->its->items[i]);
        if (x != NIL) {
            return raise_error(t, E_VALUE_ERROR, "zip() argument %zu is longer than argument%s%zu",
                               i + 1, i == 1 ? " " : "s 1-", i);
        }
        if (t->exc != NIL) {
            return NIL;
        }
    }
    return NIL;
}

static value zip_next(thread *t, value v) {
    zip_iter *it = (zip_iter *)as_obj(v);
    size_t n = it->its->len;
    if (n == 0) {
        return NIL;
    }
    value out = tuple_new(t, n);
    if (out == NIL) {
        return NIL;
    }
    for (size_t i = 0; i < n; i++) {
        value x = inner_next(t, it->its->items[i]);
        if (x == NIL) {
            return zip_end(t, it, i);
        }
        ((tuple *)as_obj(out))->items[i] = x;
    }
    return out;
}

static value zip_reduce(thread *t, value *a, int n) {
    (void)n;
    zip_iter *it = (zip_iter *)as_obj(a[0]);
    if (!it->strict) {
        return tuple_pair(t, from_obj(it->h.type), from_obj(it->its));
    }
    value parts[3] = {from_obj(it->h.type), from_obj(it->its), V_TRUE};
    return tuple_of(t, parts, 3);
}

static value zip_setstate(thread *t, value *a, int n) {
    (void)n;
    int truth = op_truth(t, a[1]);
    if (truth < 0) {
        return NIL;
    }
    ((zip_iter *)as_obj(a[0]))->strict = truth;
    return NONE;
}

static const native_def zip_methods[] = {
    {"__reduce__", zip_reduce, "self, /", 0, "Return state information for pickling."},
    {"__setstate__", zip_setstate, "self, state, /", 0, "Set state information for unpickling."},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec zip_spec = {
    .name = "zip",
    .size = sizeof(zip_iter),
    .flags = TYPE_BASE | TYPE_NO_WEAKREF,
    .trace = zip_trace,
    .slots = {.new = zip_new, .iter = iter_return_self, .next = zip_next},
    .methods = zip_methods,
    .doc = "zip(*iterables, strict=False) --> Yield tuples until an input is exhausted.\n\n"
           "   >>> list(zip('abcdefg', range(3), range(4)))\n"
           "   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]\n\n"
           "The zip object yields n-length tuples, where n is the number of iterables\n"
           "passed as positional arguments to zip().  The i-th element in every tuple\n"
           "comes from the i-th iterable argument to zip().  This continues until the\n"
           "shortest argument is exhausted.\n\n"
           "If strict is true and one of the arguments is exhausted before the others,\n"
           "raise a ValueError.",
};

/* ---- map ---- */

static void map_trace(gc *g, object *o) {
    map_iter *it = (map_iter *)o;
    gc_value(g, it->attrs);
    gc_value(g, it->fn);
    gc_object(g, it->its);
}

static value map_new(thread *t, type *cls, value *a, int n) {
    if (!class_keywords(t, cls, "map")) {
        return NIL;
    }
    if (n < 2) {
        return raise_error(t, E_TYPE_ERROR, "map() must have at least two arguments.");
    }
    value its = iterators_of(t, a + 1, n - 1);
    map_iter *it = its == NIL ? NULL : heap_alloc(t, cls, cls->size);
    if (it == NULL) {
        return NIL;
    }
    it->fn = a[0];
    it->its = (tuple *)as_obj(its);
    return from_obj(it);
}

static value map_next(thread *t, value v) {
    map_iter *it = (map_iter *)as_obj(v);
    size_t n = it->its->len;
    if (n == 1) {
        value x = inner_next(t, it->its->items[0]);
        return x == NIL ? NIL : call1(t, it->fn, x);
    }
    value room = tuple_new(t, n); /* the collector must see the arguments: a tuple holds them */
    if (room == NIL) {
        return NIL;
    }
    tuple *args = (tuple *)as_obj(room);
    for (size_t i = 0; i < n; i++) {
        value x = inner_next(t, it->its->items[i]);
        if (x == NIL) {
            return NIL;
        }
        args->items[i] = x;
    }
    return call_values(t, it->fn, args->items, (int)n, NIL);
}

static value map_reduce(thread *t, value *a, int n) {
    (void)n;
    map_iter *it = (map_iter *)as_obj(a[0]);
    value args = tuple_new(t, it->its->len + 1);
    if (args == NIL) {
        return NIL;
    }
    ((tuple *)as_obj(args))->items[0] = it->fn;
    memcpy(((tuple *)as_obj(args))->items + 1, it->its->items, it->its->len * sizeof(value));
    return tuple_pair(t, from_obj(it->h.type), args);
}

static const native_def map_methods[] = {
    {"__reduce__", map_reduce, "self, /", 0, "Return state information for pickling."},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec map_spec = {
    .name = "map",
    .size = sizeof(map_iter),
    .flags = TYPE_BASE | TYPE_NO_WEAKREF,
    .trace = map_trace,
    .slots = {.new = map_new, .iter = iter_return_self, .next = map_next},
    .methods = map_methods,
    .doc = "map(func, *iterables) --> map object\n\n"
           "Make an iterator that computes the function using arguments from\n"
           "each of the iterables.  Stops when the shortest iterable is exhausted.",
};

/* ---- filter ---- */

static void filter_trace(gc *g, object *o) {
    filter_iter *it = (filter_iter *)o;
    gc_value(g, it->attrs);
    gc_value(g, it->fn);
    gc_value(g, it->it);
}

static value filter_new(thread *t, type *cls, value *a, int n) {
    if (!class_keywords(t, cls, "filter") || !check_args(t, "filter", n, 2, 2)) {
        return NIL;
    }
    value inner = op_iter(t, a[1]);
    filter_iter *it = inner == NIL ? NULL : heap_alloc(t, cls, cls->size);
    if (it == NULL) {
        return NIL;
    }
    it->fn = a[0];
    it->it = inner;
    return from_obj(it);
}

static value filter_next(thread *t, value v) {
    filter_iter *it = (filter_iter *)as_obj(v);
    bool plain = it->fn == NONE || it->fn == from_obj(t->vm->types[T_BOOL]);
    value x;
    while ((x = inner_next(t, it->it)) != NIL) {
        value r = plain ? x : call1(t, it->fn, x);
        int truth = r == NIL ? -1 : op_truth(t, r);
        if (truth < 0) {
            return NIL;
        }
        if (truth) {
            return x;
        }
        if (plain && !thread_poll(t)) { /* a native iterator could go on for ever */
            return NIL;
        }
    }
    return NIL;
}

static value filter_reduce(thread *t, value *a, int n) {
    (void)n;
    filter_iter *it = (filter_iter *)as_obj(a[0]);
    value args = tuple_pair(t, it->fn, it->it);
    return args == NIL ? NIL : tuple_pair(t, from_obj(it->h.type), args);
}

static const native_def filter_methods[] = {
    {"__reduce__", filter_reduce, "self, /", 0, "Return state information for pickling."},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec filter_spec = {
    .name = "filter",
    .size = sizeof(filter_iter),
    .flags = TYPE_BASE | TYPE_NO_WEAKREF,
    .trace = filter_trace,
    .slots = {.new = filter_new, .iter = iter_return_self, .next = filter_next},
    .methods = filter_methods,
    .doc = "filter(function or None, iterable) --> filter object\n\n"
           "Return an iterator yielding those items of iterable for which function(item)\n"
           "is true. If function is None, return the items that are true.",
};
