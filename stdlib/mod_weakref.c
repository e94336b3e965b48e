/* mod_weakref.c: the module _weakref: ref, proxy and their counts. What is built on them
 * (WeakValueDictionary, finalize ...) is stdlib/lib/weakref.py.
 *
 * A proxy has the C struct of a weak reference, and hangs in the same table (vm/obj_weakref.c). It
 * passes everything on to its target, and raises ReferenceError when that is gone.
 */
#include "stdlib/stdlib.h"
#include "vm/type.h"
#include "vm/weakref.h"

static bool is_proxy(value v) {
    return is_kind(v, T_WEAKREF) && as_obj(v)->type->flags & TYPE_DERIVED;
}

/* The target, or v itself if it is no proxy. NIL = dead, ReferenceError is set. */
static value target_of(thread *t, value v) {
    if (!is_proxy(v)) {
        return v;
    }
    value target = ((weakref *)as_obj(v))->target;
    return target != NIL
               ? target
               : raise_error(t, E_REFERENCE_ERROR, "weakly-referenced object no longer exists");
}

static value proxy_repr(thread *t, value v) {
    value target = ((weakref *)as_obj(v))->target;
    return str_format(t, "<weakproxy at 0x%llx to %T at 0x%llx>",
                      (unsigned long long)object_id(t->vm, as_obj(v)),
                      target == NIL ? NONE : target,
                      target == NIL ? 0ull : (unsigned long long)object_id(t->vm, as_obj(target)));
}

static value proxy_str(thread *t, value v) {
    value x = target_of(t, v);
    return x == NIL ? NIL : op_str(t, x);
}

static value proxy_compare(thread *t, value a, value b, int op) {
    value x = target_of(t, a), y = x == NIL ? NIL : target_of(t, b);
    return y == NIL ? NIL : op_compare(t, x, y, op);
}

static bool proxy_hash(thread *t, value v, int64_t *out) {
    return hash_not_implemented(t, v, out);
}

static int proxy_truth(thread *t, value v) {
    value x = target_of(t, v);
    return x == NIL ? -1 : op_truth(t, x);
}

static value proxy_getattr(thread *t, value v, str *name) {
    value x = target_of(t, v);
    return x == NIL ? NIL : op_getattr(t, x, name);
}

static bool proxy_setattr(thread *t, value v, str *name, value y) {
    value x = target_of(t, v);
    return x != NIL && (y == NIL ? op_delattr(t, x, name) : op_setattr(t, x, name, y));
}

static value proxy_iter(thread *t, value v) {
    value x = target_of(t, v);
    return x == NIL ? NIL : op_iter(t, x);
}

static value proxy_next(thread *t, value v) {
    value x = target_of(t, v);
    return x == NIL ? NIL : op_next(t, x);
}

static int64_t proxy_length(thread *t, value v) {
    value x = target_of(t, v);
    return x == NIL ? -1 : op_len(t, x);
}

static value proxy_getitem(thread *t, value v, value key) {
    value x = target_of(t, v);
    return x == NIL ? NIL : op_getitem(t, x, key);
}

static bool proxy_setitem(thread *t, value v, value key, value y) {
    value x = target_of(t, v);
    return x != NIL && (y == NIL ? op_delitem(t, x, key) : op_setitem(t, x, key, y));
}

static int proxy_contains(thread *t, value v, value y) {
    value x = target_of(t, v);
    return x == NIL ? -1 : op_contains(t, x, y);
}

static value proxy_call(thread *t, value f, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    value x = target_of(t, f);
    return x == NIL ? NIL : call_values(t, x, a, n, kwnames);
}

/* clang-format off */
#define BINARY_OPS(X) \
    X(ADD) X(SUB) X(MUL) X(DIV) X(FLOORDIV) X(MOD) X(POW) X(MATMUL) X(LSHIFT) X(RSHIFT) X(AND) \
    X(OR) X(XOR) X(DIVMOD)
/* clang-format on */
#define X(OP)                                                            \
    static value proxy_##OP(thread *t, value a, value b) {               \
        value x = target_of(t, a), y = x == NIL ? NIL : target_of(t, b); \
        return y == NIL ? NIL : op_binary(t, x, y, BIN_##OP);            \
    }                                                                    \
    static value proxy_i##OP(thread *t, value a, value b) {              \
        value x = target_of(t, a), y = x == NIL ? NIL : target_of(t, b); \
        return y == NIL ? NIL : op_inplace(t, x, y, BIN_##OP);           \
    }
BINARY_OPS(X)
#undef X

#define UNARY_OPS(X) X(NEG) X(POS) X(INVERT) X(ABS) X(INT) X(FLOAT) X(INDEX)
#define X(OP)                                            \
    static value proxy_##OP(thread *t, value v) {        \
        value x = target_of(t, v);                       \
        return x == NIL ? NIL : op_unary(t, x, UN_##OP); \
    }
