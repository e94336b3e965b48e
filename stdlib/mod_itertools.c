/* mod_itertools.c: the module itertools.
 *
 * Nearly all of its iterators are one C struct, `step`: a few values that the collector marks and a
 * few numbers; above each type stands what its fields mean. Numbers that grow with the input (the
 * indices of product, permutations and combinations) stand in a bytes object in one of the values,
 * so that nothing needs freeing.
 *
 * These can call each other without end (a filterfalse over a count), so loops that hand nothing
 * out poll.
 */
#include "stdlib/stdlib.h"
#include "vm/seq.h"

typedef struct step {
    object h;
    value v[5];
    int64_t i, j, k;
    bool flag;
} step;

static step *self_step(value v) {
    return (step *)as_obj(v);
}

static void step_trace(gc *g, object *o) {
    gc_values(g, ((step *)o)->v, 5);
}

static step *step_new(thread *t, type *cls) {
    return heap_alloc(t, cls, cls->size);
}

/* A new one whose v[0] is an iterator over `iterable`. */
static step *step_over(thread *t, type *cls, value iterable) {
    value it = op_iter(t, iterable);
    step *s = it == NIL ? NULL : step_new(t, cls);
    if (s != NULL) {
        s->v[0] = it;
    }
    return s;
}

static bool poll_each_1024(thread *t, unsigned *n) {
    return (++*n & 1023) != 0 || thread_poll(t);
}

static int64_t *numbers(value b) {
    return (int64_t *)(void *)((bytes *)as_obj(b))->data;
}

static value numbers_new(thread *t, int64_t n) {
    return n > (INT64_MAX >> 8) ? raise_error(t, E_MEMORY_ERROR, "")
                                : bytes_new(t, NULL, (size_t)n * sizeof(int64_t));
}

#define ITER_SPEC(id, text, new_fn, next_fn, more, doc_)                     \
    static const type_spec id##_spec = {                                     \
        .name = "itertools." text,                                           \
        .size = sizeof(step),                                                \
        .flags = TYPE_BASE,                                                  \
        .trace = step_trace,                                                 \
        .slots = {.new = new_fn, .iter = iter_return_self, .next = next_fn}, \
        .methods = more,                                                     \
        .doc = doc_}

/* ---- count: v[0] the next number, v[1] the step ---- */

static bool is_number(value v) {
    if (is_double(v) || is_any_int(v) || is_kind(v, T_COMPLEX)) {
        return true;
    }
    const slots *s = is_obj(v) ? &as_obj(v)->type->slots : NULL;
    return s != NULL && !is_kind(v, T_STR) &&
           (s->unary[UN_INDEX] != NULL || s->unary[UN_INT] != NULL || s->unary[UN_FLOAT] != NULL);
}

static value count_new(thread *t, type *cls, value *a, int n) {
    value p[2];
    if (!named_args(t, "count", "start\0step\0", 0, 2, a, n, p)) {
        return NIL;
    }
    if ((p[0] != NIL && !is_number(p[0])) || (p[1] != NIL && !is_number(p[1]))) {
        return raise_error(t, E_TYPE_ERROR, "a number is required");
    }
    step *s = step_new(t, cls);
    if (s == NULL) {
        return NIL;
    }
    s->v[0] = p[0] != NIL ? p[0] : from_small(0);
    s->v[1] = p[1] != NIL ? p[1] : from_small(1);
    return from_obj(s);
}

static value count_next(thread *t, value v) {
    step *s = self_step(v);
    value x = s->v[0];
    if (both_int(x, s->v[1]) && fits_small(as_int(x) + as_int(s->v[1]))) {
        s->v[0] = from_small(as_int(x) + as_int(s->v[1]));
        return x;
    }
    value next = op_binary(t, x, s->v[1], BIN_ADD);
    if (next == NIL) {
        return NIL;
    }
    s->v[0] = next;
    return x;
}

static value count_repr(thread *t, value v) {
    step *s = self_step(v);
    return s->v[1] == from_small(1)
               ? str_format(t, "%U(%R)", s->h.type->name, s->v[0])
               : str_format(t, "%U(%R, %R)", s->h.type->name, s->v[0], s->v[1]);
}

static value count_reduce(thread *t, value *a, int n) {
    (void)n;
    step *s = self_step(a[0]);
    value args = s->v[1] == from_small(1) ? tuple_of(t, s->v, 1) : tuple_of(t, s->v, 2);
    return args == NIL ? NIL : tuple_pair(t, from_obj(s->h.type), args);
}

static const native_def count_methods[] = {
    {"__reduce__", count_reduce, "self, /", 0, "Return state information for pickling."},
    {NULL, NULL, NULL, 0, NULL},
};

static const type_spec count_spec = {
    .name = "itertools.count",
    .size = sizeof(step),
    .flags = TYPE_BASE,
    .trace = step_trace,
    .slots = {.new = count_new, .iter = iter_return_self, .next = count_next, .repr = count_repr},
    .methods = count_methods,
    .doc = "Return a count object whose .__next__() method returns consecutive values.",
};

/* ---- cycle: v[0] the iterator (NIL once it ended), v[1] a list of what it gave, i where we are in
 * it ---- */

static value cycle_new(thread *t, type *cls, value *a, int n) {
    if (!class_keywords(t, cls, "cycle") || !check_args(t, "cycle", n, 1, 1)) {
        return NIL;
    }
    value it = op_iter(t, a[0]);
    value saved = it == NIL ? NIL : list_new(t, 0);
    step *s = saved == NIL ? NULL : step_new(t, cls);
    if (s == NULL) {
        return NIL;
    }
    s->v[0] = it;
    s->v[1] = saved;
    return from_obj(s);
}

