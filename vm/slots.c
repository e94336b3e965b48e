/* slots.c: what ties slots and dunder names together, in both directions (the table is slots.def):
 *
 *   - a native slot shows up as a slot wrapper (list.__len__), which unpacks its arguments and
 *     calls the slot;
 *   - a class made by a script that defines a dunder gets the row's `generic` function in its slot,
 *     which finds the dunder and calls it.
 *
 * type_update_slots() decides between the two whenever a class or one of its bases changes.
 */
#include "vm/type.h"

#include "vm/gc.h"
#include "vm/ops.h"
#include "vm/shape.h"

enum wrap_kind {
    WRAP_UNARY,
    WRAP_HASH,
    WRAP_COMPARE,
    WRAP_TRUTH,
    WRAP_GETATTR,
    WRAP_SETATTR,
    WRAP_DELATTR,
    WRAP_CALL,
    WRAP_NEXT,
    WRAP_LENGTH,
    WRAP_GETITEM,
    WRAP_SETITEM,
    WRAP_DELITEM,
    WRAP_CONTAINS,
    WRAP_REPEAT,
    WRAP_IREPEAT,
    WRAP_BINARY,
    WRAP_POW,
    WRAP_GET,
    WRAP_SET,
    WRAP_DELETE,
    WRAP_INIT,
    WRAP_NONE
};
enum { REFLECTED = 128 };

/* ---- calling dunders: what slots of script-made classes hold ---- */

/* Calls `fn`, found on self's class, with self before the given arguments. Keyword values stand
 * behind a[n]. */
static value call_found(thread *t, value fn, value self, const value *a, int n, value kwnames) {
    int nkw = kwnames == NIL ? 0 : (int)((tuple *)as_obj(kwnames))->len;
    value small[8], *args = small;
    size_t need = (size_t)(n + nkw + 1);
    if (need > 8) {
        /* A tuple, so that the collector sees it from this frame. */
        value block = tuple_new(t, need);
        if (block == NIL) {
            return NIL;
        }
        args = ((tuple *)as_obj(block))->items;
    }
    if (n + nkw > 0) {
        memcpy(args + 1, a, (size_t)(n + nkw) * sizeof *a);
    }
    args[0] = self;
    if (is_kind(fn, T_FUNC) || is_kind(fn, T_METHOD_DESC)) {
        return call_values(t, fn, args, n + 1, kwnames);
    }
    if (is_kind(fn, T_WRAPPER_DESC)) {
        t->kwnames = kwnames;
        return slot_wrapper_call(t, (slot_wrapper *)as_obj(fn), self, args + 1, n);
    }
    value bound = descr_get(t, fn, self, type_of(t->vm, self));
    return bound == NIL ? NIL : call_values(t, bound, args + 1, n, kwnames);
}

static value lookup_on_class(thread *t, value v, str *name) {
    return type_lookup(type_of(t->vm, v), name);
}

/* The dunder was there when the slot was filled; a callback may have taken it away since. */
static value dunder(thread *t, value self, str *name, const value *a, int n) {
    value fn = lookup_on_class(t, self, name);
    if (fn == NIL) {
        return raise_error(t, E_ATTRIBUTE_ERROR, "%U", name);
    }
    if (fn == NONE) {
        return raise_error(t, E_TYPE_ERROR, "'NoneType' object is not callable");
    }
    return call_found(t, fn, self, a, n, NIL);
}

value lookup_special(thread *t, value v, str *name) {
    value fn = lookup_on_class(t, v, name);
    return fn == NIL ? NIL : descr_get(t, fn, v, type_of(t->vm, v));
}

static value slot_repr(thread *t, value v) {
    return dunder(t, v, N(t, __repr__), NULL, 0);
}

static value slot_str(thread *t, value v) {
    return dunder(t, v, N(t, __str__), NULL, 0);
}