UNARY_OPS(X)
#undef X

#define BINARY(OP) [BIN_##OP] = proxy_##OP,
#define INPLACE(OP) [BIN_##OP] = proxy_i##OP,
#define UNARY(OP) [UN_##OP] = proxy_##OP,
#define PROXY_SLOTS                                                                               \
    .repr = proxy_repr, .str = proxy_str, .compare = proxy_compare, .hash = proxy_hash,           \
    .truth = proxy_truth, .getattr = proxy_getattr, .setattr = proxy_setattr, .iter = proxy_iter, \
    .next = proxy_next, .length = proxy_length, .getitem = proxy_getitem,                         \
    .setitem = proxy_setitem, .contains = proxy_contains, .binary = {BINARY_OPS(BINARY)},         \
    .inplace = {BINARY_OPS(INPLACE)}, .unary = {UNARY_OPS(UNARY)}

static void proxy_trace(gc *g, object *o) {
    gc_value(g, ((weakref *)o)->callback);
}

static const type_spec proxy_spec = {
    .name = "weakref.ProxyType",
    .size = sizeof(weakref),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = proxy_trace,
    .slots = {PROXY_SLOTS},
};

static const type_spec callable_proxy_spec = {
    .name = "weakref.CallableProxyType",
    .size = sizeof(weakref),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = proxy_trace,
    .slots = {PROXY_SLOTS, .call = proxy_call},
};

/* proxy() is bound to the tuple of its two classes. */
static value weakref_proxy(thread *t, value *a, int n) {
    (void)n;
    tuple *classes = (tuple *)as_obj(a[0]);
    type *cls = (type *)as_obj(classes->items[op_callable(t, a[1])]);
    return weakref_new(t, cls, a[1], a[2] == NONE ? NIL : a[2]);
}

static value weakref_getweakrefcount(thread *t, value *a, int n) {
    (void)n;
    return int_new(t, weakref_count(t->vm, a[0], NULL, t));
}

static value weakref_getweakrefs(thread *t, value *a, int n) {
    (void)n;
    value l = list_new(t, 0);
    return l != NIL && weakref_count(t->vm, a[0], (list *)as_obj(l), t) >= 0 ? l : NIL;
}

/* del dict[key] if its value is a dead reference: for WeakValueDictionary. */
static value weakref_remove_dead(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[0], T_DICT)) {
        return raise_error(t, E_TYPE_ERROR,
                           "_remove_dead_weakref() argument 1 must be dict, not %T", a[0]);
    }
    value v = dict_get(t, (dict *)as_obj(a[0]), a[1]);
    if (v == NIL) {
        return t->exc != NIL ? NIL : NONE;
    }
    if (is_kind(v, T_WEAKREF) && ((weakref *)as_obj(v))->target == NIL &&
        dict_del(t, (dict *)as_obj(a[0]), a[1]) < 0) {
        return NIL;
    }
    return NONE;
}

static const native_def proxy_def = {"proxy", weakref_proxy, "self, object, callback=None, /", 0,
                                     "Create a proxy object that weakly references 'object'."};

static const native_def methods[] = {
    {"getweakrefcount", weakref_getweakrefcount, "object, /", 0,
     "Return the number of weak references to 'object'."},
    {"getweakrefs", weakref_getweakrefs, "object, /", 0,
     "Return a list of all weak reference objects pointing to 'object'."},
    {"_remove_dead_weakref", weakref_remove_dead, "dct, key, /", 0,
     "Atomically remove key from dict if it points to a dead weakref."},
    {NULL, NULL, NULL, 0, NULL},
};

static value proxy_class(thread *t, const type_spec *spec) {
    type *cls = type_from_spec(t, spec, NULL);
    if (cls == NULL) {
        return NIL;
    }
    cls->kind = T_WEAKREF;
    cls->flags |= TYPE_DERIVED;
    return from_obj(cls);
}

static bool weakref_init(thread *t, module *m) {
    value classes[2] = {proxy_class(t, &proxy_spec), proxy_class(t, &callable_proxy_spec)};
    if (classes[0] == NIL || classes[1] == NIL) {
        return false;
    }
    value both = tuple_of(t, classes, 2);
    value proxy =
        both == NIL ? NIL : native_new(t, &proxy_def, both, from_obj(str_intern(t, "_weakref")));
    value ref = from_obj(t->vm->types[T_WEAKREF]);
    return proxy != NIL && module_set(t, m, "proxy", proxy) && module_set(t, m, "ref", ref) &&
           module_set(t, m, "ReferenceType", ref) && module_set(t, m, "ProxyType", classes[0]) &&
           module_set(t, m, "CallableProxyType", classes[1]);
}

const module_def weakref_module = {
    .name = "_weakref",
    .doc = "Weak-reference support module.",
    .methods = methods,
    .init = weakref_init,
};
