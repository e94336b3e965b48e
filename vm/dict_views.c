/* dict_views.c: keys(), values() and items() of dicts, and their iterators. */
#include "vm/dict.h"

#include "vm/iter.h"
#include "vm/seq.h"

/* ---- iterators ---- */

value dict_iter_new(thread *t, enum type_id kind, dict *d, bool reversed) {
    dict_iter *it = heap_new(t, kind, sizeof *it);
    if (it == NULL) {
        return NIL;
    }
    it->d = d;
    it->used = d->used;
    it->left = d->used;
    it->pos = reversed ? d->fill : 0;
    return from_obj(it);
}

static void iter_trace(gc *g, object *o) {
    gc_object(g, ((dict_iter *)o)->d);
}

/* An OrderedDict? It is the library's one class of dicts in Python that messages qualify. */
static bool is_ordered(const dict *d) {
    for (const type *cls = d->h.type; cls->flags & TYPE_HEAP; cls = cls->base) {
        if (cls->flags & TYPE_QUALIFIED) {
            return true;
        }
    }
    return false;
}

/* The next entry of an iterator in either direction; NULL = end, or failed with t->exc set. */
static const dict_entry *step(thread *t, dict_iter *it, bool back) {
    dict *d = it->d;
    if (d == NULL) {
        return NULL;
    }
    if (it->used != d->used) {
        it->used = SIZE_MAX; /* this state is sticky */
        raise_error(t, E_RUNTIME_ERROR,
                    is_ordered(d) ? "OrderedDict mutated during iteration"
                                  : "dictionary changed size during iteration");
        return NULL;
    }
    if (back) {
        size_t pos = it->pos <= d->fill ? it->pos : d->fill;
        while (pos > 0 && d->entries[pos - 1].key == NIL) {
            pos--;
        }
        if (pos == 0) {
            it->d = NULL;
            return NULL;
        }
        it->pos = pos - 1;
        it->left -= it->left > 0;
        return &d->entries[pos - 1];
    }
    size_t pos = it->pos < d->first ? d->first : it->pos;
    while (pos < d->fill && d->entries[pos].key == NIL) {
        pos++;
    }
    if (pos >= d->fill) {
        it->d = NULL;
        return NULL;
    }
    if (it->left == 0) { /* the keys moved: more came than there were at the beginning */
        it->d = NULL;
        raise_error(t, E_RUNTIME_ERROR, "dictionary keys changed during iteration");
        return NULL;
    }
    it->pos = pos + 1;
    it->left--;
    return &d->entries[pos];
}

static value next_of(thread *t, value v, int what, bool back) {
    const dict_entry *e = step(t, (dict_iter *)as_obj(v), back);
    if (e == NULL) {
        return NIL;
    }
    return what == 0 ? e->key : what == 1 ? e->val : tuple_pair(t, e->key, e->val);
}

static value keyiter_next(thread *t, value v) {
    return next_of(t, v, 0, false);
}

static value valueiter_next(thread *t, value v) {
    return next_of(t, v, 1, false);
}

static value itemiter_next(thread *t, value v) {
    return next_of(t, v, 2, false);
}

static value revkeyiter_next(thread *t, value v) {
    return next_of(t, v, 0, true);
}

static value revvalueiter_next(thread *t, value v) {
    return next_of(t, v, 1, true);
}

static value revitemiter_next(thread *t, value v) {
    return next_of(t, v, 2, true);
}

static value iter_length_hint(thread *t, value *a, int n) {
    (void)t, (void)n;
    dict_iter *it = (dict_iter *)as_obj(a[0]);
    return from_small(it->d != NULL && it->used == it->d->used ? (int64_t)it->left : 0);
}

/* For pickling and copy.copy: (iter, ([what is left],)), without moving the iterator. */
static value iter_reduce(thread *t, value *a, int n) {
    (void)n;
    dict_iter copy = *(dict_iter *)as_obj(a[0]);
    unsigned kind = copy.h.kind;
    bool back = kind >= T_DICT_REVKEYITER;
    int what = (int)(kind - (back ? T_DICT_REVKEYITER : T_DICT_KEYITER));
    value rest = list_new(t, copy.left);
    const dict_entry *e;
    while (rest != NIL && (e = step(t, &copy, back)) != NULL) {
        value x = what == 0 ? e->key : what == 1 ? e->val : tuple_pair(t, e->key, e->val);
        if (x == NIL || !list_append(t, (list *)as_obj(rest), x)) {
            return NIL;
        }
    }
    if (rest == NIL || t->exc != NIL) {
        return NIL;
    }
    value args = tuple_of(t, &rest, 1);
    value fn = builtin_named(t, "iter");
    return args == NIL || fn == NIL ? NIL : tuple_pair(t, fn, args);
}

