/* mod_functools.c: the module _functools, under lib/functools.py: reduce, partial and cmp_to_key.
 */
#include <stddef.h>

#include "stdlib/stdlib.h"
#include "vm/seq.h"

/* ---- reduce ---- */

static value functools_reduce(thread *t, value *a, int n) {
    (void)n;
    value it = op_iter(t, a[1]), total = a[2];
    if (it == NIL) {
        if (exc_is(t, E_TYPE_ERROR)) {
            exc_clear(t);
            raise_error(t, E_TYPE_ERROR, "reduce() arg 2 must support iteration");
        }
        return NIL;
    }
    value x;
    while ((x = op_next(t, it)) != NIL) {
        total = total == NIL ? x : call2(t, a[0], total, x);
        if (total == NIL) {
            return NIL;
        }
    }
    if (t->exc != NIL) {
        return NIL;
    }
    return total != NIL
               ? total
               : raise_error(t, E_TYPE_ERROR, "reduce() of empty iterable with no initial value");
}

/* ---- partial ---- */

typedef struct partial {
    object h;
    value attrs;
    value fn;
    tuple *args;
    dict *kw;
} partial;

static partial *self_partial(value v) {
    return (partial *)as_obj(v);
}

static void partial_trace(gc *g, object *o) {
    partial *p = (partial *)o;
    gc_value(g, p->attrs);
    gc_value(g, p->fn);
    gc_object(g, p->args);
    gc_object(g, p->kw);
}

static value partial_new(thread *t, type *cls, value *a, int n) {
    tuple *kw = t->kwnames != NIL ? (tuple *)as_obj(t->kwnames) : NULL;
    if (n < 1) {
        return raise_error(t, E_TYPE_ERROR, "type 'partial' takes at least one argument");
    }
    value fn = a[0];
    partial *inner = NULL;
    if (!op_callable(t, fn)) {
        return raise_error(t, E_TYPE_ERROR, "the first argument must be callable");
    }
    if (is_obj(fn) && as_obj(fn)->type->trace == partial_trace &&
        !(as_obj(fn)->type->flags & TYPE_HEAP) && self_partial(fn)->attrs == NIL) {
        inner = self_partial(fn); /* a partial of a partial is one */
        fn = inner->fn;
    }
    size_t before = inner != NULL ? inner->args->len : 0;
    value args = tuple_new(t, before + (size_t)n - 1);
    dict *d = inner != NULL ? dict_copy(t, inner->kw) : dict_new(t);
    if (args == NIL || d == NULL) {
        return NIL;
    }
    if (before > 0) {
        memcpy(((tuple *)as_obj(args))->items, inner->args->items, before * sizeof(value));
    }
    if (n > 1) {
        memcpy(((tuple *)as_obj(args))->items + before, a + 1, (size_t)(n - 1) * sizeof(value));
    }
    for (size_t i = 0; kw != NULL && i < kw->len; i++) {
        if (!dict_set(t, d, kw->items[i], a[n + (int)i])) {
            return NIL;
        }
    }
    partial *p = heap_alloc(t, cls, cls->size);
    if (p == NULL) {
        return NIL;
    }
    p->fn = fn;
    p->args = (tuple *)as_obj(args);
    p->kw = d;
    return from_obj(p);
}

static value partial_call(thread *t, value f, value *a, int n) {
    partial *p = self_partial(f);
    value kwnames = t->kwnames;
    tuple *kw = kwnames != NIL ? (tuple *)as_obj(kwnames) : NULL;
    size_t given = kw != NULL ? kw->len : 0;
    dict *d = p->kw;
    /* The call's keywords win, in the places of those they replace. */
    if (d->used > 0 && given > 0) {
        d = dict_copy(t, d);
        for (size_t i = 0; d != NULL && i < given; i++) {
            if (!dict_set(t, d, kw->items[i], a[n + (int)i])) {
                return NIL;
            }
        }
        if (d == NULL) {
            return NIL;
        }
    }
    size_t nkw = p->kw->used > 0 ? d->used : given;
    size_t npos = p->args->len + (size_t)n, total = npos + nkw;
    /* On the C stack, where the collector sees it; in a tuple if it is long. */
    value room[12], *v = room;
    if (total > sizeof room / sizeof *room) {
        value hold = tuple_new(t, total);
        if (hold == NIL) {
            return NIL;
        }
        v = ((tuple *)as_obj(hold))->items;
    }
    memcpy(v, p->args->items, p->args->len * sizeof(value));
    memcpy(v + p->args->len, a, (size_t)n * sizeof(value));
    if (p->kw->used == 0) {
        memcpy(v + npos, a + n, given * sizeof(value));
        return call_values(t, p->fn, v, (int)npos, given > 0 ? kwnames : NIL);
    }
    value keys = tuple_new(t, nkw);
    if (keys == NIL) {
        return NIL;
    }
    size_t pos = 0;
    for (size_t i = 0; i < nkw; i++) {
        value *key = &((tuple *)as_obj(keys))->items[i];
        dict_next(d, &pos, key, &v[npos + i]);
        if (!is_kind(*key, T_STR)) { /* put into `keywords` by hand */
            return raise_error(t, E_TYPE_ERROR, "keywords must be strings");
        }
    }
    return call_values(t, p->fn, v, (int)npos, keys);
}

