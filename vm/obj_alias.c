/* obj_alias.c: the two classes that annotations are made of: list[int] and int | str. */
#include "vm/ops.h"
#include "vm/type.h"

/* ---- list[int] ---- */

static generic_alias *as_alias(value v) {
    return (generic_alias *)as_obj(v);
}

value generic_alias_new(thread *t, value origin, value args) {
    if (!is_kind(args, T_TUPLE)) {
        args = tuple_of(t, &args, 1);
        if (args == NIL) {
            return NIL;
        }
    }
    generic_alias *a = heap_new(t, T_GENERIC_ALIAS, sizeof *a);
    if (a == NULL) {
        return NIL;
    }
    a->origin = origin;
    a->args = args;
    return from_obj(a);
}

static value alias_make(thread *t, type *cls, value *a, int n) {
    (void)cls;
    t->kwnames = NIL;
    if (n != 2) {
        return raise_error(t, E_TYPE_ERROR, "GenericAlias expected 2 arguments, got %d", n);
    }
    return generic_alias_new(t, a[0], a[1]);
}

/* A type in an annotation: int, collections.deque, None, ... */
static bool show_item(sb *b, value v) {
    thread *t = b->t;
    if (v == ELLIPSIS) {
        return sb_text(b, "...");
    }
    if (is_kind(v, T_LIST)) { /* Callable[[int, str], ...] */
        list *l = (list *)as_obj(v);
        bool ok = sb_char(b, '[');
        for (size_t i = 0; ok && i < l->len; i++) {
            ok = (i == 0 || sb_text(b, ", ")) && show_item(b, l->items[i]);
        }
        return ok && sb_char(b, ']');
    }
    if (is_kind(v, T_TYPE)) {
        bool failed;
        value home = op_getattr_opt(t, v, N(t, __module__), &failed);
        if (failed) {
            return false;
        }
        if (is_kind(home, T_STR) && !str_equal((str *)as_obj(home), N(t, builtins))) {
            return sb_fmt(b, "%S.%U", home, ((type *)as_obj(v))->qualname);
        }
        return sb_str(b, ((type *)as_obj(v))->qualname);
    }
    return sb_repr(b, v);
}

static value alias_repr(thread *t, value v) {
    if (!c_stack_ok(t)) {
        return NIL;
    }
    sb b;
    sb_init(&b, t);
    tuple *args = (tuple *)as_obj(as_alias(v)->args);
    bool ok = show_item(&b, as_alias(v)->origin) && sb_char(&b, '[');
    for (size_t i = 0; ok && i < args->len; i++) {
        ok = (i == 0 || sb_text(&b, ", ")) && show_item(&b, args->items[i]);
    }
    if (args->len == 0) {
        sb_text(&b, "()");
    }
    if (!ok) {
        sb_drop(&b);
        return NIL;
    }
    sb_char(&b, ']');
    return sb_take(&b);
}

static bool alias_hash(thread *t, value v, int64_t *out) {
    int64_t a, b;
    if (!op_hash(t, as_alias(v)->origin, &a) || !op_hash(t, as_alias(v)->args, &b)) {
        return false;
    }
    *out = (a ^ b) == -1 ? -2 : a ^ b;
    return true;
}

static value alias_compare(thread *t, value a, value b, int op) {
    if (!is_kind(b, T_GENERIC_ALIAS) || (op != CMP_EQ && op != CMP_NE)) {
        return NOTIMPL;
    }
    int same = op_eq(t, as_alias(a)->origin, as_alias(b)->origin);
    if (same == 1) {
        same = op_eq(t, as_alias(a)->args, as_alias(b)->args);
    }
    return same < 0 ? NIL : from_bool(same == (op == CMP_EQ));
}