static bool slot_hash(thread *t, value v, int64_t *out) {
    value fn = lookup_on_class(t, v, N(t, __hash__));
    if (fn == NIL || fn == NONE) {
        return hash_not_implemented(t, v, out);
    }
    value h = call_found(t, fn, v, NULL, 0, NIL);
    if (h == NIL) {
        return false;
    }
    if (!is_any_int(h)) {
        raise_error(t, E_TYPE_ERROR, "__hash__ method should return an integer");
        return false;
    }
    int64_t i;
    if (!int_to_int64(h, &i)) {
        return op_hash(t, h, out); /* as hash(huge) would */
    }
    *out = i == -1 ? -2 : i;
    return true;
}

static str *compare_name(thread *t, int op) {
    switch (op) {
    case CMP_LT: return N(t, __lt__);
    case CMP_LE: return N(t, __le__);
    case CMP_EQ: return N(t, __eq__);
    case CMP_NE: return N(t, __ne__);
    case CMP_GT: return N(t, __gt__);
    default: return N(t, __ge__);
    }
}

static value slot_compare(thread *t, value a, value b, int op) {
    value fn = lookup_on_class(t, a, compare_name(t, op));
    if (fn == NIL || fn == NONE) {
        return fn == NIL ? NOTIMPL : dunder(t, a, compare_name(t, op), &b, 1);
    }
    return call_found(t, fn, a, &b, 1, NIL);
}

static int slot_truth(thread *t, value v) {
    value fn = lookup_on_class(t, v, N(t, __bool__));
    if (fn == NIL) { /* only __len__ is defined */
        int64_t n = type_of(t->vm, v)->slots.length(t, v);
        return n < 0 ? -1 : n > 0;
    }
    value r = dunder(t, v, N(t, __bool__), NULL, 0);
    if (r == NIL) {
        return -1;
    }
    if (!is_bool(r)) {
        raise_error(t, E_TYPE_ERROR, "__bool__ should return bool, returned %T", r);
        return -1;
    }
    return r == V_TRUE;
}

static value slot_getattr(thread *t, value v, str *name) {
    value arg = from_obj(name);
    value r = dunder(t, v, N(t, __getattribute__), &arg, 1);
    if (r == NIL && exc_is(t, E_ATTRIBUTE_ERROR)) {
        value hook = lookup_on_class(t, v, N(t, __getattr__));
        if (hook != NIL) {
            exc_clear(t);
            r = call_found(t, hook, v, &arg, 1, NIL);
        }
    }
    return r;
}

static bool slot_setattr(thread *t, value v, str *name, value x) {
    value args[2] = {from_obj(name), x};
    return (x == NIL ? dunder(t, v, N(t, __delattr__), args, 1)
                     : dunder(t, v, N(t, __setattr__), args, 2)) != NIL;
}

static value slot_call(thread *t, value f, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    value fn = lookup_on_class(t, f, N(t, __call__));
    if (fn == NIL) {
        return raise_error(t, E_TYPE_ERROR, "'%T' object is not callable", f);
    }
    return call_found(t, fn, f, a, n, kwnames);
}

static value slot_iter(thread *t, value v) {
    value fn = lookup_on_class(t, v, N(t, __iter__));
    if (fn == NONE) {
        return raise_error(t, E_TYPE_ERROR, "'%T' object is not iterable", v);
    }
    return dunder(t, v, N(t, __iter__), NULL, 0);
}

static value slot_next(thread *t, value v) {
    return dunder(t, v, N(t, __next__), NULL, 0); /* op_next swallows the StopIteration */
}