static value cycle_next(thread *t, value v) {
    step *s = self_step(v);
    list *saved = (list *)as_obj(s->v[1]);
    if (s->v[0] != NIL) {
        value x = inner_next(t, s->v[0]);
        if (x != NIL) {
            return list_append(t, saved, x) ? x : NIL;
        }
        if (t->exc != NIL) {
            return NIL;
        }
        s->v[0] = NIL;
    }
    if (saved->len == 0) {
        return NIL;
    }
    value x = saved->items[s->i];
    s->i = s->i + 1 < (int64_t)saved->len ? s->i + 1 : 0;
    return x;
}

ITER_SPEC(cycle, "cycle", cycle_new, cycle_next, NULL,
          "Return elements from the iterable until it is exhausted. Then repeat the sequence "
          "indefinitely.");

/* ---- repeat: v[0] the object, i how often yet (-1 = for ever) ---- */

static value repeat_new(thread *t, type *cls, value *a, int n) {
    value p[2];
    int64_t times = -1;
    if (!named_args(t, "repeat", "object\0times\0", 1, 2, a, n, p)) {
        return NIL;
    }
    if (p[1] != NIL) {
        if (!op_to_int64(t, p[1], &times)) {
            return NIL;
        }
        times = times < 0 ? 0 : times;
    }
    step *s = step_new(t, cls);
    if (s == NULL) {
        return NIL;
    }
    s->v[0] = p[0];
    s->i = times;
    return from_obj(s);
}

static value repeat_next(thread *t, value v) {
    (void)t;
    step *s = self_step(v);
    if (s->i == 0) {
        return NIL;
    }
    s->i -= s->i > 0;
    return s->v[0];
}

static value repeat_repr(thread *t, value v) {
    step *s = self_step(v);
    return s->i < 0 ? str_format(t, "%U(%R)", s->h.type->name, s->v[0])
                    : str_format(t, "%U(%R, %ld)", s->h.type->name, s->v[0], (long)s->i);
}

static value repeat_length_hint(thread *t, value *a, int n) {
    (void)n;
    step *s = self_step(a[0]);
    return s->i < 0 ? raise_error(t, E_TYPE_ERROR, "len() of unsized object") : int_new(t, s->i);
}

static value repeat_reduce(thread *t, value *a, int n) {
    (void)n;
    step *s = self_step(a[0]);
    value left = int_new(t, s->i);
    value args = s->i < 0 ? tuple_of(t, s->v, 1) : tuple_pair(t, s->v[0], left);
    return args == NIL ? NIL : tuple_pair(t, from_obj(s->h.type), args);
}

