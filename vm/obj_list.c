/* obj_list.c: list and its two iterators. Sorting is in sort.c.
 *
 * `items` is a mem_alloc'ed block of `cap` words, grown by CPython's rule (an eighth and a bit).
 * Whatever may call back into a script (==, an iterable's next, __index__, repr) may change the
 * list: len and items are re-read after it.
 */
#include "vm/iter.h"
#include "vm/seq.h"
#include "vm/str.h"

#include <stddef.h>

static list *self_list(value v) {
    return (list *)as_obj(v);
}

/* ---- memory ---- */

static bool set_cap(thread *t, list *l, size_t cap) {
    if (cap == 0) {
        mem_free(t->vm, l->items, l->cap * sizeof(value));
        l->items = NULL;
        l->cap = 0;
        return true;
    }
    if (cap > SIZE_MAX / 16) {
        raise_error(t, E_MEMORY_ERROR, "");
        return false;
    }
    value *p = l->items == NULL
                   ? mem_alloc(t, cap * sizeof(value))
                   : mem_realloc(t, l->items, l->cap * sizeof(value), cap * sizeof(value));
    if (p == NULL) {
        return false;
    }
    l->items = p;
    l->cap = cap;
    return true;
}

/* Room for n items in all, with CPython's over-allocation. */
static bool grow_to(thread *t, list *l, size_t n) {
    if (n > SIZE_MAX / 16) {
        raise_error(t, E_MEMORY_ERROR, "");
        return false;
    }
    size_t cap = (n + (n >> 3) + 6) & ~(size_t)3;
    if (n > l->len && n - l->len > cap - n) {
        cap = (n + 3) & ~(size_t)3;
    }
    return set_cap(t, l, n == 0 ? 0 : cap);
}

bool list_reserve(thread *t, list *l, size_t n) {
    return n <= l->cap || grow_to(t, l, n);
}

/* Gives memory back after items went away, as CPython does when less than half of it is used. */
static void shrink(thread *t, list *l) {
    if (l->len < l->cap / 2) {
        size_t n = l->len;
        if (!set_cap(t, l, n == 0 ? 0 : (n + (n >> 3) + 6) & ~(size_t)3)) {
            exc_clear(t); /* the bigger block is still good */
        }
    }
}

value list_new(thread *t, size_t room) {
    list *l = heap_new(t, T_LIST, sizeof(list));
    if (l == NULL || (room > 0 && !set_cap(t, l, room))) {
        return NIL;
    }
    return from_obj(l);
}

value list_of(thread *t, const value *items, size_t n) {
    value v = list_new(t, n);
    if (v != NIL && n > 0) {
        memcpy(self_list(v)->items, items, n * sizeof(value));
        self_list(v)->len = n;
    }
    return v;
}

bool list_append(thread *t, list *l, value v) {
    if (l->len == l->cap && !grow_to(t, l, l->len + 1)) {
        return false;
    }
    l->items[l->len++] = v;
    return true;
}

static bool list_insert(thread *t, list *l, int64_t at, value v) {
    if (l->len == l->cap && !grow_to(t, l, l->len + 1)) {
        return false;
    }
    int64_t len = (int64_t)l->len;
    at = at < 0 ? (at + len < 0 ? 0 : at + len) : at > len ? len : at;
    thread_work(t, (size_t)(len - at) / 2);
    memmove(l->items + at + 1, l->items + at, (size_t)(len - at) * sizeof(value));
    l->items[at] = v;
    l->len++;
    return true;
}

bool list_extend(thread *t, list *l, value iterable) {
    if (is_exact(iterable, T_LIST) || is_exact(iterable, T_TUPLE) || iterable == from_obj(l)) {
        size_t n = seq_fast_len(iterable);
        if (!list_reserve(t, l, l->len + n)) {
            return false;
        }
        if (n > 0) { /* items are read after the list grew: it may be extended by itself */
            memcpy(l->items + l->len, seq_fast_items(iterable), n * sizeof(value));
            l->len += n;
        }
        return true;
    }
    iter it;
    if (!iter_start(t, &it, iterable)) {
        return false;
    }
    int64_t hint = op_length_hint(t, iterable, 8);
    if (hint < 0) {
        return false;
    }
    if (hint > INT64_MAX - (int64_t)l->len) { /* it may have lied */
        hint = 0;
    }
    if (hint > 0 && !(l->cap == 0 ? set_cap(t, l, ((size_t)hint + 1) & ~(size_t)1)
                                  : hint <= 8 || list_reserve(t, l, l->len + (size_t)hint))) {
        return false;
    }
    value x;
    while ((x = iter_step(t, &it)) != NIL) {
        if (!list_append(t, l, x)) {
            return false;
        }
    }
    if (t->exc != NIL) {
        return false;
    }
    shrink(t, l);
    return true;
}