static value alias_call(thread *t, value f, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    value v = call_values(t, as_alias(f)->origin, a, n, kwnames);
    if (v != NIL && !op_setattr(t, v, str_intern(t, "__orig_class__"), f)) {
        if (!exc_is(t, E_ATTRIBUTE_ERROR) && !exc_is(t, E_TYPE_ERROR)) {
            return NIL;
        }
        exc_clear(t);
    }
    return v;
}

/* Only these are the alias's own; all else is asked of the origin. */
static value alias_getattr(thread *t, value v, str *name) {
    static const char *const own[] = {"__class__",
                                      "__origin__",
                                      "__args__",
                                      "__parameters__",
                                      "__unpacked__",
                                      "__mro_entries__",
                                      "__reduce_ex__",
                                      "__reduce__",
                                      "__copy__",
                                      "__deepcopy__",
                                      "__typing_unpacked_tuple_args__"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strcmp(own[i], name->data) == 0) {
            return generic_getattr(t, v, name);
        }
    }
    return name->len > 4 && name->data[0] == '_' && name->data[1] == '_' &&
                   type_lookup(as_obj(v)->type, name) != NIL &&
                   !is_kind(as_alias(v)->origin, T_TYPE)
               ? generic_getattr(t, v, name)
               : op_getattr(t, as_alias(v)->origin, name);
}

/* Type variables among the arguments, each once. */
static value alias_params(thread *t, value v) {
    generic_alias *a = as_alias(v);
    if (a->params != NIL) {
        return a->params;
    }
    value found = list_new(t, 0);
    tuple *args = (tuple *)as_obj(a->args);
    for (size_t i = 0; found != NIL && i < args->len; i++) {
        value x = args->items[i];
        value one[1] = {x}, *more = one;
        size_t n = 0;
        if (is_kind(x, T_GENERIC_ALIAS)) {
            value inner = alias_params(t, x);
            if (inner == NIL) {
                return NIL;
            }
            more = ((tuple *)as_obj(inner))->items;
            n = ((tuple *)as_obj(inner))->len;
        } else if (is_obj(x) && !is_kind(x, T_TYPE) &&
                   strcmp(type_short_name(as_obj(x)->type), "TypeVar") == 0) {
            n = 1;
        }
        for (size_t k = 0; k < n; k++) {
            int there = op_contains(t, found, more[k]);
            if (there < 0 || (there == 0 && !list_append(t, (list *)as_obj(found), more[k]))) {
                return NIL;
            }
        }
    }
    if (found == NIL) {
        return NIL;
    }
    a->params = tuple_of(t, ((list *)as_obj(found))->items, ((list *)as_obj(found))->len);
    return a->params;
}

/* list[T][int] */
static value alias_getitem(thread *t, value v, value key) {
    value params = alias_params(t, v);
    if (params == NIL) {
        return NIL;
    }
    tuple *p = (tuple *)as_obj(params), *args = (tuple *)as_obj(as_alias(v)->args);
    if (p->len == 0) {
        return raise_error(t, E_TYPE_ERROR, "%R is not a generic class", v);
    }
    value given = is_kind(key, T_TUPLE) ? key : tuple_of(t, &key, 1);
    if (given == NIL) {
        return NIL;
    }
    tuple *g = (tuple *)as_obj(given);
    if (g->len != p->len) {
        return raise_error(t, E_TYPE_ERROR, "Too %s arguments for %R; actual %zd, expected %zd",
                           g->len > p->len ? "many" : "few", v, g->len, p->len);
    }
    value fresh = tuple_new(t, args->len);
    for (size_t i = 0; fresh != NIL && i < args->len; i++) {
        value x = args->items[i];
        for (size_t k = 0; k < p->len; k++) {
            x = x == p->items[k] ? g->items[k] : x;
        }
        if (is_kind(x, T_GENERIC_ALIAS)) {
            value inner = alias_params(t, x);
            if (inner == NIL) {
                return NIL;
            }
            tuple *ip = (tuple *)as_obj(inner);
            value sub = ip->len == 0 ? NIL : tuple_new(t, ip->len);
            for (size_t m = 0; sub != NIL && m < ip->len; m++) {
                ((tuple *)as_obj(sub))->items[m] = ip->items[m];
                for (size_t k = 0; k < p->len; k++) {
                    if (ip->items[m] == p->items[k]) {
                        ((tuple *)as_obj(sub))->items[m] = g->items[k];
                    }
                }
            }
            if (sub != NIL) {
                x = alias_getitem(t, x, sub);
            }
            if (x == NIL || t->exc != NIL) {
                return NIL;
            }
        }
        ((tuple *)as_obj(fresh))->items[i] = x;
    }
    return fresh == NIL ? NIL : generic_alias_new(t, as_alias(v)->origin, fresh);
}