static value partial_repr(thread *t, value v) {
    partial *p = self_partial(v);
    if (!repr_enter(t, v)) {
        return t->exc != NIL ? NIL : str_from(t, "...");
    }
    sb b;
    sb_init(&b, t);
    type *cls = p->h.type;
    bool ok = cls->flags & TYPE_HEAP ? sb_fmt(&b, "%N(%R", cls, p->fn)
                                     : sb_fmt(&b, "functools.partial(%R", p->fn);
    for (size_t i = 0; ok && i < p->args->len; i++) {
        ok = sb_fmt(&b, ", %R", p->args->items[i]);
    }
    size_t pos = 0;
    value key, x;
    while (ok && dict_next(p->kw, &pos, &key, &x)) {
        ok = sb_fmt(&b, ", %S=%R", key, x);
    }
    repr_leave(t);
    if (!ok) {
        sb_drop(&b);
        return NIL;
    }
    sb_text(&b, ")");
    return sb_take(&b);
}

static value partial_reduce(thread *t, value *a, int n) {
    (void)n;
    partial *p = self_partial(a[0]);
    value args = tuple_of(t, &p->fn, 1);
    value state[4] = {p->fn, from_obj(p->args), from_obj(p->kw), p->attrs == NIL ? NONE : p->attrs};
    value packed = tuple_of(t, state, 4);
    if (args == NIL || packed == NIL) {
        return NIL;
    }
    value parts[3] = {from_obj(p->h.type), args, packed};
    return tuple_of(t, parts, 3);
}

static value partial_setstate(thread *t, value *a, int n) {
    (void)n;
    partial *p = self_partial(a[0]);
    tuple *s = is_kind(a[1], T_TUPLE) ? (tuple *)as_obj(a[1]) : NULL;
    if (s == NULL || s->len != 4 || !op_callable(t, s->items[0]) ||
        !is_kind(s->items[1], T_TUPLE) || !(s->items[2] == NONE || is_kind(s->items[2], T_DICT)) ||
        !(s->items[3] == NONE || is_kind(s->items[3], T_DICT))) {
        return t->exc != NIL ? NIL : raise_error(t, E_TYPE_ERROR, "invalid partial state");
    }
    dict *kw = s->items[2] == NONE ? dict_new(t) : (dict *)as_obj(s->items[2]);
    if (kw != NULL && kw->h.type != t->vm->types[T_DICT]) {
        kw = dict_copy(t, kw);
    }
    tuple *given = (tuple *)as_obj(s->items[1]);
    value args = given->h.type == t->vm->types[T_TUPLE] ? from_obj(given)
                                                        : tuple_of(t, given->items, given->len);
    if (kw == NULL || args == NIL) {
        return NIL;
    }
    p->fn = s->items[0];
    p->args = (tuple *)as_obj(args);
    p->kw = kw;
    p->attrs = s->items[3] == NONE ? NIL : s->items[3];
    return NONE;
}

static value partial_func(thread *t, value v) {
    (void)t;
    return self_partial(v)->fn;
}

static value partial_args(thread *t, value v) {
    (void)t;
    return from_obj(self_partial(v)->args);
}

static value partial_keywords(thread *t, value v) {
    (void)t;
    return from_obj(self_partial(v)->kw);
}

static const native_def partial_methods[] = {
    {"__reduce__", partial_reduce, "self, /", 0, NULL},
    {"__setstate__", partial_setstate, "self, state, /", 0, NULL},
    {"__class_getitem__", alias_class_getitem, "cls, object, /", NATIVE_CLASS, "See PEP 585"},
    {NULL, NULL, NULL, 0, NULL},
};

static value partial_dict(thread *t, value v) {
    return from_obj(object_dict(t, v));
}