static const native_def iter_methods[] = {
    {"__length_hint__", iter_length_hint, "self, /", 0,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", iter_reduce, "self, /", 0, "Return state information for pickling."},
    {NULL, NULL, NULL, 0, NULL},
};

#define ITER_SPEC(spec, type_name, next_fn)                                       \
    const type_spec spec = {.name = type_name,                                    \
                            .size = sizeof(dict_iter),                            \
                            .trace = iter_trace,                                  \
                            .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,               \
                            .slots = {.iter = iter_return_self, .next = next_fn}, \
                            .methods = iter_methods}
ITER_SPEC(dict_keyiter_spec, "dict_keyiterator", keyiter_next);
ITER_SPEC(dict_valueiter_spec, "dict_valueiterator", valueiter_next);
ITER_SPEC(dict_itemiter_spec, "dict_itemiterator", itemiter_next);
ITER_SPEC(dict_revkeyiter_spec, "dict_reversekeyiterator", revkeyiter_next);
ITER_SPEC(dict_revvalueiter_spec, "dict_reversevalueiterator", revvalueiter_next);
ITER_SPEC(dict_revitemiter_spec, "dict_reverseitemiterator", revitemiter_next);

/* ---- views ---- */

value dict_view_new(thread *t, enum type_id kind, value d) {
    dict_view *w = heap_new(t, kind, sizeof *w);
    if (w == NULL) {
        return NIL;
    }
    w->d = (dict *)as_obj(d);
    return from_obj(w);
}

static dict *view_dict(value v) {
    return ((dict_view *)as_obj(v))->d;
}

static bool is_set_view(value v) {
    return is_kind(v, T_DICT_KEYS) || is_kind(v, T_DICT_ITEMS);
}

static bool is_any_set(value v) {
    return is_kind(v, T_SET) || is_kind(v, T_FROZENSET);
}

static void view_trace(gc *g, object *o) {
    gc_object(g, ((dict_view *)o)->d);
}

static int64_t view_length(thread *t, value v) {
    (void)t;
    return (int64_t)view_dict(v)->used;
}

static value view_repr(thread *t, value v) {
    if (!repr_enter(t, v)) {
        return t->exc != NIL ? NIL : str_from(t, "...");
    }
    value items = dict_items_list(t, view_dict(v), as_obj(v)->kind - T_DICT_KEYS);
    value out = items == NIL ? NIL : str_format(t, "%T(%R)", v, items);
    repr_leave(t);
    return out;
}

static value keys_iter(thread *t, value v) {
    return dict_iter_new(t, T_DICT_KEYITER, view_dict(v), false);
}

static value values_iter(thread *t, value v) {
    return dict_iter_new(t, T_DICT_VALUEITER, view_dict(v), false);
}

static value items_iter(thread *t, value v) {
    return dict_iter_new(t, T_DICT_ITEMITER, view_dict(v), false);
}

static value view_reversed(thread *t, value *a, int n) {
    (void)n;
    int what = as_obj(a[0])->kind - T_DICT_KEYS;
    return dict_iter_new(t, (enum type_id)(T_DICT_REVKEYITER + what), view_dict(a[0]), true);
}

static value view_mapping(thread *t, value v) {
    return call1(t, from_obj(t->vm->types[T_MAPPINGPROXY]), from_obj(view_dict(v)));
}

static int keys_contains(thread *t, value v, value x) {
    return dict_contains(t, from_obj(view_dict(v)), x);
}

static int items_contains(thread *t, value v, value x) {
    if (!is_kind(x, T_TUPLE) || ((tuple *)as_obj(x))->len != 2) {
        return 0;
    }
    tuple *p = (tuple *)as_obj(x);
    value found = dict_get(t, view_dict(v), p->items[0]);
    if (found == NIL) {
        return t->exc != NIL ? -1 : 0;
    }
    return op_eq(t, found, p->items[1]);
}

/* Is every item of a in b? 1, 0, -1. */
static int all_in(thread *t, value a, value b) {
    iter it;
    if (!iter_start(t, &it, a)) {
        return -1;
    }
    value x;
    while ((x = iter_step(t, &it)) != NIL) {
        int in = op_contains(t, b, x);
        if (in <= 0) {
            return in;
        }
    }
    return t->exc != NIL ? -1 : 1;
}

static value view_compare(thread *t, value a, value b, int op) {
    if (!is_set_view(b) && !is_any_set(b)) {
        return NOTIMPL;
    }
    int64_t na = op_len(t, a), nb = op_len(t, b);
    if (na < 0 || nb < 0) {
        return NIL;
    }
    int ok;
    switch (op) {
    case CMP_LT: ok = na < nb ? all_in(t, a, b) : 0; break;
    case CMP_LE: ok = na <= nb ? all_in(t, a, b) : 0; break;
    case CMP_GT: ok = na > nb ? all_in(t, b, a) : 0; break;
    case CMP_GE: ok = na >= nb ? all_in(t, b, a) : 0; break;
    default:
        ok = na == nb ? all_in(t, a, b) : 0;
        ok = op == CMP_NE && ok >= 0 ? !ok : ok;
        break;
    }
    return ok < 0 ? NIL : from_bool(ok);
}

static value new_set_of(thread *t, value v) {
    value s = set_new(t, T_SET);
    return s != NIL && set_update(t, (set *)as_obj(s), v) ? s : NIL;
}

static value view_sub(thread *t, value a, value b) {
    value s = new_set_of(t, a);
    iter it;
    if (s == NIL || !iter_start(t, &it, b)) {
        return NIL;
    }
    value x;
    while ((x = iter_step(t, &it)) != NIL) {
        if (set_discard(t, (set *)as_obj(s), x) < 0) {
            return NIL;
        }
    }
    return t->exc != NIL ? NIL : s;
}

static value view_and(thread *t, value a, value b) {
    if (!is_set_view(a) || (is_set_view(b) && view_dict(b)->used > view_dict(a)->used)) {
        value swap = a;
        a = b;
        b = swap;
    }
    value s = set_new(t, T_SET);
    iter it;
    if (s == NIL || !iter_start(t, &it, b)) {
        return NIL;
    }
    value x;
    while ((x = iter_step(t, &it)) != NIL) {
        int in = op_contains(t, a, x);
        if (in < 0 || (in && !set_add(t, (set *)as_obj(s), x))) {
            return NIL;
        }
    }
    return t->exc != NIL ? NIL : s;
}

static value view_or(thread *t, value a, value b) {
    value s = new_set_of(t, a);
    return s != NIL && set_update(t, (set *)as_obj(s), b) ? s : NIL;
}

static value view_xor(thread *t, value a, value b) {
    value s = new_set_of(t, a);
    value other = s == NIL ? NIL : new_set_of(t, b);
    iter it;
    if (other == NIL || !iter_start(t, &it, other)) {
        return NIL;
    }
    value x;
    while ((x = iter_step(t, &it)) != NIL) {
        int was = set_discard(t, (set *)as_obj(s), x);
        if (was < 0 || (was == 0 && !set_add(t, (set *)as_obj(s), x))) {
            return NIL;
        }
    }
    return t->exc != NIL ? NIL : s;
}

static value view_isdisjoint(thread *t, value *a, int n) {
    (void)n;
    value self = a[0], other = a[1];
    if (self == other) {
        return from_bool(view_dict(self)->used == 0);
    }
    if ((is_any_set(other) || is_set_view(other)) && op_len(t, other) > op_len(t, self)) {
        self = a[1];
        other = a[0];
    }
    iter it;
    if (!iter_start(t, &it, other)) {
        return NIL;
    }
    value x;
    while ((x = iter_step(t, &it)) != NIL) {
        int in = op_contains(t, self, x);
        if (in != 0) {
            return in < 0 ? NIL : V_FALSE;
        }
    }
    return t->exc != NIL ? NIL : V_TRUE;
}

static const native_def set_view_methods[] = {
    {"isdisjoint", view_isdisjoint, "self, other, /", 0,
     "Return True if the view and the given iterable have a null intersection."},
    {"__reversed__", view_reversed, "self, /", 0, "Return a reverse iterator over the dict view."},
    {NULL, NULL, NULL, 0, NULL},
};

static const native_def values_methods[] = {
    {"__reversed__", view_reversed, "self, /", 0,
     "Return a reverse iterator over the dict values."},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def view_getset[] = {
    {"mapping", view_mapping, NULL, "dictionary that this view refers to"},
    {NULL, NULL, NULL, NULL},
};

#define VIEW_SLOTS .repr = view_repr, .length = view_length
#define SET_VIEW_SLOTS                                                                             \
    VIEW_SLOTS, .compare = view_compare, .binary[BIN_SUB] = view_sub, .binary[BIN_AND] = view_and, \
                .binary[BIN_OR] = view_or, .binary[BIN_XOR] = view_xor

const type_spec dict_keys_spec = {
    .name = "dict_keys",
    .size = sizeof(dict_view),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = view_trace,
    .slots = {SET_VIEW_SLOTS, .iter = keys_iter, .contains = keys_contains},
    .methods = set_view_methods,
    .getset = view_getset,
};

const type_spec dict_values_spec = {
    .name = "dict_values",
    .size = sizeof(dict_view),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = view_trace,
    .slots = {VIEW_SLOTS, .iter = values_iter},
    .methods = values_methods,
    .getset = view_getset,
};

const type_spec dict_items_spec = {
    .name = "dict_items",
    .size = sizeof(dict_view),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = view_trace,
    .slots = {SET_VIEW_SLOTS, .iter = items_iter, .contains = items_contains},
    .methods = set_view_methods,
    .getset = view_getset,
};