static void list_trace(gc *g, object *o) {
    list *l = (list *)o;
    gc_value(g, l->attrs);
    gc_values(g, l->items, l->len);
}

static void list_free(vm *m, object *o) {
    mem_free(m, ((list *)o)->items, ((list *)o)->cap * sizeof(value));
}

/* ---- the type's functions ---- */

static value list_alloc(thread *t, type *cls, value *a, int n) {
    (void)a, (void)n;
    return from_obj(heap_alloc(t, cls, cls->size));
}

static bool list_init(thread *t, value self, value *a, int n) {
    list *l = self_list(self);
    /* A subclass may have taken keywords for itself in __new__; the plain list takes none. */
    if (as_obj(self)->type->slots.new == t->vm->types[T_LIST]->slots.new &&
        !no_keywords(t, "list")) {
        return false;
    }
    if (!check_args(t, "list", n, 0, 1)) {
        return false;
    }
    l->len = 0;
    set_cap(t, l, 0);
    return n == 0 || list_extend(t, l, a[0]);
}

static value list_repr(thread *t, value v) {
    list *l = self_list(v);
    if (l->len == 0) {
        return str_from(t, "[]");
    }
    if (!repr_enter(t, v)) {
        return t->exc != NIL ? NIL : str_from(t, "[...]");
    }
    sb b;
    sb_init(&b, t);
    bool ok = sb_text(&b, "[");
    for (size_t i = 0; ok && i < l->len; i++) {
        ok = (i == 0 || sb_text(&b, ", ")) && sb_repr(&b, l->items[i]);
    }
    repr_leave(t);
    if (!ok) {
        sb_drop(&b);
        return NIL;
    }
    sb_text(&b, "]");
    return sb_take(&b);
}