static value alias_or(thread *t, value a, value b) {
    return union_new(t, a, b);
}

static value alias_get_origin(thread *t, value self) {
    (void)t;
    return as_alias(self)->origin;
}

static value alias_get_args(thread *t, value self) {
    (void)t;
    return as_alias(self)->args;
}

static value alias_mro_entries(thread *t, value *a, int n) {
    (void)n;
    return tuple_of(t, &as_alias(a[0])->origin, 1);
}

static value alias_instancecheck(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return raise_error(t, E_TYPE_ERROR,
                       "isinstance() argument 2 cannot be a parameterized generic");
}

static value alias_subclasscheck(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return raise_error(t, E_TYPE_ERROR,
                       "issubclass() argument 2 cannot be a parameterized generic");
}

static void alias_trace(gc *g, object *o) {
    gc_value(g, ((generic_alias *)o)->origin);
    gc_value(g, ((generic_alias *)o)->args);
    gc_value(g, ((generic_alias *)o)->params);
}

static const native_def alias_methods[] = {
    {"__mro_entries__", alias_mro_entries, "self, bases, /", 0, NULL},
    {"__instancecheck__", alias_instancecheck, "self, instance, /", 0, NULL},
    {"__subclasscheck__", alias_subclasscheck, "self, cls, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def alias_getset[] = {
    {"__origin__", alias_get_origin, attr_readonly, NULL},
    {"__args__", alias_get_args, attr_readonly, NULL},
    {"__parameters__", alias_params, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec generic_alias_spec = {
    .name = "types.GenericAlias",
    .size = sizeof(generic_alias),
    .flags = TYPE_BASE | TYPE_WEAKREF,
    .trace = alias_trace,
    .slots = {.repr = alias_repr,
              .hash = alias_hash,
              .compare = alias_compare,
              .call = alias_call,
              .getattr = alias_getattr,
              .getitem = alias_getitem,
              .binary[BIN_OR] = alias_or,
              .new = alias_make},
    .methods = alias_methods,
    .getset = alias_getset,
};

/* ---- int | str ---- */

static bool unionable(thread *t, value v) {
    return v == NONE || is_kind(v, T_TYPE) || is_kind(v, T_GENERIC_ALIAS) || is_kind(v, T_UNION) ||
           v == from_obj(t->vm->types[T_NONETYPE]);
}

static bool add_part(thread *t, list *l, value v) {
    if (is_kind(v, T_UNION)) {
        tuple *parts = (tuple *)as_obj(((union_type *)as_obj(v))->args);
        for (size_t i = 0; i < parts->len; i++) {
            if (!add_part(t, l, parts->items[i])) {
                return false;
            }
        }
        return true;
    }
    if (v == NONE) {
        v = from_obj(t->vm->types[T_NONETYPE]);
    }
    for (size_t i = 0; i < l->len; i++) {
        bool both_types = is_kind(l->items[i], T_TYPE) && is_kind(v, T_TYPE);
        int same = both_types ? l->items[i] == v : op_eq(t, l->items[i], v);
        if (same != 0) {
            return same > 0;
        }
    }
    return list_append(t, l, v);
}

value union_new(thread *t, value a, value b) {
    if (!unionable(t, a) || !unionable(t, b)) {
        return NOTIMPL;
    }
    value parts = list_new(t, 2);
    if (parts == NIL || !add_part(t, (list *)as_obj(parts), a) ||
        !add_part(t, (list *)as_obj(parts), b)) {
        return NIL;
    }
    list *l = (list *)as_obj(parts);
    if (l->len == 1) {
        return l->items[0];
    }
    value args = tuple_of(t, l->items, l->len);
    union_type *u = args == NIL ? NULL : heap_new(t, T_UNION, sizeof *u);
    if (u == NULL) {
        return NIL;
    }
    u->args = args;
    return from_obj(u);
}

static tuple *parts_of(value v) {
    return (tuple *)as_obj(((union_type *)as_obj(v))->args);
}

static value union_repr(thread *t, value v) {
    sb b;
    sb_init(&b, t);
    tuple *parts = parts_of(v);
    for (size_t i = 0; i < parts->len; i++) {
        if (i > 0) {
            sb_text(&b, " | ");
        }
        bool ok = parts->items[i] == from_obj(t->vm->types[T_NONETYPE])
                      ? sb_text(&b, "None")
                      : show_item(&b, parts->items[i]);
        if (!ok) {
            sb_drop(&b);
            return NIL;
        }
    }
    return sb_take(&b);
}

static bool union_hash(thread *t, value v, int64_t *out) {
    uint64_t h = 0;
    tuple *parts = parts_of(v);
    for (size_t i = 0; i < parts->len; i++) {
        int64_t one;
        if (!op_hash(t, parts->items[i], &one)) {
            return false;
        }
        h ^= ((uint64_t)one ^ 89869747u) * 3644798167u; /* order does not matter */
    }
    *out = (int64_t)h == -1 ? -2 : (int64_t)h;
    return true;
}

static value union_compare(thread *t, value a, value b, int op) {
    if (!is_kind(b, T_UNION) || (op != CMP_EQ && op != CMP_NE)) {
        return NOTIMPL;
    }
    tuple *x = parts_of(a), *y = parts_of(b);
    bool same = x->len == y->len;
    for (size_t i = 0; same && i < x->len; i++) {
        int there = op_contains(t, from_obj(y), x->items[i]);
        if (there < 0) {
            return NIL;
        }
        same = there;
    }
    return from_bool(same == (op == CMP_EQ));
}

static value union_get_args(thread *t, value self) {
    (void)t;
    return ((union_type *)as_obj(self))->args;
}

static value union_get_parameters(thread *t, value self) {
    (void)self;
    return from_obj(t->vm->empty_tuple);
}

static void union_trace(gc *g, object *o) {
    gc_value(g, ((union_type *)o)->args);
}

static value union_instancecheck(thread *t, value *a, int n) {
    (void)n;
    int r = op_isinstance(t, a[1], a[0]);
    return r < 0 ? NIL : from_bool(r);
}

static value union_subclasscheck(thread *t, value *a, int n) {
    (void)n;
    int r = op_issubclass(t, a[1], a[0]);
    return r < 0 ? NIL : from_bool(r);
}

static const native_def union_methods[] = {
    {"__instancecheck__", union_instancecheck, "self, obj, /", 0, NULL},
    {"__subclasscheck__", union_subclasscheck, "self, cls, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def union_getset[] = {
    {"__args__", union_get_args, attr_readonly, NULL},
    {"__parameters__", union_get_parameters, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec union_spec = {
    .name = "types.UnionType",
    .size = sizeof(union_type),
    .flags = TYPE_NO_NEW,
    .trace = union_trace,
    .slots = {.repr = union_repr,
              .hash = union_hash,
              .compare = union_compare,
              .binary[BIN_OR] = alias_or},
    .methods = union_methods,
    .getset = union_getset,
    .doc = "Represent a PEP 604 union type\n\nE.g. for int | str",
};