static const native_def repeat_methods[] = {
    {"__length_hint__", repeat_length_hint, "self, /", 0,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", repeat_reduce, "self, /", 0, "Return state information for pickling."},
    {NULL, NULL, NULL, 0, NULL},
};

static const type_spec repeat_spec = {
    .name = "itertools.repeat",
    .size = sizeof(step),
    .flags = TYPE_BASE,
    .trace = step_trace,
    .slots = {.new = repeat_new,
              .iter = iter_return_self,
              .next = repeat_next,
              .repr = repeat_repr},
    .methods = repeat_methods,
    .doc = "repeat(object [,times]) -> create an iterator which returns the object\n"
           "for the specified number of times.  If not specified, returns the object\nendlessly.",
};

/* ---- chain: v[0] the iterator of iterables, v[1] the one being walked ---- */

static value chain_of(thread *t, type *cls, value iterables) {
    step *s = step_over(t, cls, iterables);
    return s == NULL ? NIL : from_obj(s);
}

static value chain_new(thread *t, type *cls, value *a, int n) {
    if (!class_keywords(t, cls, "chain")) {
        return NIL;
    }
    value all = tuple_of(t, a, (size_t)n);
    return all == NIL ? NIL : chain_of(t, cls, all);
}

static value chain_from_iterable(thread *t, value *a, int n) {
    (void)n;
    return chain_of(t, (type *)as_obj(a[0]), a[1]);
}

static value chain_next(thread *t, value v) {
    step *s = self_step(v);
    unsigned rounds = 0;
    while (s->v[0] != NIL) {
        if (s->v[1] == NIL) {
            value inner = inner_next(t, s->v[0]);
            if (inner == NIL) {
                s->v[0] = NIL;
                return NIL;
            }
            s->v[1] = op_iter(t, inner);
            if (s->v[1] == NIL) {
                s->v[0] = NIL;
                return NIL;
            }
        }
        value x = inner_next(t, s->v[1]);
        if (x != NIL || t->exc != NIL) {
            return x;
        }
        s->v[1] = NIL;
        if (!poll_each_1024(t, &rounds)) {
            return NIL;
        }
    }
    return NIL;
}

static const native_def chain_methods[] = {
    {"from_iterable", chain_from_iterable, "cls, iterable, /", NATIVE_CLASS,
     "Alternative chain() constructor taking a single iterable argument that evaluates lazily."},
    {"__class_getitem__", alias_class_getitem, "cls, object, /", NATIVE_CLASS, "See PEP 585"},
    {NULL, NULL, NULL, 0, NULL},
};

ITER_SPEC(chain, "chain", chain_new, chain_next, chain_methods,
          "chain(*iterables) --> chain object\n\n"
          "Return a chain object whose .__next__() method returns elements from the\n"
          "first iterable until it is exhausted, then elements from the next\n"
          "iterable, until all of the iterables are exhausted.");

/* ---- accumulate: v[0] the iterator, v[1] the function or NONE, v[2] the total, v[3] the initial
 * value or NIL ---- */

static value accumulate_new(thread *t, type *cls, value *a, int n) {
    value p[3];
    if (!named_args(t, "accumulate", "iterable\0func\0initial\0", 1, 2, a, n, p)) {
        return NIL;
    }
    step *s = step_over(t, cls, p[0]);
    if (s == NULL) {
        return NIL;
    }
    s->v[1] = p[1] == NIL ? NONE : p[1];
    s->v[3] = p[2] == NONE ? NIL : p[2];
    return from_obj(s);
}

static value accumulate_next(thread *t, value v) {
    step *s = self_step(v);
    if (s->v[3] != NIL) {
        s->v[2] = s->v[3];
        s->v[3] = NIL;
        return s->v[2];
    }
    value x = inner_next(t, s->v[0]);
    if (x == NIL) {
        return NIL;
    }
    if (s->v[2] == NIL) {
        return s->v[2] = x;
    }
    value total =
        s->v[1] == NONE ? op_binary(t, s->v[2], x, BIN_ADD) : call2(t, s->v[1], s->v[2], x);
    if (total != NIL) {
        s->v[2] = total;
    }
    return total;
}

ITER_SPEC(accumulate, "accumulate", accumulate_new, accumulate_next, NULL,
          "Return series of accumulated sums (or other binary function results).");

/* ---- compress: v[0] the data, v[1] the selectors ---- */

static value compress_new(thread *t, type *cls, value *a, int n) {
    value p[2];
    if (!named_args(t, "compress", "data\0selectors\0", 2, 2, a, n, p)) {
        return NIL;
    }
    value data = op_iter(t, p[0]);
    value selectors = data == NIL ? NIL : op_iter(t, p[1]);
    step *s = selectors == NIL ? NULL : step_new(t, cls);
    if (s == NULL) {
        return NIL;
    }
    s->v[0] = data;
    s->v[1] = selectors;
    return from_obj(s);
}

static value compress_next(thread *t, value v) {
    step *s = self_step(v);
    unsigned rounds = 0;
    do {
        value x = inner_next(t, s->v[0]);
        value take = x == NIL ? NIL : inner_next(t, s->v[1]);
        if (take == NIL) {
            return NIL;
        }
        int truth = op_truth(t, take);
        if (truth != 0) {
            return truth < 0 ? NIL : x;
        }
    } while (poll_each_1024(t, &rounds));
    return NIL;
}

ITER_SPEC(compress, "compress", compress_new, compress_next, NULL,
          "Return data elements corresponding to true selector elements.\n\n"
          "Forms a shorter iterator from selected data elements using the selectors to\n"
          "choose the data elements.");

/* ---- dropwhile, takewhile, filterfalse, starmap: v[0] the function, v[1] the iterator; flag: done
 * testing ---- */

static value function_and_iter(thread *t, type *cls, const char *name, value *a, int n) {
    if (!class_keywords(t, cls, name) || !check_args(t, name, n, 2, 2)) {
        return NIL;
    }
    value it = op_iter(t, a[1]);
    step *s = it == NIL ? NULL : step_new(t, cls);
    if (s == NULL) {
        return NIL;
    }
    s->v[0] = a[0];
    s->v[1] = it;
    return from_obj(s);
}

static value dropwhile_new(thread *t, type *cls, value *a, int n) {
    return function_and_iter(t, cls, "dropwhile", a, n);
}

static value takewhile_new(thread *t, type *cls, value *a, int n) {
    return function_and_iter(t, cls, "takewhile", a, n);
}

static value filterfalse_new(thread *t, type *cls, value *a, int n) {
    return function_and_iter(t, cls, "filterfalse", a, n);
}

static value starmap_new(thread *t, type *cls, value *a, int n) {
    return function_and_iter(t, cls, "starmap", a, n);
}

/* Is f(x) true? */
static int test(thread *t, value f, value x) {
    value r = call1(t, f, x);
    return r == NIL ? -1 : op_truth(t, r);
}

static value dropwhile_next(thread *t, value v) {
    step *s = self_step(v);
    unsigned rounds = 0;
    do {
        value x = inner_next(t, s->v[1]);
        if (x == NIL || s->flag) {
            return x;
        }
        int truth = test(t, s->v[0], x);
        if (truth < 0) {
            return NIL;
        }
        if (!truth) {
            s->flag = true;
            return x;
        }
    } while (poll_each_1024(t, &rounds));
    return NIL;
}

static value takewhile_next(thread *t, value v) {
    step *s = self_step(v);
    if (s->flag) {
        return NIL;
    }
    value x = inner_next(t, s->v[1]);
    if (x == NIL) {
        return NIL;
    }
    int truth = test(t, s->v[0], x);
    if (truth > 0) {
        return x;
    }
    s->flag = truth == 0;
    return NIL;
}

static value filterfalse_next(thread *t, value v) {
    step *s = self_step(v);
    bool plain = s->v[0] == NONE || s->v[0] == from_obj(t->vm->types[T_BOOL]);
    unsigned rounds = 0;
    do {
        value x = inner_next(t, s->v[1]);
        if (x == NIL) {
            return NIL;
        }
        int truth = plain ? op_truth(t, x) : test(t, s->v[0], x);
        if (truth <= 0) {
            return truth < 0 ? NIL : x;
        }
    } while (poll_each_1024(t, &rounds));
    return NIL;
}

static value starmap_next(thread *t, value v) {
    step *s = self_step(v);
    value x = inner_next(t, s->v[1]);
    value args = x == NIL ? NIL : tuple_from(t, x);
    if (args == NIL) {
        return NIL;
    }
    tuple *p = (tuple *)as_obj(args);
    return call_values(t, s->v[0], p->items, (int)p->len, NIL);
}

ITER_SPEC(dropwhile, "dropwhile", dropwhile_new, dropwhile_next, NULL,
          "Drop items from the iterable while predicate(item) is true.\n\n"
          "Afterwards, return every element until the iterable is exhausted.");
ITER_SPEC(takewhile, "takewhile", takewhile_new, takewhile_next, NULL,
          "Return successive entries from an iterable as long as the predicate evaluates to true "
          "for each entry.");
ITER_SPEC(filterfalse, "filterfalse", filterfalse_new, filterfalse_next, NULL,
          "Return those items of iterable for which function(item) is false.\n\n"
          "If function is None, return the items that are false.");
ITER_SPEC(starmap, "starmap", starmap_new, starmap_next, NULL,
          "Return an iterator whose values are returned from the function evaluated with an "
          "argument tuple "
          "taken from the given sequence.");

/* ---- groupby: v[0] the iterator, v[1] the key function or NONE, v[2] the key of the group handed
 * out last, v[3] the key and v[4] the value read last (NIL = taken). k numbers the groups: a group
 * that is not the newest one is at its end. _grouper: v[0] the groupby, v[1] its key, k its number
 * ---- */

static value groupby_new(thread *t, type *cls, value *a, int n) {
    value p[2];
    if (!named_args(t, "groupby", "iterable\0key\0", 1, 2, a, n, p)) {
        return NIL;
    }
    step *s = step_over(t, cls, p[0]);
    if (s == NULL) {
        return NIL;
    }
    s->v[1] = p[1] == NIL ? NONE : p[1];
    return from_obj(s);
}

static bool groupby_read(thread *t, step *s) {
    value x = inner_next(t, s->v[0]);
    if (x == NIL) {
        return false;
    }
    value key = s->v[1] == NONE ? x : call1(t, s->v[1], x);
    if (key == NIL) {
        return false;
    }
    s->v[4] = x;
    s->v[3] = key;
    return true;
}

static value grouper_next(thread *t, value v) {
    step *g = self_step(v), *s = self_step(g->v[0]);
    if (s->k != g->k || (s->v[4] == NIL && !groupby_read(t, s))) {
        return NIL;
    }
    if (op_eq(t, g->v[1], s->v[3]) <= 0) {
        return NIL;
    }
    value x = s->v[4];
    s->v[4] = s->v[3] = NIL;
    return x;
}

static const type_spec grouper_spec = {
    .name = "itertools._grouper",
    .size = sizeof(step),
    .flags = TYPE_NO_NEW,
    .trace = step_trace,
    .slots = {.iter = iter_return_self, .next = grouper_next},
};

static value groupby_next(thread *t, value v) {
    step *s = self_step(v);
    unsigned rounds = 0;
    s->k++;
    for (;;) { /* past the rest of the last group */
        if (s->v[3] != NIL) {
            int same = s->v[2] == NIL ? 0 : op_eq(t, s->v[2], s->v[3]);
            if (same < 0) {
                return NIL;
            }
            if (!same) {
                break;
            }
        }
        if (!groupby_read(t, s) || !poll_each_1024(t, &rounds)) {
            return NIL;
        }
    }
    s->v[2] = s->v[3];
    step *g = step_new(t, stdlib_of(t->vm)->grouper);
    if (g == NULL) {
        return NIL;
    }
    g->v[0] = v;
    g->v[1] = s->v[2];
    g->k = s->k;
    return tuple_pair(t, s->v[2], from_obj(g));
}

ITER_SPEC(groupby, "groupby", groupby_new, groupby_next, NULL,
          "make an iterator that returns consecutive keys and groups from the iterable\n\n"
          "  iterable\n    Elements to divide into groups according to the key function.\n"
          "  key\n    A function for computing the group category for each element.\n"
          "    If the key function is not specified or is None, the element itself\n"
          "    is used for grouping.");

/* ---- islice: v[0] the iterator; i how many were read, j the next one wanted, k the step; v[1] the
 * stop as an int, NONE = no end ---- */

/* An argument of islice as a number; -1 when it is none, or too big. */
static int64_t islice_number(thread *t, value v, int64_t dflt) {
    int64_t i;
    if (v == NONE) {
        return dflt;
    }
    value x = op_index(t, v);
    if (x != NIL && int_to_int64(x, &i)) {
        return i;
    }
    exc_clear(t);
    return -1;
}

static value islice_new(thread *t, type *cls, value *a, int n) {
    if (!class_keywords(t, cls, "islice") || !check_args(t, "islice", n, 2, 4)) {
        return NIL;
    }
    static const char range_text[] = "must be None or an integer: 0 <= x <= sys.maxsize.";
    value stop_arg = n == 2 ? a[1] : a[2];
    int64_t start = n == 2 ? 0 : islice_number(t, a[1], 0);
    int64_t stop = islice_number(t, stop_arg, INT64_MAX);
    int64_t by = n == 4 ? islice_number(t, a[3], 1) : 1;
    if (stop == -1) {
        return raise_error(t, E_VALUE_ERROR, "Stop argument for islice() %s", range_text);
    }
    if (start < 0 || stop < 0) {
        return raise_error(t, E_VALUE_ERROR, "Indices for islice() %s", range_text);
    }
    if (by < 1) {
        return raise_error(t, E_VALUE_ERROR,
                           "Step for islice() must be a positive integer or None.");
    }
    step *s = step_over(t, cls, a[0]);
    if (s == NULL) {
        return NIL;
    }
    s->v[1] = stop_arg == NONE ? NONE : int_new(t, stop);
    s->j = start;
    s->k = by;
    return from_obj(s);
}

static value islice_next(thread *t, value v) {
    step *s = self_step(v);
    unsigned rounds = 0;
    int64_t stop = INT64_MAX;
    bool bounded = s->v[1] != NONE && int_to_int64(s->v[1], &stop);
    if (s->v[0] == NIL) {
        return NIL;
    }
    while (s->i < s->j) {
        if (inner_next(t, s->v[0]) == NIL || !poll_each_1024(t, &rounds)) {
            s->v[0] = NIL;
            return NIL;
        }
        s->i++;
    }
    value x = bounded && s->i >= stop ? NIL : inner_next(t, s->v[0]);
    if (x == NIL) {
        s->v[0] = NIL;
        return NIL;
    }
    s->i++;
    if (__builtin_add_overflow(s->j, s->k, &s->j) || s->j > stop) {
        s->j = stop;
    }
    return x;
}

ITER_SPEC(islice, "islice", islice_new, islice_next, NULL,
          "islice(iterable, stop) --> islice object\n"
          "islice(iterable, start, stop[, step]) --> islice object\n\n"
          "Return an iterator whose next() method returns selected values from an\n"
          "iterable.  If start is specified, will skip all preceding elements;\n"
          "otherwise, start defaults to zero.  Step defaults to one.  If\n"
          "specified as another value, step determines how many values are\n"
          "skipped between successive calls.  Works like a slice() on a list\n"
          "but returns an iterator.");

/* ---- pairwise: v[0] the iterator, v[1] the item before ---- */

static value pairwise_new(thread *t, type *cls, value *a, int n) {
    if (!class_keywords(t, cls, "pairwise") || !check_args(t, "pairwise", n, 1, 1)) {
        return NIL;
    }
    step *s = step_over(t, cls, a[0]);
    return s == NULL ? NIL : from_obj(s);
}

static value pairwise_next(thread *t, value v) {
    step *s = self_step(v);
    if (s->v[0] == NIL) {
        return NIL;
    }
    if (s->v[1] == NIL) {
        s->v[1] = inner_next(t, s->v[0]);
    }
    value x = s->v[1] == NIL || s->v[0] == NIL ? NIL : inner_next(t, s->v[0]);
    if (x == NIL) {
        s->v[0] = s->v[1] = NIL;
        return NIL;
    }
    value pair = tuple_pair(t, s->v[1], x);
    s->v[1] = x;
    return pair;
}

ITER_SPEC(pairwise, "pairwise", pairwise_new, pairwise_next, NULL,
          "Return an iterator of overlapping pairs taken from the input iterator.\n\n"
          "    s -> (s0,s1), (s1,s2), (s2, s3), ...");

/* ---- tee: items read are kept in a chain of blocks; each of the iterators stands somewhere in it.
 * What is behind the last one nobody refers to any more ---- */

enum { TEE_BLOCK = 57 };

typedef struct tee_block {
    object h;
    value it;
    struct tee_block *next;
    int n;
    bool running;
    value items[TEE_BLOCK];
} tee_block;

typedef struct tee {
    object h;
    tee_block *block;
    int i;
} tee;

static void tee_block_trace(gc *g, object *o) {
    tee_block *b = (tee_block *)o;
    gc_value(g, b->it);
    gc_object(g, b->next);
    gc_values(g, b->items, (size_t)b->n);
}

static const type_spec tee_block_spec = {
    .name = "itertools._tee_dataobject",
    .size = sizeof(tee_block),
    .flags = TYPE_NO_NEW,
    .trace = tee_block_trace,
    .doc = "Data container common to multiple tee objects.",
};

static tee_block *block_new(thread *t, value it) {
    tee_block *b = heap_alloc(t, stdlib_of(t->vm)->tee_block, sizeof *b);
    if (b != NULL) {
        b->it = it;
    }
    return b;
}

static void tee_trace(gc *g, object *o) {
    gc_object(g, ((tee *)o)->block);
}

static value tee_over(thread *t, type *cls, value iterable) {
    value it = op_iter(t, iterable);
    if (it == NIL) {
        return NIL;
    }
    bool is_tee = is_obj(it) && as_obj(it)->type->trace == tee_trace;
    tee_block *b = is_tee ? ((tee *)as_obj(it))->block : block_new(t, it);
    tee *e = b == NULL ? NULL : heap_alloc(t, cls, cls->size);
    if (e == NULL) {
        return NIL;
    }
    e->block = b;
    e->i = is_tee ? ((tee *)as_obj(it))->i : 0;
    return from_obj(e);
}

static value tee_new(thread *t, type *cls, value *a, int n) {
    return no_keywords(t, "_tee") && check_args(t, "_tee", n, 1, 1) ? tee_over(t, cls, a[0]) : NIL;
}

static value tee_next(thread *t, value v) {
    tee *e = (tee *)as_obj(v);
    if (e->i >= TEE_BLOCK) {
        if (e->block->next == NULL) {
            tee_block *b = block_new(t, e->block->it);
            if (b == NULL) {
                return NIL;
            }
            e->block->next = b;
        }
        e->block = e->block->next;
        e->i = 0;
    }
    tee_block *b = e->block;
    if (e->i >= b->n) {
        if (b->running) {
            return raise_error(t, E_RUNTIME_ERROR, "cannot re-enter the tee iterator");
        }
        b->running = true;
        value x = inner_next(t, b->it);
        b->running = false;
        if (x == NIL) {
            return NIL;
        }
        if (b->n < TEE_BLOCK) {
            b->items[b->n++] = x;
        }
    }
    return b->items[e->i++];
}

static value tee_copy(thread *t, value *a, int n) {
    (void)n;
    return tee_over(t, as_obj(a[0])->type, a[0]);
}

static const native_def tee_methods[] = {
    {"__copy__", tee_copy, "self, /", 0, "Returns an independent iterator."},
    {NULL, NULL, NULL, 0, NULL},
};

static const type_spec tee_spec = {
    .name = "itertools._tee",
    .size = sizeof(tee),
    .flags = TYPE_WEAKREF,
    .trace = tee_trace,
    .slots = {.new = tee_new, .iter = iter_return_self, .next = tee_next},
    .methods = tee_methods,
    .doc = "Iterator wrapped to make it copyable.",
};

static value itertools_tee(thread *t, value *a, int n) {
    (void)n;
    int64_t count = 2;
    if (a[1] != NIL && !op_to_int64(t, a[1], &count)) {
        return NIL;
    }
    if (count < 0) {
        return raise_error(t, E_VALUE_ERROR, "n must be >= 0");
    }
    value out = tuple_new(t, (size_t)count);
    if (out == NIL || count == 0) {
        return out;
    }
    value first = op_iter(t, a[0]);
    if (first == NIL) {
        return NIL;
    }
    bool failed = false;
    value copy = op_getattr_opt(t, first, N(t, __copy__), &failed);
    if (failed) {
        return NIL;
    }
    if (copy == NIL) {
        value cls = stdlib_import_attr(t, "itertools", "_tee");
        first = cls == NIL ? NIL : tee_over(t, (type *)as_obj(cls), first);
        copy = first == NIL ? NIL : op_getattr(t, first, N(t, __copy__));
    }
    if (copy == NIL) {
        return NIL;
    }
    ((tuple *)as_obj(out))->items[0] = first;
    for (int64_t i = 1; i < count; i++) {
        value next = call0(t, copy);
        if (next == NIL) {
            return NIL;
        }
        ((tuple *)as_obj(out))->items[i] = next;
    }
    return out;
}

/* ---- zip_longest: v[0] a tuple of iterators (NIL = ended), v[1] the fill value, i how many have
 * not ended ---- */

static value zip_longest_new(thread *t, type *cls, value *a, int n) {
    value fill = NONE;
    tuple *kw = t->kwnames != NIL ? (tuple *)as_obj(t->kwnames) : NULL;
    for (size_t i = 0; kw != NULL && i < kw->len; i++) {
        str *name = (str *)as_obj(kw->items[i]);
        if (name->len != 9 || memcmp(name->data, "fillvalue", 9) != 0) {
            return raise_error(t, E_TYPE_ERROR, "zip_longest() got an unexpected keyword argument");
        }
        fill = a[n + (int)i];
    }
    value its = tuple_new(t, (size_t)n);
    for (int i = 0; its != NIL && i < n; i++) {
        value it = op_iter(t, a[i]);
        if (it == NIL) {
            return NIL;
        }
        ((tuple *)as_obj(its))->items[i] = it;
    }
    step *s = its == NIL ? NULL : step_new(t, cls);
    if (s == NULL) {
        return NIL;
    }
    s->v[0] = its;
    s->v[1] = fill;
    s->i = n;
    return from_obj(s);
}

static value zip_longest_next(thread *t, value v) {
    step *s = self_step(v);
    tuple *its = (tuple *)as_obj(s->v[0]);
    if (its->len == 0 || s->i == 0) {
        return NIL;
    }
    value out = tuple_new(t, its->len);
    for (size_t i = 0; out != NIL && i < its->len; i++) {
        value x = its->items[i] == NIL ? s->v[1] : inner_next(t, its->items[i]);
        if (x == NIL) {
            s->i--;
            if (s->i == 0 || t->exc != NIL) {
                s->i = 0;
                return NIL;
            }
            its->items[i] = NIL;
            x = s->v[1];
        }
        ((tuple *)as_obj(out))->items[i] = x;
    }
    return out;
}

ITER_SPEC(zip_longest, "zip_longest", zip_longest_new, zip_longest_next, NULL,
          "zip_longest(iter1 [,iter2 [...]], [fillvalue=None]) --> zip_longest object\n\n"
          "Return a zip_longest object whose .__next__() method returns a tuple where\n"
          "the i-th element comes from the i-th iterable argument.  The .__next__()\n"
          "method continues until the longest iterable in the argument sequence\n"
          "is exhausted and then it raises StopIteration.  When the shorter iterables\n"
          "are exhausted, the fillvalue is substituted in their place.  The fillvalue\n"
          "defaults to None or can be specified by a keyword argument.");

/* ---- product, permutations, combinations: v[0] the pool or pools, v[1] the indices, v[2] more
 * numbers; i = r, flag: something was handed out; j = 1: ended ---- */

static value product_new(thread *t, type *cls, value *a, int n) {
    int64_t repeat = 1;
    tuple *kw = t->kwnames != NIL ? (tuple *)as_obj(t->kwnames) : NULL;
    for (size_t i = 0; kw != NULL && i < kw->len; i++) {
        str *name = (str *)as_obj(kw->items[i]);
        if (name->len != 6 || memcmp(name->data, "repeat", 6) != 0) {
            return raise_error(t, E_TYPE_ERROR, "'%U' is an invalid keyword argument for product()",
                               name);
        }
        if (!op_to_int64(t, a[n + (int)i], &repeat)) {
            return NIL;
        }
        if (repeat < 0) {
            return raise_error(t, E_VALUE_ERROR, "repeat argument cannot be negative");
        }
    }
    if (n == 0) {
        repeat = 0;
    } else if (repeat > (INT64_MAX >> 8) / n) {
        return raise_error(t, E_OVERFLOW_ERROR, "repeat argument too large");
    }
    int64_t total = n * repeat;
    value pools = tuple_new(t, (size_t)total), indices = pools == NIL ? NIL : numbers_new(t, total);
    if (indices == NIL) {
        return NIL;
    }
    value *p = ((tuple *)as_obj(pools))->items;
    for (int i = 0; i < n; i++) {
        value pool = tuple_from(t, a[i]);
        if (pool == NIL) {
            return NIL;
        }
        for (int64_t k = 0; k < repeat; k++) {
            p[k * n + i] = pool;
        }
    }
    step *s = step_new(t, cls);
    if (s == NULL) {
        return NIL;
    }
    s->v[0] = pools;
    s->v[1] = indices;
    s->i = total;
    return from_obj(s);
}

static value product_next(thread *t, value v) {
    step *s = self_step(v);
    tuple *pools = (tuple *)as_obj(s->v[0]);
    int64_t *at = numbers(s->v[1]);
    if (s->j) {
        return NIL;
    }
    int64_t i = s->i - 1;
    if (!s->flag) {
        s->flag = true;
        for (; i >= 0; i--) {
            if (((tuple *)as_obj(pools->items[i]))->len == 0) {
                s->j = 1;
                return NIL;
            }
        }
    } else {
        while (i >= 0 && ++at[i] == (int64_t)((tuple *)as_obj(pools->items[i]))->len) {
            at[i--] = 0;
        }
        if (i < 0) {
            s->j = 1;
            return NIL;
        }
    }
    value out = tuple_new(t, (size_t)s->i);
    for (i = 0; out != NIL && i < s->i; i++) {
        ((tuple *)as_obj(out))->items[i] = ((tuple *)as_obj(pools->items[i]))->items[at[i]];
    }
    return out;
}

ITER_SPEC(product, "product", product_new, product_next, NULL,
          "product(*iterables, repeat=1) --> product object\n\n"
          "Cartesian product of input iterables.  Equivalent to nested for-loops.");

/* The pool and r of the three kinds of selection; `numbers` rooms of indices. */
static step *selection_new(thread *t, type *cls, value iterable, value r_arg, int64_t *pool_len) {
    value pool = tuple_from(t, iterable);
    if (pool == NIL) {
        return NULL;
    }
    int64_t n = (int64_t)((tuple *)as_obj(pool))->len, r = n;
    if (r_arg != NIL && !op_to_int64(t, r_arg, &r)) {
        return NULL;
    }
    if (r < 0) {
        raise_error(t, E_VALUE_ERROR, "r must be non-negative");
        return NULL;
    }
    step *s = step_new(t, cls);
    if (s == NULL) {
        return NULL;
    }
    s->v[0] = pool;
    s->i = r;
    *pool_len = n;
    return s;
}

/* What the first r indices point at. */
static value selected(thread *t, step *s) {
    value out = tuple_new(t, (size_t)s->i);
    const int64_t *at = numbers(s->v[1]);
    for (int64_t i = 0; out != NIL && i < s->i; i++) {
        ((tuple *)as_obj(out))->items[i] = ((tuple *)as_obj(s->v[0]))->items[at[i]];
    }
    s->flag = true;
    return out;
}

static value permutations_new(thread *t, type *cls, value *a, int n) {
    value p[2];
    int64_t len;
    if (!named_args(t, "permutations", "iterable\0r\0", 1, 2, a, n, p)) {
        return NIL;
    }
    if (p[1] == NONE) {
        p[1] = NIL;
    }
    if (p[1] != NIL && !is_any_int(p[1])) {
        return raise_error(t, E_TYPE_ERROR, "Expected int as r");
    }
    step *s = selection_new(t, cls, p[0], p[1], &len);
    if (s == NULL) {
        return NIL;
    }
    s->j = s->i > len;
    int64_t r = s->j ? 0 : s->i;
    s->v[1] = numbers_new(t, len);
    s->v[2] = s->v[1] == NIL ? NIL : numbers_new(t, r);
    if (s->v[2] == NIL) {
        return NIL;
    }
    for (int64_t i = 0; i < len; i++) {
        numbers(s->v[1])[i] = i;
    }
    for (int64_t i = 0; i < r; i++) {
        numbers(s->v[2])[i] = len - i;
    }
    return from_obj(s);
}

static value permutations_next(thread *t, value v) {
    step *s = self_step(v);
    if (s->j) {
        return NIL;
    }
    if (!s->flag) {
        return selected(t, s);
    }
    int64_t n = (int64_t)((tuple *)as_obj(s->v[0]))->len;
    int64_t *at = numbers(s->v[1]), *cycles = numbers(s->v[2]);
    for (int64_t i = s->i - 1; i >= 0; i--) {
        int64_t x = at[i];
        if (--cycles[i] == 0) {
            memmove(at + i, at + i + 1, (size_t)(n - 1 - i) * sizeof *at);
            at[n - 1] = x;
            cycles[i] = n - i;
        } else {
            at[i] = at[n - cycles[i]];
            at[n - cycles[i]] = x;
            return selected(t, s);
        }
    }
    s->j = 1;
    return NIL;
}

ITER_SPEC(permutations, "permutations", permutations_new, permutations_next, NULL,
          "Return successive r-length permutations of elements in the iterable.\n\n"
          "permutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)");

static value combinations_new(thread *t, type *cls, value *a, int n) {
    value p[2];
    int64_t len;
    if (!named_args(t, "combinations", "iterable\0r\0", 2, 2, a, n, p)) {
        return NIL;
    }
    step *s = selection_new(t, cls, p[0], p[1], &len);
    if (s == NULL) {
        return NIL;
    }
    s->j = s->i > len;
    s->v[1] = numbers_new(t, s->j ? 0 : s->i);
    if (s->v[1] == NIL) {
        return NIL;
    }
    for (int64_t i = 0; !s->j && i < s->i; i++) {
        numbers(s->v[1])[i] = i;
    }
    return from_obj(s);
}

static value combinations_next(thread *t, value v) {
    step *s = self_step(v);
    if (s->j) {
        return NIL;
    }
    if (s->flag) {
        int64_t n = (int64_t)((tuple *)as_obj(s->v[0]))->len, r = s->i, i = r - 1;
        int64_t *at = numbers(s->v[1]);
        while (i >= 0 && at[i] == i + n - r) {
            i--;
        }
        if (i < 0) {
            s->j = 1;
            return NIL;
        }
        at[i]++;
        for (i++; i < r; i++) {
            at[i] = at[i - 1] + 1;
        }
    }
    return selected(t, s);
}

ITER_SPEC(combinations, "combinations", combinations_new, combinations_next, NULL,
          "Return successive r-length combinations of elements in the iterable.\n\n"
          "combinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)");

static value cwr_new(thread *t, type *cls, value *a, int n) {
    value p[2];
    int64_t len;
    if (!named_args(t, "combinations_with_replacement", "iterable\0r\0", 2, 2, a, n, p)) {
        return NIL;
    }
    step *s = selection_new(t, cls, p[0], p[1], &len);
    if (s == NULL) {
        return NIL;
    }
    s->j = len == 0 && s->i > 0;
    s->v[1] = numbers_new(t, s->j ? 0 : s->i);
    return s->v[1] == NIL ? NIL : from_obj(s);
}

static value cwr_next(thread *t, value v) {
    step *s = self_step(v);
    if (s->j) {
        return NIL;
    }
    if (s->flag) {
        int64_t n = (int64_t)((tuple *)as_obj(s->v[0]))->len, i = s->i - 1;
        int64_t *at = numbers(s->v[1]);
        while (i >= 0 && at[i] == n - 1) {
            i--;
        }
        if (i < 0) {
            s->j = 1;
            return NIL;
        }
        int64_t x = at[i] + 1;
        for (; i < s->i; i++) {
            at[i] = x;
        }
    }
    return selected(t, s);
}

ITER_SPEC(cwr, "combinations_with_replacement", cwr_new, cwr_next, NULL,
          "Return successive r-length combinations of elements in the iterable allowing individual "
          "elements to "
          "have successive repeats.\n\n"
          "combinations_with_replacement('ABC', 2) --> ('A','A'), ('A','B'), ('A','C'), ('B','B'), "
          "('B','C'), ('C','C')");

/* ---- the module ---- */

static const native_def itertools_functions[] = {
    {"tee", itertools_tee, "iterable, n=2, /", 0, "Returns a tuple of n independent iterators."},
    {NULL, NULL, NULL, 0, NULL},
};

static bool itertools_init(thread *t, module *m) {
    static const type_spec *const specs[] = {
        &accumulate_spec,  &combinations_spec, &cwr_spec,          &cycle_spec,
        &dropwhile_spec,   &takewhile_spec,    &islice_spec,       &starmap_spec,
        &chain_spec,       &compress_spec,     &filterfalse_spec,  &count_spec,
        &zip_longest_spec, &pairwise_spec,     &permutations_spec, &product_spec,
        &repeat_spec,      &groupby_spec,      &tee_spec,
    };
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        if (!module_set_type(t, m, specs[i], NULL)) {
            return false;
        }
    }
    type **own[2] = {&stdlib_of(t->vm)->grouper, &stdlib_of(t->vm)->tee_block};
    for (int i = 0; i < 2; i++) {
        if (!module_set_type(t, m, i == 0 ? &grouper_spec : &tee_block_spec, own[i])) {
            return false;
        }
        *vm_root(t->vm) = from_obj(*own[i]); /* even if a script takes it out of the module */
    }
    return true;
}

const module_def itertools_module = {
    "itertools",
    "Functional tools for creating and using iterators.",
    itertools_functions,
    itertools_init,
};