static value list_compare(thread *t, value va, value vb, int op) {
    if (!is_kind(va, T_LIST) || !is_kind(vb, T_LIST)) {
        return NOTIMPL;
    }
    list *a = self_list(va), *b = self_list(vb);
    if (a->len != b->len && (op == CMP_EQ || op == CMP_NE)) {
        return from_bool(op == CMP_NE);
    }
    if (!c_stack_ok(t)) {
        return NIL;
    }
    size_t i = 0;
    for (; i < a->len && i < b->len; i++) {
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
    if (i >= a->len || i >= b->len) {
        return seq_compare_lengths(a->len, b->len, op);
    }
    if (op == CMP_EQ || op == CMP_NE) {
        return from_bool(op == CMP_NE);
    }
    return op_compare(t, a->items[i], b->items[i], op);
}

static int64_t list_length(thread *t, value v) {
    (void)t;
    return (int64_t)self_list(v)->len;
}

static int list_contains(thread *t, value v, value x) {
    list *l = self_list(v);
    for (size_t i = 0; i < l->len; i++) {
        int same = l->items[i] == x ? 1 : op_eq(t, l->items[i], x);
        if (same != 0) {
            thread_work(t, i);
            return same;
        }
    }
    thread_work(t, l->len);
    return 0;
}

static value list_concat(thread *t, value va, value vb) {
    if (!is_kind(vb, T_LIST)) {
        return raise_error(t, E_TYPE_ERROR, "can only concatenate list (not \"%T\") to list", vb);
    }
    list *a = self_list(va), *b = self_list(vb);
    value v = list_new(t, a->len + b->len);
    if (v == NIL) {
        return NIL;
    }
    list *l = self_list(v);
    if (a->len > 0) {
        memcpy(l->items, a->items, a->len * sizeof(value));
    }
    if (b->len > 0) {
        memcpy(l->items + a->len, b->items, b->len * sizeof(value));
    }
    l->len = a->len + b->len;
    return v;
}

static value list_repeat(thread *t, value v, int64_t n) {
    list *l = self_list(v);
    if (n <= 0 || l->len == 0) {
        return list_new(t, 0);
    }
    if (!seq_repeat_fits(t, l->len, n)) {
        return NIL;
    }
    value out = list_new(t, l->len * (size_t)n);
    if (out == NIL) {
        return NIL;
    }
    memcpy(self_list(out)->items, l->items, l->len * sizeof(value));
    seq_fill_repeated(self_list(out)->items, l->len, (size_t)n);
    self_list(out)->len = l->len * (size_t)n;
    return out;
}

static value list_iconcat(thread *t, value a, value b) {
    return list_extend(t, self_list(a), b) ? a : NIL;
}

static value list_irepeat(thread *t, value v, int64_t n) {
    list *l = self_list(v);
    if (l->len == 0 || n == 1) {
        return v;
    }
    if (n <= 0) {
        l->len = 0;
        set_cap(t, l, 0);
        return v;
    }
    if (!seq_repeat_fits(t, l->len, n) || !list_reserve(t, l, l->len * (size_t)n)) {
        return NIL;
    }
    seq_fill_repeated(l->items, l->len, (size_t)n);
    l->len *= (size_t)n;
    return v;
}

/* ---- subscripts ---- */

static value get_slice(thread *t, list *l, value key) {
    int64_t start, stop, step;
    if (!slice_unpack(t, key, &start, &stop, &step)) {
        return NIL;
    }
    int64_t n = slice_adjust((int64_t)l->len, &start, &stop, step);
    if (n > 0 && step == 1) {
        return list_of(t, l->items + start, (size_t)n);
    }
    value out = list_new(t, (size_t)n);
    if (out == NIL) {
        return NIL;
    }
    list *o = self_list(out);
    for (int64_t i = 0, from = start; i < n; i++, from += step) {
        o->items[i] = l->items[from];
    }
    o->len = (size_t)n;
    return out;
}

static bool bad_index_type(thread *t, value key) {
    if (is_any_int(key)) {
        return false;
    }
    if (is_obj(key) && type_lookup(as_obj(key)->type, N(t, __index__)) != NIL) {
        return false;
    }
    raise_error(t, E_TYPE_ERROR, "list indices must be integers or slices, not %T", key);
    return true;
}

static value list_getitem(thread *t, value v, value key) {
    list *l = self_list(v);
    int64_t i;
    if (is_int(key)) {
        i = as_int(key);
    } else if (is_kind(key, T_SLICE)) {
        return get_slice(t, l, key);
    } else if (bad_index_type(t, key) || !seq_index(t, key, &i)) {
        return NIL;
    }
    if (i < 0) {
        i += (int64_t)l->len;
    }
    if ((uint64_t)i >= l->len) {
        return raise_error(t, E_INDEX_ERROR, "list index out of range");
    }
    return l->items[i];
}

/* l[start:stop] = src[0..n), where src does not lie in the list. */
static bool replace_range(thread *t, list *l, size_t start, size_t stop, const value *src,
                          size_t n) {
    size_t gone = stop - start, tail = l->len - stop;
    if (n > gone && !list_reserve(t, l, l->len + (n - gone))) {
        return false;
    }
    if (n != gone && tail > 0) {
        thread_work(t, tail / 2);
        memmove(l->items + start + n, l->items + stop, tail * sizeof(value));
    }
    if (n > 0) {
        memcpy(l->items + start, src, n * sizeof(value));
    }
    l->len = start + n + tail;
    if (n < gone) {
        shrink(t, l);
    }
    return true;
}

static void delete_steps(thread *t, list *l, int64_t start, int64_t step, int64_t n) {
    if (step < 0) {
        start += step * (n - 1);
        step = -step;
    }
    size_t to = (size_t)start, next = (size_t)start;
    int64_t done = 0;
    for (size_t i = (size_t)start; i < l->len; i++) {
        if (i == next && done < n) {
            done++;
            next += (size_t)step;
        } else {
            l->items[to++] = l->items[i];
        }
    }
    l->len = to;
    shrink(t, l);
}

static bool set_slice(thread *t, list *l, value key, value x) {
    int64_t start, stop, step;
    if (!slice_unpack(t, key, &start, &stop, &step)) {
        return false;
    }
    if (x == NIL) {
        int64_t n = slice_adjust((int64_t)l->len, &start, &stop, step);
        if (n > 0 && step == 1) {
            return replace_range(t, l, (size_t)start, (size_t)stop, NULL, 0);
        }
        if (n > 0) {
            delete_steps(t, l, start, step, n);
        }
        return true;
    }
    value src = x == from_obj(l) ? list_of(t, l->items, l->len)
                                 : seq_fast(t, x,
                                            step == 1 ? "can only assign an iterable"
                                                      : "must assign iterable to extended slice");
    if (src == NIL) {
        return false;
    }
    int64_t n = slice_adjust((int64_t)l->len, &start, &stop, step);
    size_t len = seq_fast_len(src);
    if (step == 1) {
        if (stop < start) {
            stop = start;
        }
        return replace_range(t, l, (size_t)start, (size_t)stop, seq_fast_items(src), len);
    }
    if ((int64_t)len != n) {
        raise_error(t, E_VALUE_ERROR,
                    "attempt to assign sequence of size %zu to extended slice of size %ld", len,
                    (long)n);
        return false;
    }
    const value *items = seq_fast_items(src);
    for (int64_t i = 0, to = start; i < n; i++, to += step) {
        l->items[to] = items[i];
    }
    return true;
}

static void delete_at(thread *t, list *l, size_t i) {
    thread_work(t, (l->len - i - 1) / 2);
    memmove(l->items + i, l->items + i + 1, (l->len - i - 1) * sizeof(value));
    l->len--;
    shrink(t, l);
}

static bool list_setitem(thread *t, value v, value key, value x) {
    list *l = self_list(v);
    int64_t i;
    if (is_int(key)) {
        i = as_int(key);
    } else if (is_kind(key, T_SLICE)) {
        return set_slice(t, l, key, x);
    } else if (bad_index_type(t, key) || !seq_index(t, key, &i)) {
        return false;
    }
    if (i < 0) {
        i += (int64_t)l->len;
    }
    if ((uint64_t)i >= l->len) {
        raise_error(t, E_INDEX_ERROR, "list assignment index out of range");
        return false;
    }
    if (x == NIL) {
        delete_at(t, l, (size_t)i);
    } else {
        l->items[i] = x;
    }
    return true;
}

/* ---- methods ---- */

static value list_append_method(thread *t, value *a, int n) {
    (void)n;
    return list_append(t, self_list(a[0]), a[1]) ? NONE : NIL;
}

static value list_insert_method(thread *t, value *a, int n) {
    (void)n;
    int64_t at;
    return ssize_arg(t, a[1], &at) && list_insert(t, self_list(a[0]), at, a[2]) ? NONE : NIL;
}

static value list_extend_method(thread *t, value *a, int n) {
    (void)n;
    return list_extend(t, self_list(a[0]), a[1]) ? NONE : NIL;
}

static value list_pop(thread *t, value *a, int n) {
    (void)n;
    list *l = self_list(a[0]);
    int64_t i = -1;
    if (a[1] != NIL && !ssize_arg(t, a[1], &i)) {
        return NIL;
    }
    if (l->len == 0) {
        return raise_error(t, E_INDEX_ERROR, "pop from empty list");
    }
    if (i < 0) {
        i += (int64_t)l->len;
    }
    if ((uint64_t)i >= l->len) {
        return raise_error(t, E_INDEX_ERROR, "pop index out of range");
    }
    value v = l->items[i];
    delete_at(t, l, (size_t)i);
    return v;
}

static value list_remove(thread *t, value *a, int n) {
    (void)n;
    list *l = self_list(a[0]);
    for (size_t i = 0; i < l->len; i++) {
        int same = op_eq(t, l->items[i], a[1]);
        if (same < 0) {
            return NIL;
        }
        if (same) {
            thread_work(t, l->len);
            if (i < l->len) {
                delete_at(t, l, i);
            }
            return NONE;
        }
    }
    return raise_error(t, E_VALUE_ERROR, "list.remove(x): x not in list");
}

static value list_index(thread *t, value *a, int n) {
    (void)n;
    list *l = self_list(a[0]);
    int64_t start, stop;
    if (!seq_bound_arg(t, a[2], 0, &start) || !seq_bound_arg(t, a[3], INT64_MAX, &stop)) {
        return NIL;
    }
    int64_t len = (int64_t)l->len;
    start = start < 0 ? (start + len < 0 ? 0 : start + len) : start;
    stop = stop < 0 ? (stop + len < 0 ? 0 : stop + len) : stop;
    for (int64_t i = start; i < stop && i < (int64_t)l->len; i++) {
        int same = op_eq(t, l->items[i], a[1]);
        if (same < 0) {
            return NIL;
        }
        if (same) {
            thread_work(t, (size_t)(i - start));
            return from_small(i);
        }
    }
    return raise_error(t, E_VALUE_ERROR, "%R is not in list", a[1]);
}

static value list_count(thread *t, value *a, int n) {
    (void)n;
    list *l = self_list(a[0]);
    int64_t count = 0;
    for (size_t i = 0; i < l->len; i++) {
        int same = op_eq(t, l->items[i], a[1]);
        if (same < 0) {
            return NIL;
        }
        count += same;
    }
    thread_work(t, l->len);
    return from_small(count);
}

static value list_sort_method(thread *t, value *a, int n) {
    (void)n;
    int64_t reverse = 0;
    if (a[2] != NIL && !op_to_int64(t, a[2], &reverse)) {
        return NIL;
    }
    value key = a[1] == NONE ? NIL : a[1];
    return list_sort(t, self_list(a[0]), key, reverse != 0) ? NONE : NIL;
}

static value list_reverse(thread *t, value *a, int n) {
    (void)t, (void)n;
    list *l = self_list(a[0]);
    for (size_t i = 0, j = l->len; i + 1 < j; i++) {
        j--;
        value x = l->items[i];
        l->items[i] = l->items[j];
        l->items[j] = x;
    }
    return NONE;
}

static value list_copy(thread *t, value *a, int n) {
    (void)n;
    return list_of(t, self_list(a[0])->items, self_list(a[0])->len);
}

static value list_clear(thread *t, value *a, int n) {
    (void)n;
    list *l = self_list(a[0]);
    l->len = 0;
    set_cap(t, l, 0);
    return NONE;
}

static value list_sizeof(thread *t, value *a, int n) {
    (void)n;
    return int_new(t, (int64_t)(40 + self_list(a[0])->cap * sizeof(value)));
}

static value iter_new(thread *t, enum type_id kind, value v, size_t i) {
    list_iter *it = heap_new(t, kind, sizeof *it);
    if (it == NULL) {
        return NIL;
    }
    it->seq = self_list(v);
    it->i = i;
    return from_obj(it);
}

static value list_iter_new(thread *t, value v) {
    return iter_new(t, T_LIST_ITER, v, 0);
}

static value list_reversed(thread *t, value *a, int n) {
    (void)n;
    return iter_new(t, T_LIST_REVITER, a[0], self_list(a[0])->len);
}

static const native_def list_methods[] = {
    {"__reversed__", list_reversed, "self, /", 0, "Return a reverse iterator over the list."},
    {"__sizeof__", list_sizeof, "self, /", 0, "Return the size of the list in memory, in bytes."},
    {"clear", list_clear, "self, /", 0, "Remove all items from list."},
    {"copy", list_copy, "self, /", 0, "Return a shallow copy of the list."},
    {"append", list_append_method, "self, object, /", 0, "Append object to the end of the list."},
    {"insert", list_insert_method, "self, index, object, /", 0, "Insert object before index."},
    {"extend", list_extend_method, "self, iterable, /", 0,
     "Extend list by appending elements from the iterable."},
    {"pop", list_pop, "self, index=-1, /", 0,
     "Remove and return item at index (default last).\n\n"
     "Raises IndexError if list is empty or index is out of range."},
    {"remove", list_remove, "self, value, /", 0,
     "Remove first occurrence of value.\n\nRaises ValueError if the value is not present."},
    {"index", list_index, "self, value, start=0, stop=sys.maxsize, /", 0,
     "Return first index of value.\n\nRaises ValueError if the value is not present."},
    {"count", list_count, "self, value, /", 0, "Return number of occurrences of value."},
    {"reverse", list_reverse, "self, /", 0, "Reverse *IN PLACE*."},
    {"sort", list_sort_method, "self, /, *, key=None, reverse=False", 0,
     "Sort the list in ascending order and return None.\n\n"
     "The sort is in-place (i.e. the list itself is modified) and stable (i.e. the\n"
     "order of two equal elements is maintained).\n\n"
     "If a key function is given, apply it once to each list item and sort them,\n"
     "ascending or descending, according to their function values.\n\n"
     "The reverse flag can be set to sort in descending order."},
    {"__class_getitem__", alias_class_getitem, "cls, object, /", NATIVE_CLASS, "See PEP 585"},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec list_spec = {
    .name = "list",
    .size = sizeof(list),
    .flags = TYPE_BASE | TYPE_SEQUENCE | TYPE_MATCH_SELF | TYPE_NO_WEAKREF,
    .dict_offset = offsetof(list, attrs),
    .trace = list_trace,
    .free = list_free,
    .slots = {.repr = list_repr,
              .compare = list_compare,
              .length = list_length,
              .getitem = list_getitem,
              .setitem = list_setitem,
              .contains = list_contains,
              .iter = list_iter_new,
              .concat = list_concat,
              .repeat = list_repeat,
              .iconcat = list_iconcat,
              .irepeat = list_irepeat,
              .new = list_alloc,
              .init = list_init},
    .methods = list_methods,
    .doc = "Built-in mutable sequence.\n\n"
           "If no argument is given, the constructor creates a new empty list.\n"
           "The argument must be an iterable if specified.",
};

/* ---- iterators ---- */

static void iter_trace(gc *g, object *o) {
    gc_object(g, ((list_iter *)o)->seq);
}

static value list_iter_next(thread *t, value v) {
    (void)t;
    list_iter *it = (list_iter *)as_obj(v);
    if (it->seq != NULL) {
        if (it->i < it->seq->len) {
            return it->seq->items[it->i++];
        }
        it->seq = NULL;
    }
    return NIL;
}

static value list_reviter_next(thread *t, value v) {
    (void)t;
    list_iter *it = (list_iter *)as_obj(v);
    if (it->seq != NULL) {
        if (it->i > 0 && it->i <= it->seq->len) {
            return it->seq->items[--it->i];
        }
        it->seq = NULL;
    }
    return NIL;
}

static value iter_length_hint(thread *t, value *a, int n) {
    (void)t, (void)n;
    list_iter *it = (list_iter *)as_obj(a[0]);
    if (it->seq == NULL) {
        return from_small(0);
    }
    if (it->h.kind == T_LIST_REVITER) {
        return from_small(it->i > it->seq->len ? 0 : (int64_t)it->i);
    }
    return from_small(it->i < it->seq->len ? (int64_t)(it->seq->len - it->i) : 0);
}

static value iter_reduce(thread *t, value *a, int n) {
    (void)n;
    list_iter *it = (list_iter *)as_obj(a[0]);
    bool back = it->h.kind == T_LIST_REVITER;
    value fn = builtin_named(t, back && it->seq != NULL ? "reversed" : "iter");
    value seq = it->seq != NULL ? from_obj(it->seq) : list_new(t, 0);
    value args = seq == NIL ? NIL : tuple_of(t, &seq, 1);
    if (args == NIL || fn == NIL) {
        return NIL;
    }
    value parts[3] = {fn, args, from_small(back ? (int64_t)it->i - 1 : (int64_t)it->i)};
    return tuple_of(t, parts, it->seq != NULL ? 3 : 2);
}

static value iter_setstate(thread *t, value *a, int n) {
    (void)n;
    list_iter *it = (list_iter *)as_obj(a[0]);
    int64_t i;
    if (!op_to_int64(t, a[1], &i)) {
        return NIL;
    }
    if (it->seq != NULL) {
        int64_t len = (int64_t)it->seq->len;
        if (it->h.kind == T_LIST_REVITER) {
            i = i < -1 ? -1 : i > len - 1 ? len - 1 : i;
            it->i = (size_t)(i + 1);
        } else {
            it->i = (size_t)(i < 0 ? 0 : i > len ? len : i);
        }
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

const type_spec list_iter_spec = {
    .name = "list_iterator",
    .size = sizeof(list_iter),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = iter_trace,
    .slots = {.iter = iter_return_self, .next = list_iter_next},
    .methods = iter_methods,
};

const type_spec list_reviter_spec = {
    .name = "list_reverseiterator",
    .size = sizeof(list_iter),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = iter_trace,
    .slots = {.iter = iter_return_self, .next = list_reviter_next},
    .methods = iter_methods,
};