static int64_t slot_length(thread *t, value v) {
    value r = dunder(t, v, N(t, __len__), NULL, 0);
    if (r != NIL && !is_any_int(r)) {
        r = op_index(t, r);
    }
    if (r == NIL) {
        return -1;
    }
    if (int_sign(r) < 0) {
        raise_error(t, E_VALUE_ERROR, "__len__() should return >= 0");
        return -1;
    }
    int64_t n;
    if (!int_to_int64(r, &n)) {
        raise_error(t, E_OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer");
        return -1;
    }
    return n;
}

static value slot_getitem(thread *t, value v, value key) {
    return dunder(t, v, N(t, __getitem__), &key, 1);
}

static bool slot_setitem(thread *t, value v, value key, value x) {
    value args[2] = {key, x};
    return (x == NIL ? dunder(t, v, N(t, __delitem__), args, 1)
                     : dunder(t, v, N(t, __setitem__), args, 2)) != NIL;
}

static int slot_contains(thread *t, value v, value x) {
    value fn = lookup_on_class(t, v, N(t, __contains__));
    if (fn == NONE) {
        raise_error(t, E_TYPE_ERROR, "'%T' object is not a container", v);
        return -1;
    }
    value r = dunder(t, v, N(t, __contains__), &x, 1);
    return r == NIL ? -1 : op_truth(t, r);
}

static value slot_get(thread *t, value descr, value obj, value owner) {
    value args[2] = {obj == NIL ? NONE : obj, owner == NIL ? NONE : owner};
    value fn = lookup_on_class(t, descr, N(t, __get__));
    if (fn == NIL) {
        return descr;
    }
    return call_found(t, fn, descr, args, 2, NIL);
}

static bool slot_set(thread *t, value descr, value obj, value x) {
    value args[2] = {obj, x};
    str *name = x == NIL ? N(t, __delete__) : N(t, __set__);
    if (lookup_on_class(t, descr, name) == NIL) {
        raise_error(t, E_ATTRIBUTE_ERROR, "%U", name);
        return false;
    }
    return dunder(t, descr, name, args, x == NIL ? 1 : 2) != NIL;
}

static value slot_new(thread *t, type *cls, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    value fn = type_lookup(cls, N(t, __new__));
    if (fn == NIL) {
        return raise_error(t, E_TYPE_ERROR, "cannot create '%N' instances", cls);
    }
    fn = descr_get(t, fn, NIL, cls);
    if (fn == NIL) {
        return NIL;
    }
    int nkw = kwnames == NIL ? 0 : (int)((tuple *)as_obj(kwnames))->len;
    value block = tuple_new(t, (size_t)(n + nkw + 1));
    if (block == NIL) {
        return NIL;
    }
    value *args = ((tuple *)as_obj(block))->items;
    args[0] = from_obj(cls);
    memcpy(args + 1, a, (size_t)(n + nkw) * sizeof *a);
    return call_values(t, fn, args, n + 1, kwnames);
}

static bool slot_init(thread *t, value self, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    value fn = lookup_on_class(t, self, N(t, __init__));
    value r = call_found(t, fn, self, a, n, kwnames);
    if (r != NIL && r != NONE) {
        raise_error(t, E_TYPE_ERROR, "__init__() should return None, not '%T'", r);
        r = NIL;
    }
    return r != NIL;
}

/* x op y for classes made by scripts. a or b (or both) has this function in its slot; the subclass
 * goes first if it overrides. */
static value binary_dunder(thread *t, value a, value b, enum binary_op op, binary_fn me, str *name,
                           str *rname) {
    type *ta = type_of(t->vm, a), *tb = type_of(t->vm, b);
    bool b_too = ta != tb && tb->slots.binary[op] == me;
    if (ta->slots.binary[op] == me) {
        if (b_too && is_subtype(tb, ta)) {
            value mine = type_lookup(ta, rname), theirs = type_lookup(tb, rname);
            if (theirs != NIL && theirs != mine) {
                value r = theirs == NONE ? dunder(t, b, rname, &a, 1)
                                         : call_found(t, theirs, b, &a, 1, NIL);
                if (r != NOTIMPL) {
                    return r;
                }
                b_too = false;
            }
        }
        value fn = type_lookup(ta, name);
        if (fn != NIL) {
            value r = fn == NONE ? dunder(t, a, name, &b, 1) : call_found(t, fn, a, &b, 1, NIL);
            if (r != NOTIMPL || ta == tb) {
                return r;
            }
        } else if (ta == tb) {
            return NOTIMPL;
        }
    } else {
        b_too = tb->slots.binary[op] == me;
    }
    if (b_too) {
        value fn = type_lookup(tb, rname);
        if (fn != NIL) {
            return fn == NONE ? dunder(t, b, rname, &a, 1) : call_found(t, fn, b, &a, 1, NIL);
        }
    }
    return NOTIMPL;
}

static value inplace_dunder(thread *t, value a, value b, str *name) {
    value fn = lookup_on_class(t, a, name);
    return fn == NIL    ? NOTIMPL
           : fn == NONE ? dunder(t, a, name, &b, 1)
                        : call_found(t, fn, a, &b, 1, NIL);
}

#define ROW(word, slot, wrap, arg, generic, sig, doc)
#define COMPARE(word, OP, sign)
#define BINARY(word, OP, sign)                                                   \
    static value slot_##word(thread *t, value a, value b) {                      \
        return binary_dunder(t, a, b, BIN_##OP, slot_##word, N(t, __##word##__), \
                             N(t, __r##word##__));                               \
    }
#define INPLACE(word, OP, sign)                              \
    static value slot_i##word(thread *t, value a, value b) { \
        return inplace_dunder(t, a, b, N(t, __i##word##__)); \
    }
#define UNARY(word, OP, doc)                              \
    static value slot_##word(thread *t, value v) {        \
        return dunder(t, v, N(t, __##word##__), NULL, 0); \
    }
#include "vm/slots.def"
#undef ROW
#undef COMPARE
#undef BINARY
#undef INPLACE
#undef UNARY

static value slot_divmod(thread *t, value a, value b) {
    return binary_dunder(t, a, b, BIN_DIVMOD, slot_divmod, N(t, __divmod__), N(t, __rdivmod__));
}

static value slot_pow(thread *t, value a, value b) {
    return binary_dunder(t, a, b, BIN_POW, slot_pow, N(t, __pow__), N(t, __rpow__));
}

/* ---- the table ---- */

#define ROW(word, slot, wrap, arg, generic, sig, doc) \
    {"__" #word "__",                                 \
     offsetof(names, n___##word##__),                 \
     offsetof(slots, slot),                           \
     wrap,                                            \
     arg,                                             \
     (void (*)(void))generic,                         \
     sig,                                             \
     doc},
#define COMPARE(word, OP, sign)                                                   \
    ROW(word, compare, WRAP_COMPARE, CMP_##OP, slot_compare, "($self, value, /)", \
        "Return self" sign "value.")
#define BINARY(word, OP, sign)                                                           \
    ROW(word, binary[BIN_##OP], WRAP_BINARY, BIN_##OP, slot_##word, "($self, value, /)", \
        "Return self" sign "value.")                                                     \
    ROW(r##word, binary[BIN_##OP], WRAP_BINARY, BIN_##OP | REFLECTED, slot_##word,       \
        "($self, value, /)", "Return value" sign "self.")
#define INPLACE(word, OP, sign)                                                               \
    ROW(i##word, inplace[BIN_##OP], WRAP_BINARY, BIN_##OP, slot_i##word, "($self, value, /)", \
        "Return self" sign "=value.")
#define UNARY(word, OP, doc) \
    ROW(word, unary[UN_##OP], WRAP_UNARY, UN_##OP, slot_##word, "($self, /)", doc)

static const slot_def slot_defs[] = {
#include "vm/slots.def"
#undef ROW
#undef COMPARE
#undef BINARY
#undef INPLACE
#undef UNARY
};

enum { SLOT_ROWS = sizeof slot_defs / sizeof *slot_defs };

static str *row_name(vm *m, const slot_def *d) {
    str *s;
    memcpy(&s, (char *)&m->names + d->name_at, sizeof s);
    return s;
}

typedef void (*any_fn)(void);

static any_fn slot_at(const slots *s, uint16_t at) {
    any_fn f;
    memcpy(&f, (const char *)s + at, sizeof f);
    return f;
}

static void slot_put(slots *s, uint16_t at, any_fn f) {
    memcpy((char *)s + at, &f, sizeof f);
}

bool type_is_slot_name(vm *m, str *name) {
    for (int i = 0; i < SLOT_ROWS; i++) {
        if (row_name(m, &slot_defs[i]) == name) {
            return true;
        }
    }
    return false;
}

/* ---- slot wrappers ---- */

static bool no_keywords(thread *t, const slot_wrapper *w) {
    if (t->kwnames != NIL && ((tuple *)as_obj(t->kwnames))->len > 0) {
        t->kwnames = NIL;
        raise_error(t, E_TYPE_ERROR, "wrapper %s() takes no keyword arguments", w->def->name);
        return false;
    }
    t->kwnames = NIL;
    return true;
}

static bool wants(thread *t, int n, int want) {
    if (n != want) {
        raise_error(t, E_TYPE_ERROR, "expected %d argument%s, got %d", want, want == 1 ? "" : "s",
                    n);
        return false;
    }
    return true;
}

static bool wants_range(thread *t, int n, int least, int most) {
    if (n < least || n > most) {
        raise_error(t, E_TYPE_ERROR, "expected at %s %d argument%s, got %d",
                    n < least ? "least" : "most", n < least ? least : most,
                    (n < least ? least : most) == 1 ? "" : "s", n);
        return false;
    }
    return true;
}

static value done(bool ok) {
    return ok ? NONE : NIL;
}

static bool is_name_arg(thread *t, value v) {
    if (!is_kind(v, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "attribute name must be string, not '%T'", v);
        return false;
    }
    return true;
}

/* object.__setattr__(some_class, ...) must not get round the class's own rules. */
static bool may_set_through(thread *t, const slot_wrapper *w, value self) {
    type *cls = type_of(t->vm, self);
    while (cls != NULL && cls->flags & TYPE_HEAP) {
        cls = cls->base;
    }
    if (cls != NULL && cls->slots.setattr != w->owner->slots.setattr) {
        raise_error(t, E_TYPE_ERROR, "can't apply this %s to %T object", w->def->name, self);
        return false;
    }
    return true;
}

static value call_repeat(thread *t, value (*f)(thread *, value, int64_t), value self, value by) {
    int64_t times;
    if (!op_to_int64(t, by, &times)) {
        return NIL;
    }
    return f(t, self, times);
}

value slot_wrapper_call(thread *t, slot_wrapper *w, value self, value *a, int n) {
    const slot_def *d = w->def;
    const slots *s = &w->owner->slots;
    if (!c_stack_ok(t)) {
        return NIL;
    }
    if (!is_subtype(type_of(t->vm, self), w->owner)) {
        t->kwnames = NIL;
        return raise_error(t, E_TYPE_ERROR,
                           "descriptor '%s' requires a '%N' object but received a '%T'", d->name,
                           w->owner, self);
    }
    if (d->wrap == WRAP_CALL) {
        return s->call(t, self, a, n);
    }
    if (d->wrap == WRAP_INIT) {
        return done(s->init(t, self, a, n));
    }
    if (!no_keywords(t, w)) {
        return NIL;
    }
    any_fn f = slot_at(s, d->slot);
    switch ((enum wrap_kind)d->wrap) {
    case WRAP_UNARY: return wants(t, n, 0) ? ((unary_fn)f)(t, self) : NIL;
    case WRAP_HASH: {
        int64_t h;
        return wants(t, n, 0) && s->hash(t, self, &h) ? int_new(t, h) : NIL;
    }
    case WRAP_COMPARE: return wants(t, n, 1) ? s->compare(t, self, a[0], d->arg) : NIL;
    case WRAP_TRUTH: {
        int b = wants(t, n, 0) ? s->truth(t, self) : -1;
        return b < 0 ? NIL : from_bool(b);
    }
    case WRAP_GETATTR:
        return wants(t, n, 1) && is_name_arg(t, a[0]) ? s->getattr(t, self, (str *)as_obj(a[0]))
                                                      : NIL;
    case WRAP_SETATTR:
        return done(wants(t, n, 2) && is_name_arg(t, a[0]) && may_set_through(t, w, self) &&
                    s->setattr(t, self, (str *)as_obj(a[0]), a[1]));
    case WRAP_DELATTR:
        return done(wants(t, n, 1) && is_name_arg(t, a[0]) && may_set_through(t, w, self) &&
                    s->setattr(t, self, (str *)as_obj(a[0]), NIL));
    case WRAP_NEXT: {
        value r = wants(t, n, 0) ? s->next(t, self) : NIL;
        return r == NIL && t->exc == NIL ? raise_stop_iteration(t, NIL) : r;
    }
    case WRAP_LENGTH: {
        int64_t len = wants(t, n, 0) ? s->length(t, self) : -1;
        return len < 0 ? NIL : int_new(t, len);
    }
    case WRAP_GETITEM: return wants(t, n, 1) ? ((binary_fn)f)(t, self, a[0]) : NIL;
    case WRAP_SETITEM: return done(wants(t, n, 2) && s->setitem(t, self, a[0], a[1]));
    case WRAP_DELITEM: return done(wants(t, n, 1) && s->setitem(t, self, a[0], NIL));
    case WRAP_CONTAINS: {
        int b = wants(t, n, 1) ? s->contains(t, self, a[0]) : -1;
        return b < 0 ? NIL : from_bool(b);
    }
    case WRAP_REPEAT: return wants(t, n, 1) ? call_repeat(t, s->repeat, self, a[0]) : NIL;
    case WRAP_IREPEAT: return wants(t, n, 1) ? call_repeat(t, s->irepeat, self, a[0]) : NIL;
    case WRAP_POW:
        if (!wants_range(t, n, 1, 2)) {
            return NIL;
        }
        if (n == 2 && a[1] != NONE) {
            return d->arg & REFLECTED ? op_pow3(t, a[0], self, a[1]) : op_pow3(t, self, a[0], a[1]);
        }
        return d->arg & REFLECTED ? ((binary_fn)f)(t, a[0], self) : ((binary_fn)f)(t, self, a[0]);
    case WRAP_BINARY:
        if (!wants(t, n, 1)) {
            return NIL;
        }
        return d->arg & REFLECTED ? ((binary_fn)f)(t, a[0], self) : ((binary_fn)f)(t, self, a[0]);
    case WRAP_GET: {
        if (!wants_range(t, n, 1, 2)) {
            return NIL;
        }
        value obj = a[0] == NONE ? NIL : a[0], owner = n == 2 && a[1] != NONE ? a[1] : NIL;
        if (obj == NIL && owner == NIL) {
            return raise_error(t, E_TYPE_ERROR, "__get__(None, None) is invalid");
        }
        return s->get(t, self, obj, owner);
    }
    case WRAP_SET: return done(wants(t, n, 2) && s->set(t, self, a[0], a[1]));
    case WRAP_DELETE: return done(wants(t, n, 1) && s->set(t, self, a[0], NIL));
    default: return raise_error(t, E_SYSTEM_ERROR, "bad slot wrapper");
    }
}

static value slot_wrapper_new(thread *t, const slot_def *def, type *owner) {
    slot_wrapper *w = heap_new(t, T_WRAPPER_DESC, sizeof *w);
    if (w == NULL) {
        return NIL;
    }
    w->def = def;
    w->owner = owner;
    return from_obj(w);
}
/* ---- which function a slot gets ---- */

/* getattr is special: __getattr__ has a say only after __getattribute__. */
static void update_getattr(thread *t, type *cls) {
    value getter = type_lookup_after(cls, NULL, N(t, __getattribute__)),
          hook = type_lookup_after(cls, NULL, N(t, __getattr__));
    value (*native_getter)(thread *, value, str *) = NULL;
    if (is_kind(getter, T_WRAPPER_DESC) &&
        is_subtype(cls, ((slot_wrapper *)as_obj(getter))->owner)) {
        native_getter = ((slot_wrapper *)as_obj(getter))->owner->slots.getattr;
    }
    if (native_getter == NULL || (hook != NIL && native_getter != generic_getattr)) {
        cls->slots.getattr = slot_getattr;
    } else {
        cls->slots.getattr = hook == NIL ? native_getter : class_getattr_hook;
    }
}

/* The group of rows [from, to) shares a slot. */
static void update_group(type *cls, int from, int to) {
    any_fn specific = NULL, generic = NULL;
    bool use_generic = false, any = false;
    vm *m = cls->vm;
    for (int i = from; i < to; i++) {
        const slot_def *d = &slot_defs[i];
        value v = type_lookup_after(cls, NULL, row_name(m, d));
        if (v == NIL) {
            continue;
        }
        any = true;
        any_fn f = NULL;
        if (is_kind(v, T_WRAPPER_DESC)) {
            slot_wrapper *w = (slot_wrapper *)as_obj(v);
            bool applies = is_subtype(cls, w->owner);
            if (w->def == d && applies) {
                f = slot_at(&w->owner->slots, d->slot);
            } else if (d->generic == NULL || (applies && w->def->name_at == d->name_at)) {
                continue; /* the name belongs to a sibling slot: list.__add__ is concat */
            }
        } else if (d->slot == offsetof(slots, new) && is_kind(v, T_NATIVE) &&
                   is_kind(((native *)as_obj(v))->self, T_TYPE)) {
            f = (any_fn)((type *)as_obj(((native *)as_obj(v))->self))->slots.new;
        } else if (v == NONE && d->slot == offsetof(slots, hash)) {
            f = (any_fn)hash_not_implemented;
        }
        if (f != NULL && (specific == NULL || specific == f)) {
            specific = f;
        } else {
            use_generic = true;
        }
        generic = d->generic;
    }
    slot_put(&cls->slots, slot_defs[from].slot,
             !any                               ? NULL
             : specific != NULL && !use_generic ? specific
                                                : generic);
}

static void update_one(thread *t, type *cls, str *name) {
    for (int from = 0, to; from < SLOT_ROWS; from = to) {
        bool hit = name == NULL;
        for (to = from; to < SLOT_ROWS && slot_defs[to].slot == slot_defs[from].slot; to++) {
            hit |= row_name(t->vm, &slot_defs[to]) == name;
        }
        if (!hit) {
            continue;
        }
        if (slot_defs[from].slot == offsetof(slots, getattr)) {
            update_getattr(t, cls);
        } else {
            update_group(cls, from, to);
        }
    }
    if (name == NULL || name == N(t, __del__)) {
        cls->flags &= ~(uint32_t)TYPE_HAS_DEL;
        if (type_lookup_after(cls, NULL, N(t, __del__)) != NIL) {
            cls->flags |= TYPE_HAS_DEL;
        }
    }
}

void type_update_slots(thread *t, type *cls, str *name) {
    if (cls->flags & TYPE_HEAP) {
        update_one(t, cls, name);
    }
    if (cls->nsubs > 0 && !c_stack_ok(t)) {
        exc_clear(t);
        return;
    }
    for (uint32_t i = 0; i < cls->nsubs; i++) {
        type_update_slots(t, cls->subs[i], name);
    }
}
/* ---- built-in types ---- */

bool type_add_wrappers(thread *t, type *cls, const type_spec *spec) {
    for (int i = 0; i < SLOT_ROWS; i++) {
        const slot_def *d = &slot_defs[i];
        if (d->wrap == WRAP_NONE || slot_at(&spec->slots, d->slot) == NULL) {
            continue;
        }
        str *name = row_name(t->vm, d);
        if (dict_get_str(cls->dict, name) != NIL) {
            continue;
        }
        value w = slot_wrapper_new(t, d, cls);
        if (w == NIL || !dict_set_str(t, cls->dict, name, w)) {
            return false;
        }
    }
    return true;
}
void slots_inherit(slots *mine, const slots *base) {
    bool own_hash = mine->hash != NULL, own_compare = mine->compare != NULL;
    for (uint16_t at = 0; at < sizeof *mine; at += sizeof(any_fn)) {
        if (slot_at(mine, at) == NULL) {
            slot_put(mine, at, slot_at(base, at));
        }
    }
    if (own_compare && !own_hash) {
        mine->hash = hash_not_implemented;
    }
}