static const getset_def partial_getset[] = {
    {"__dict__", partial_dict, NULL, NULL},
    {"func", partial_func, attr_readonly, "function object to use in future partial calls"},
    {"args", partial_args, attr_readonly, "tuple of arguments to future partial calls"},
    {"keywords", partial_keywords, attr_readonly,
     "dictionary of keyword arguments to future partial calls"},
    {NULL, NULL, NULL, NULL},
};

static const type_spec partial_spec = {
    .name = "functools.partial",
    .size = sizeof(partial),
    .flags = TYPE_BASE | TYPE_HAS_DICT | TYPE_WEAKREF,
    .dict_offset = offsetof(partial, attrs),
    .trace = partial_trace,
    .slots = {.new = partial_new, .call = partial_call, .repr = partial_repr},
    .methods = partial_methods,
    .getset = partial_getset,
    .doc = "partial(func, *args, **keywords) - new function with partial application\n"
           "    of the given arguments and keywords.\n",
};

/* ---- cmp_to_key ---- */

typedef struct key_wrapper { /* what cmp_to_key answers (obj NIL), and what that makes of an item */
    object h;
    value cmp;
    value obj;
} key_wrapper;

static void key_trace(gc *g, object *o) {
    gc_value(g, ((key_wrapper *)o)->cmp);
    gc_value(g, ((key_wrapper *)o)->obj);
}

static value key_new(thread *t, type *cls, value cmp, value obj) {
    key_wrapper *k = heap_alloc(t, cls, cls->size);
    if (k == NULL) {
        return NIL;
    }
    k->cmp = cmp;
    k->obj = obj;
    return from_obj(k);
}

static value key_call(thread *t, value f, value *a, int n) {
    value p[1];
    if (!named_args(t, "K", "obj\0", 1, 1, a, n, p)) {
        return NIL;
    }
    key_wrapper *k = (key_wrapper *)as_obj(f);
    return key_new(t, k->h.type, k->cmp, p[0]);
}

static value key_compare(thread *t, value va, value vb, int op) {
    if (!is_obj(vb) || as_obj(vb)->type->trace != key_trace) {
        return raise_error(t, E_TYPE_ERROR, "other argument must be K instance");
    }
    key_wrapper *a = (key_wrapper *)as_obj(va), *b = (key_wrapper *)as_obj(vb);
    if (a->obj == NIL || b->obj == NIL) {
        return raise_error(t, E_ATTRIBUTE_ERROR, "object");
    }
    value r = call2(t, a->cmp, a->obj, b->obj);
    return r == NIL ? NIL : op_compare(t, r, from_small(0), op);
}

static value key_get_obj(thread *t, value v) {
    value obj = ((key_wrapper *)as_obj(v))->obj;
    return obj != NIL ? obj : raise_error(t, E_ATTRIBUTE_ERROR, "obj");
}

static bool key_set_obj(thread *t, value v, value x) {
    (void)t;
    ((key_wrapper *)as_obj(v))->obj = x;
    return true;
}

static const getset_def key_getset[] = {
    {"obj", key_get_obj, key_set_obj, "Value wrapped by a key function."},
    {NULL, NULL, NULL, NULL},
};

static const type_spec key_spec = {
    .name = "functools.KeyWrapper",
    .size = sizeof(key_wrapper),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = key_trace,
    .slots = {.call = key_call, .compare = key_compare},
    .getset = key_getset,
};

static value functools_cmp_to_key(thread *t, value *a, int n) {
    (void)n;
    value cls = stdlib_import_attr(t, "_functools", "KeyWrapper");
    return cls == NIL ? NIL : key_new(t, (type *)as_obj(cls), a[0], NIL);
}

static const native_def functools_functions[] = {
    {"reduce", functools_reduce, "function, iterable, initial=None, /", 0,
     "reduce(function, iterable[, initial]) -> value\n\n"
     "Apply a function of two arguments cumulatively to the items of a sequence\n"
     "or iterable, from left to right, so as to reduce the iterable to a single\n"
     "value.  For example, reduce(lambda x, y: x+y, [1, 2, 3, 4, 5]) calculates\n"
     "((((1+2)+3)+4)+5).  If initial is present, it is placed before the items\n"
     "of the iterable in the calculation, and serves as a default when the\niterable is empty."},
    {"cmp_to_key", functools_cmp_to_key, "mycmp", 0,
     "Convert a cmp= function into a key= function."},
    {NULL, NULL, NULL, 0, NULL},
};

static bool functools_init(thread *t, module *m) {
    return module_set_type(t, m, &partial_spec, NULL) && module_set_type(t, m, &key_spec, NULL);
}

const module_def functools_module = {
    "_functools",
    "Tools that operate on functions.",
    functools_functions,
    functools_init,
};
