/* eval_ops.c: the instructions that are too rare or too long for the loop (eval.c calls these).
 * Operands are still on the stack while they run, so nothing here needs to keep them alive.
 */
#include "vm/call.h"
#include "vm/dict.h"
#include "vm/frame.h"
#include "vm/fuse.h"
#include "vm/iter.h"
#include "vm/seq.h"
#include "vm/str.h"
#include "vm/type.h"

/* ---- names ---- */

static value name_error(thread *t, str *name) {
    raise_error(t, E_NAME_ERROR, "name '%U' is not defined", name);
    return op_setattr(t, t->exc, N(t, name), from_obj(name)) ? NIL : NIL;
}

value ops_unbound_local(thread *t, code *c, unsigned slot) {
    return raise_error(t, E_UNBOUND_LOCAL_ERROR,
                       "cannot access local variable '%U' where it is not associated with a value",
                       c->slot_names[slot]);
}

value ops_unbound_cell(thread *t, code *c, unsigned slot) {
    if (slot + c->nfree >= c->nlocals) {
        raise_error(t, E_NAME_ERROR,
                    "cannot access free variable '%U' where it is not associated with a value in "
                    "enclosing scope",
                    c->slot_names[slot]);
        return NIL;
    }
    return ops_unbound_local(t, c, slot);
}

value ops_load_global_slow(thread *t, frame *f, str *name) {
    value v = dict_get(t, f->fn->globals, from_obj(name));
    if (v == NIL && t->exc == NIL) {
        v = dict_get_str(f->fn->builtins, name);
        if (v == NIL) {
            return name_error(t, name);
        }
    }
    return v;
}

/* A missing name in a namespace that is not a dict is a KeyError there. */
static value names_get(thread *t, value space, str *name) {
    if (is_exact(space, T_DICT)) {
        return dict_get(t, (dict *)as_obj(space), from_obj(name));
    }
    value v = op_getitem(t, space, from_obj(name));
    if (v == NIL && exc_is(t, E_KEY_ERROR)) {
        exc_clear(t);
    }
    return v;
}

value ops_load_name(thread *t, frame *f, str *name) {
    if (f->names != NIL) {
        value v = names_get(t, f->names, name);
        if (v != NIL || t->exc != NIL) {
            return v;
        }
    }
    return ops_load_global_slow(t, f, name);
}

bool ops_store_name(thread *t, frame *f, str *name, value v) {
    value space = f->names == NIL ? from_obj(f->fn->globals) : f->names;
    return is_exact(space, T_DICT) ? dict_set_str(t, (dict *)as_obj(space), name, v)
                                   : op_setitem(t, space, from_obj(name), v);
}

bool ops_delete_name(thread *t, frame *f, str *name) {
    value space = f->names == NIL ? from_obj(f->fn->globals) : f->names;
    if (is_exact(space, T_DICT)) {
        int r = dict_del(t, (dict *)as_obj(space), from_obj(name));
        if (r == 0) {
            name_error(t, name);
        }
        return r > 0;
    }
    if (!op_delitem(t, space, from_obj(name))) {
        if (exc_is(t, E_KEY_ERROR)) {
            exc_clear(t);
            name_error(t, name);
        }
        return false;
    }
    return true;
}

bool ops_delete_global(thread *t, frame *f, str *name) {
    int r = dict_del(t, f->fn->globals, from_obj(name));
    if (r == 0) {
        name_error(t, name);
    }
    return r > 0;
}

value ops_load_classderef(thread *t, frame *f, unsigned slot) {
    if (f->names != NIL) {
        value v = names_get(t, f->names, f->code->slot_names[slot]);
        if (v != NIL || t->exc != NIL) {
            return v;
        }
    }
    value v = ((cell *)as_obj(f->locals[slot]))->v;
    return v != NIL ? v : ops_unbound_cell(t, f->code, slot);
}

/* ---- unpacking: the first item ends on top ---- */

static bool not_enough(thread *t, unsigned want, size_t got, bool at_least) {
    raise_error(t, E_VALUE_ERROR, "not enough values to unpack (expected %s%u, got %zd)",
                at_least ? "at least " : "", want, got);
    return false;
}

static bool too_many_values(thread *t, unsigned want) {
    raise_error(t, E_VALUE_ERROR, "too many values to unpack (expected %u)", want);
    return false;
}

static value unpack_iter(thread *t, value v) {
    value it = op_iter(t, v);
    if (it == NIL && exc_is(t, E_TYPE_ERROR) && type_of(t->vm, v)->slots.iter == NULL &&
        type_of(t->vm, v)->slots.getitem == NULL) {
        exc_clear(t);
        raise_error(t, E_TYPE_ERROR, "cannot unpack non-iterable %T object", v);
    }
    return it;
}

bool ops_unpack(thread *t, value v, value *to, unsigned n) {
    const value *items = NULL;
    size_t len = 0;
    if (is_exact(v, T_LIST)) {
        items = ((list *)as_obj(v))->items;
        len = ((list *)as_obj(v))->len;
    } else if (is_exact(v, T_TUPLE)) {
        items = ((tuple *)as_obj(v))->items;
        len = ((tuple *)as_obj(v))->len;
    }
    if (items != NULL || is_exact(v, T_LIST)) {
        if (len != n) {
            return len < n ? not_enough(t, n, len, false) : too_many_values(t, n);
        }
        for (unsigned i = 0; i < n; i++) {
            to[n - 1 - i] = items[i];
        }
        return true;
    }
    value it = unpack_iter(t, v);
    if (it == NIL) {
        return false;
    }
    value got = list_new(t, n);
    if (got == NIL) {
        return false;
    }
    list *l = (list *)as_obj(got);
    for (unsigned i = 0; i <= n; i++) {
        value x = op_next(t, it);
        if (x == NIL) {
            if (t->exc != NIL) {
                return false;
            }
            break;
        }
        if (i == n) {
            return too_many_values(t, n);
        }
        if (!list_append(t, l, x)) {
            return false;
        }
    }
    if (l->len < n) {
        return not_enough(t, n, l->len, false);
    }
    for (unsigned i = 0; i < n; i++) {
        to[n - 1 - i] = l->items[i];
    }
    return true;
}

bool ops_unpack_ex(thread *t, value v, value *to, unsigned before, unsigned after) {
    if (!is_exact(v, T_TUPLE) && !is_exact(v, T_LIST)) {
        value it = unpack_iter(t, v);
        v = it == NIL ? NIL : list_from(t, it);
        if (v == NIL) {
            return false;
        }
    }
    bool is_list = is_kind(v, T_LIST);
    const value *items = is_list ? ((list *)as_obj(v))->items : ((tuple *)as_obj(v))->items;
    size_t len = is_list ? ((list *)as_obj(v))->len : ((tuple *)as_obj(v))->len;
    if (len < before + after) {
        return not_enough(t, before + after, len, true);
    }
    size_t middle = len - before - after;
    value rest = middle == 0 ? list_new(t, 0) : list_of(t, items + before, middle);
    if (rest == NIL) {
        return false;
    }
    unsigned total = before + 1 + after;
    for (unsigned i = 0; i < before; i++) {
        to[total - 1 - i] = items[i];
    }
    to[after] = rest;
    for (unsigned i = 0; i < after; i++) {
        to[after - 1 - i] = items[before + middle + i];
    }
    return true;
}

/* ---- slices ---- */

static bool plain_bound(value v, int64_t dflt, int64_t *out) {
    *out = is_int(v) ? as_int(v) : dflt;
    return is_int(v) || v == NONE;
}

/* Of the usual sequences without a slice object in between. */
value ops_get_slice(thread *t, value seq, value start, value stop) {
    int64_t from, to;
    if (is_obj(seq) && !(as_obj(seq)->flags & OBJ_SUBCLASS) && plain_bound(start, 0, &from) &&
        plain_bound(stop, INT64_MAX, &to)) {
        object *o = as_obj(seq);
        int64_t n;
        switch (o->kind) {
        case T_STR:
            n = slice_adjust((int64_t)((str *)o)->count, &from, &to, 1);
            return str_slice(t, (str *)o, (size_t)from, (size_t)(from + n));
        case T_LIST:
            n = slice_adjust((int64_t)((list *)o)->len, &from, &to, 1);
            return list_of(t, n == 0 ? NULL : ((list *)o)->items + from, (size_t)n);
        case T_TUPLE:
            n = slice_adjust((int64_t)((tuple *)o)->len, &from, &to, 1);
            return n == (int64_t)((tuple *)o)->len
                       ? seq
                       : tuple_of(t, ((tuple *)o)->items + from, (size_t)n);
        default: break;
        }
    }
    value key = slice_new(t, start, stop, NONE);
    return key == NIL ? NIL : op_getitem(t, seq, key);
}

/* ---- building ---- */

value ops_build_map(thread *t, value *items, unsigned n) {
    dict *d = dict_new(t);
    for (unsigned i = 0; d != NULL && i < n; i++) {
        if (!dict_set(t, d, items[2 * i], items[2 * i + 1])) {
            return NIL;
        }
    }
    return from_obj(d);
}

value ops_build_const_key_map(thread *t, value *items, unsigned n, value keys) {
    dict *d = dict_new(t);
    for (unsigned i = 0; d != NULL && i < n; i++) {
        if (!dict_set(t, d, ((tuple *)as_obj(keys))->items[i], items[i])) {
            return NIL;
        }
    }
    return from_obj(d);
}

value ops_build_set(thread *t, value *items, unsigned n) {
    value s = set_new(t, T_SET);
    for (unsigned i = 0; s != NIL && i < n; i++) {
        if (!set_add(t, (set *)as_obj(s), items[i])) {
            return NIL;
        }
    }
    return s;
}

value ops_build_string(thread *t, value *items, unsigned n) {
    return str_join_values(t, t->vm->empty_str, items, n);
}

bool ops_dict_update(thread *t, value d, value other) {
    if (!is_kind(other, T_DICT)) {
        bool failed = false;
        value keys = op_getattr_opt(t, other, N(t, keys), &failed);
        if (failed) {
            return false;
        }
        if (keys == NIL) {
            raise_error(t, E_TYPE_ERROR, "'%T' object is not a mapping", other);
            return false;
        }
    }
    return dict_update(t, (dict *)as_obj(d), other, true);
}

/* How a callee is named in messages: "f()", or the repr of what is no function. */
static value callee_name(thread *t, value f) {
    if (is_kind(f, T_METHOD)) {
        f = ((method *)as_obj(f))->func;
    }
    bool failed = false;
    value q = op_getattr_opt(t, f, N(t, __qualname__), &failed);
    if (q == NIL) {
        t->exc = NIL;
        return op_str(t, f);
    }
    if (!is_kind(q, T_STR)) {
        return op_str(t, f);
    }
    value m = op_getattr_opt(t, f, N(t, __module__), &failed);
    if (m == NIL || !is_kind(m, T_STR) || str_equal((str *)as_obj(m), N(t, builtins))) {
        t->exc = NIL;
        return str_format(t, "%U()", as_obj(q));
    }
    return str_format(t, "%U.%U()", as_obj(m), as_obj(q));
}

bool ops_dict_merge(thread *t, value d, value other, value callee) {
    dict *into = (dict *)as_obj(d);
    value from = other;
    if (!is_kind(other, T_DICT)) {
        bool failed = false;
        if (op_getattr_opt(t, other, N(t, keys), &failed) == NIL) {
            if (!failed) {
                value name = callee_name(t, callee);
                if (name != NIL) {
                    raise_error(t, E_TYPE_ERROR, "%U argument after ** must be a mapping, not %T",
                                as_obj(name), other);
                }
            }
            return false;
        }
        dict *copy = dict_new(t);
        if (copy == NULL || !dict_update(t, copy, other, true)) {
            return false;
        }
        from = from_obj(copy);
    }
    size_t pos = 0;
    value k, v;
    while (dict_next((dict *)as_obj(from), &pos, &k, &v)) {
        if (!is_kind(k, T_STR)) {
            raise_error(t, E_TYPE_ERROR, "keywords must be strings");
            return false;
        }
        value old = dict_get(t, into, k);
        if (old != NIL || t->exc != NIL) {
            if (t->exc == NIL) {
                value name = callee_name(t, callee);
                if (name != NIL) {
                    raise_error(t, E_TYPE_ERROR, "%U got multiple values for keyword argument '%U'",
                                as_obj(name), as_obj(k));
                }
            }
            return false;
        }
        if (!dict_set(t, into, k, v)) {
            return false;
        }
    }
    return true;
}

bool ops_list_extend(thread *t, value l, value other) {
    if (list_extend(t, (list *)as_obj(l), other)) {
        return true;
    }
    type *cls = type_of(t->vm, other);
    if (exc_is(t, E_TYPE_ERROR) && cls->slots.iter == NULL && cls->slots.getitem == NULL) {
        exc_clear(t);
        raise_error(t, E_TYPE_ERROR, "Value after * must be an iterable, not %T", other);
    }
    return false;
}

value ops_format(thread *t, value v, unsigned how, value spec) {
    if (how != 0) {
        v = how == 1 ? op_str(t, v) : how == 2 ? op_repr(t, v) : op_ascii(t, v);
        if (v == NIL) {
            return NIL;
        }
    }
    if (spec == NIL && is_exact(v, T_STR)) {
        return v;
    }
    if (spec == NIL && (is_int(v) || is_exact(v, T_INT))) {
        return op_str(t, v);
    }
    return op_format(t, v, spec);
}

/* ---- functions and calls ---- */

value ops_make_function(thread *t, frame *f, value *sp, unsigned a) {
    func *fn = func_new(t, (code *)as_obj(*--sp), f->fn->globals);
    if (fn == NULL) {
        return NIL;
    }
    if (a & 8) {
        fn->closure = *--sp;
    }
    if (a & 4) {
        fn->annotations = *--sp;
    }
    if (a & 2) {
        fn->kwdefaults = *--sp;
    }
    if (a & 1) {
        fn->defaults = *--sp;
    }
    fn->builtins = f->fn->builtins;
    return from_obj(fn);
}

value ops_build_class_fn(thread *t) {
    value f = dict_get_str(t->top->fn->builtins, N(t, __build_class__));
    return f != NIL ? f : raise_error(t, E_NAME_ERROR, "__build_class__ not found");
}

bool ops_spread(thread *t, value f, value args, value kwargs, value *to, int *n, value *names) {
    if (!is_exact(args, T_TUPLE)) {
        type *cls = type_of(t->vm, args);
        if (cls->slots.iter == NULL && cls->slots.getitem == NULL) {
            value name = callee_name(t, f);
            if (name != NIL) {
                raise_error(t, E_TYPE_ERROR, "%U argument after * must be an iterable, not %T",
                            as_obj(name), args);
            }
            return false;
        }
        args = tuple_from(t, args);
        if (args == NIL) {
            return false;
        }
    }
    tuple *pos = (tuple *)as_obj(args);
    dict *kw = kwargs == NIL ? NULL : (dict *)as_obj(kwargs);
    size_t nkw = kw ? kw->used : 0;
    if (pos->len > 1 << 24 || to + pos->len + nkw + STACK_SLACK > t->stack_end) {
        frame_refuse(t);
        return false;
    }
    *names = NIL;
    if (nkw > 0 && (*names = tuple_new(t, nkw)) == NIL) {
        return false;
    }
    memcpy(to, pos->items, pos->len * sizeof *to);
    *n = (int)pos->len;
    to += pos->len;
    size_t at = 0, i = 0;
    value k, v;
    while (nkw > 0 && dict_next(kw, &at, &k, &v)) {
        ((tuple *)as_obj(*names))->items[i] = k;
        to[i++] = v;
    }
    return true;
}

value ops_call_ex(thread *t, value *callee, value args, value kwargs) {
    value f = *callee, *keep = t->top->sp, *base = keep + 1, names = NIL;
    int n = 0;
    if (!ops_spread(t, f, args, kwargs, base, &n, &names)) {
        return NIL;
    }
    *keep = names == NIL ? f : names;
    t->top->sp = base + n + (names == NIL ? 0 : ((tuple *)as_obj(names))->len);
    value r = call_in_place(t, f, base, n, names);
    t->top->sp = keep;
    return r;
}

/* ---- modules ---- */

value ops_import_name(thread *t, frame *f, str *name, value level, value names_) {
    value import = dict_get_str(f->fn->builtins, N(t, __import__));
    if (import == NIL) {
        return raise_error(t, E_IMPORT_ERROR, "__import__ not found");
    }
    value space = f->names == NIL ? from_obj(f->fn->globals) : f->names;
    value args[] = {from_obj(name), from_obj(f->fn->globals), space, names_, level};
    return call_values(t, import, args, 5, NIL);
}

value ops_import_from(thread *t, value mod, str *name) {
    bool failed = false;
    value v = op_getattr_opt(t, mod, name, &failed);
    if (v != NIL || failed) {
        return v;
    }
    value pkg = op_getattr_opt(t, mod, N(t, __name__), &failed);
    if (failed) {
        return NIL;
    }
    if (is_kind(pkg, T_STR)) {
        value full = str_format(t, "%U.%U", as_obj(pkg), name);
        if (full == NIL) {
            return NIL;
        }
        v = dict_get(t, t->vm->modules, full);
        if (v != NIL || t->exc != NIL) {
            return v;
        }
    } else {
        pkg = from_obj(str_intern(t, "<unknown module name>"));
    }
    value file = op_getattr_opt(t, mod, N(t, __file__), &failed);
    t->exc = NIL;
    value spec = op_getattr_opt(t, mod, N(t, __spec__), &failed);
    t->exc = NIL;
    bool initializing = false;
    if (spec != NIL && spec != NONE) {
        value b = op_getattr_opt(t, spec, str_intern(t, "_initializing"), &failed);
        initializing = b != NIL && op_truth(t, b) == 1;
        t->exc = NIL;
    }
    if (initializing) {
        raise_error(t, E_IMPORT_ERROR,
                    "cannot import name %R from partially initialized module %R (most likely due "
                    "to a circular import) (%S)",
                    from_obj(name), pkg,
                    file == NIL ? from_obj(str_intern(t, "unknown location")) : file);
    } else {
        raise_error(t, E_IMPORT_ERROR, "cannot import name %R from %R (%S)", from_obj(name), pkg,
                    file == NIL ? from_obj(str_intern(t, "unknown location")) : file);
    }
    value exc = t->exc;
    t->exc = NIL;
    op_setattr(t, exc, N(t, name), pkg);
    op_setattr(t, exc, N(t, path), file == NIL ? NONE : file);
    op_setattr(t, exc, str_intern(t, "name_from"), from_obj(name));
    t->exc = exc;
    return NIL;
}

bool ops_import_star(thread *t, frame *f, value mod) {
    bool failed = false;
    value space = f->names == NIL ? from_obj(f->fn->globals) : f->names;
    value all = op_getattr_opt(t, mod, N(t, __all__), &failed);
    if (failed) {
        return false;
    }
    value attrs = NIL;
    if (all == NIL) {
        attrs = op_getattr(t, mod, N(t, __dict__));
        all = attrs == NIL ? NIL : list_from(t, attrs);
        if (all == NIL) {
            return false;
        }
    }
    iter it;
    value k;
    if (!iter_start(t, &it, all)) {
        return false;
    }
    while ((k = iter_step(t, &it)) != NIL) {
        if (!is_kind(k, T_STR)) {
            raise_error(t, E_TYPE_ERROR, "Item in %S.__all__ must be str, not %T",
                        op_getattr(t, mod, N(t, __name__)), k);
            return false;
        }
        str *name = (str *)as_obj(k);
        if (attrs != NIL && name->len > 0 && name->data[0] == '_') {
            continue;
        }
        value v = op_getattr(t, mod, name);
        if (v == NIL || !op_setitem(t, space, k, v)) {
            return false;
        }
    }
    return t->exc == NIL;
}

/* ---- exceptions and with ---- */

static bool is_exc_class(thread *t, value v) {
    return is_kind(v, T_TYPE) && is_subtype((type *)as_obj(v), t->vm->exc[E_BASE_EXCEPTION]);
}

bool ops_raise(thread *t, value exc, value cause) {
    if (is_exc_class(t, exc)) {
        value cls = exc;
        exc = call0(t, cls);
        if (exc == NIL) {
            return false;
        }
        if (!is_kind(exc, T_EXCEPTION)) {
            raise_error(t, E_TYPE_ERROR,
                        "calling %R should have returned an instance of BaseException, not %R", cls,
                        from_obj(type_of(t->vm, exc)));
            return false;
        }
    } else if (!is_kind(exc, T_EXCEPTION)) {
        raise_error(t, E_TYPE_ERROR, "exceptions must derive from BaseException");
        return false;
    }
    if (cause != NIL) {
        exception *e = (exception *)as_obj(exc);
        if (is_exc_class(t, cause)) {
            cause = call0(t, cause);
            if (cause == NIL) {
                return false;
            }
        }
        if (cause == NONE) {
            e->cause = NIL;
        } else if (is_kind(cause, T_EXCEPTION)) {
            e->cause = cause;
        } else {
            raise_error(t, E_TYPE_ERROR, "exception causes must derive from BaseException");
            return false;
        }
        e->suppress_context = true;
    }
    raise_value(t, exc);
    return false;
}

/* Is cls a class of exceptions, or a tuple of such? */
static bool may_catch(thread *t, value cls) {
    bool ok = is_exc_class(t, cls);
    if (is_kind(cls, T_TUPLE)) {
        const tuple *all = (tuple *)as_obj(cls);
        ok = true;
        for (size_t i = 0; i < all->len; i++) {
            ok &= is_exc_class(t, all->items[i]);
        }
    }
    if (!ok) {
        raise_error(t, E_TYPE_ERROR,
                    "catching classes that do not inherit from BaseException is not allowed");
    }
    return ok;
}

/* Is cls, or one of the classes in it, a base of type? */
static bool is_one_of(type *type_, value cls) {
    if (!is_kind(cls, T_TUPLE)) {
        return is_subtype(type_, (type *)as_obj(cls));
    }
    const tuple *all = (tuple *)as_obj(cls);
    for (size_t i = 0; i < all->len; i++) {
        if (is_subtype(type_, (type *)as_obj(all->items[i]))) {
            return true;
        }
    }
    return false;
}

value ops_exc_match(thread *t, value exc, value cls) {
    return may_catch(t, cls) ? from_bool(is_one_of(as_obj(exc)->type, cls)) : NIL;
}

static bool no_group_class(thread *t, value cls) {
    const tuple *all = is_kind(cls, T_TUPLE) ? (tuple *)as_obj(cls) : NULL;
    for (size_t i = 0; i < (all == NULL ? 1 : all->len); i++) {
        value one = all == NULL ? cls : all->items[i];
        if (is_subtype((type *)as_obj(one), t->vm->exc[E_BASE_EXCEPTION_GROUP])) {
            raise_error(t, E_TYPE_ERROR,
                        "catching ExceptionGroup with except* is not allowed. Use except instead.");
            return false;
        }
    }
    return true;
}

static bool is_exc_or_none(value v) {
    return v == NONE || is_kind(v, T_EXCEPTION);
}

bool ops_exc_group_match(thread *t, value exc, value cls, value *match, value *rest) {
    *match = NONE;
    *rest = exc;
    if (!may_catch(t, cls) || !no_group_class(t, cls)) {
        return false;
    }
    if (exc == NONE) {
        return true;
    }
    bool group = exc_group_members(t, exc) != NIL;
    if (is_one_of(as_obj(exc)->type, cls)) {
        *rest = NONE;
        *match = exc;
        if (!group) {
            value alone = tuple_of(t, &exc, 1);
            *match = alone == NIL ? NIL : exc_group_new(t, "", alone);
        }
        return *match != NIL;
    }
    if (!group) {
        return true;
    }
    value parts = call_method(t, exc, str_intern(t, "split"), &cls, 1);
    if (parts == NIL) {
        return false;
    }
    const tuple *pair = is_kind(parts, T_TUPLE) ? (tuple *)as_obj(parts) : NULL;
    if (pair == NULL || pair->len != 2 || !is_exc_or_none(pair->items[0]) ||
        !is_exc_or_none(pair->items[1])) {
        raise_error(t, E_TYPE_ERROR, "%T.split must return a tuple of two exceptions or None", exc);
        return false;
    }
    *match = pair->items[0];
    *rest = pair->items[1];
    return true;
}

/* The instruction before `ip` in the text. */
static unsigned op_before(const code *c, const uint32_t *ip) {
    unsigned op = OP_NOP;
    for (const uint32_t *u = c->units; u < ip; u += 1 + opcode_table[op].cache) {
        op = opcode_base(UNIT_OP(*u));
    }
    return op;
}

/* Signals, and exceptions that other threads sent, come where CPython looks for them: at a loop's
 * edge, at the beginning of a function, behind a call. Anywhere else they could come between a lock
 * that was taken and the `with` that will let it go. Once one is there each instruction
 * asks, so the one before is known, but for the first time. */
unsigned ops_attention_here(thread *t, const frame *f, unsigned bits) {
    const unsigned raising = GIL_ATT_SIGNAL | GIL_ATT_ASYNC_EXC;
    if ((bits & raising) == 0) {
        return bits;
    }
    uint64_t steps = t->gil->steps;
    unsigned op = opcode_base(UNIT_OP(*f->ip));
    unsigned before = steps == t->asked_steps + 1 ? t->asked_op : op_before(f->code, f->ip);
    t->asked_steps = steps;
    t->asked_op = op;
    bool is_edge = opcode_table[op].operand == OPERAND_BACK;
    bool is_behind_call = (opcode_table[before].flags & OPF_POLL) != 0 &&
                          opcode_table[before].operand != OPERAND_BACK;
    return is_edge || is_behind_call || f->ip == f->code->units ? bits : bits & ~raising;
}

bool ops_before_with(thread *t, value manager, value *exit, value *entered) {
    value enter = lookup_special(t, manager, N(t, __enter__));
    if (enter == NIL) {
        if (t->exc == NIL) {
            raise_error(t, E_TYPE_ERROR,
                        "'%T' object does not support the context manager protocol", manager);
        }
        return false;
    }
    *exit = lookup_special(t, manager, N(t, __exit__));
    if (*exit == NIL) {
        if (t->exc == NIL) {
            raise_error(t, E_TYPE_ERROR,
                        "'%T' object does not support the context manager protocol (missed "
                        "__exit__ method)",
                        manager);
        }
        return false;
    }
    *entered = call0(t, enter);
    return *entered != NIL;
}

value ops_with_except(thread *t, value exit, value exc) {
    value tb = ((exception *)as_obj(exc))->traceback;
    return call3(t, exit, from_obj(as_obj(exc)->type), exc, tb == NIL ? NONE : tb);
}

/* ---- match ---- */

value ops_match_keys(thread *t, value subject, value keys) {
    tuple *k = (tuple *)as_obj(keys);
    value r = tuple_new(t, k->len);
    if (r == NIL) {
        return NIL;
    }
    if (k->len == 0) {
        return r;
    }
    if (k->len == 1 && is_exact(subject, T_DICT)) { /* what follows, without a call */
        value v = dict_get(t, (dict *)as_obj(subject), k->items[0]);
        if (v == NIL) {
            return t->exc != NIL ? NIL : NONE;
        }
        ((tuple *)as_obj(r))->items[0] = v;
        return r;
    }
    value get = op_getattr(t, subject, N(t, get));
    value seen = set_new(t, T_SET);
    object *dummy = heap_new(t, T_OBJECT, sizeof(instance));
    if (get == NIL || seen == NIL || dummy == NULL) {
        return NIL;
    }
    for (size_t i = 0; i < k->len; i++) {
        int has = set_has(t, (set *)as_obj(seen), k->items[i]);
        if (has != 0) {
            return has < 0 ? NIL
                           : raise_error(t, E_VALUE_ERROR,
                                         "mapping pattern checks duplicate key (%R)", k->items[i]);
        }
        if (!set_add(t, (set *)as_obj(seen), k->items[i])) {
            return NIL;
        }
        value v = call2(t, get, k->items[i], from_obj(dummy));
        if (v == NIL) {
            return NIL;
        }
        if (v == from_obj(dummy)) {
            return NONE;
        }
        ((tuple *)as_obj(r))->items[i] = v;
    }
    return r;
}

/* Each attribute has one sub-pattern. */
static bool match_attribute_once(thread *t, value seen, value cls, value name) {
    int has = set_has(t, (set *)as_obj(seen), name);
    if (has > 0) {
        raise_error(t, E_TYPE_ERROR, "%N() got multiple sub-patterns for attribute %R", as_obj(cls),
                    name);
    }
    return has == 0 && set_add(t, (set *)as_obj(seen), name);
}

value ops_match_class(thread *t, value subject, value cls, value names_, unsigned npos) {
    if (!is_kind(cls, T_TYPE)) {
        return raise_error(t, E_TYPE_ERROR, "called match pattern must be a type");
    }
    int is = op_isinstance(t, subject, cls);
    if (is <= 0) {
        return is < 0 ? NIL : NONE;
    }
    tuple *kw = (tuple *)as_obj(names_);
    value r = tuple_new(t, npos + kw->len), seen = set_new(t, T_SET);
    if (r == NIL || seen == NIL) {
        return NIL;
    }
    value *out = ((tuple *)as_obj(r))->items;
    bool failed = false;
    if (npos > 0) {
        bool match_self = false;
        value args = op_getattr_opt(t, cls, N(t, __match_args__), &failed);
        if (failed) {
            return NIL;
        }
        if (args == NIL) {
            match_self = ((type *)as_obj(cls))->flags & TYPE_MATCH_SELF;
            args = from_obj(t->vm->empty_tuple);
        } else if (!is_exact(args, T_TUPLE)) {
            return raise_error(t, E_TYPE_ERROR, "%N.__match_args__ must be a tuple (got %T)",
                               as_obj(cls), args);
        }
        size_t allowed = match_self ? 1 : ((tuple *)as_obj(args))->len;
        if (allowed < npos) {
            return raise_error(t, E_TYPE_ERROR,
                               "%N() accepts %zd positional sub-pattern%s (%u given)", as_obj(cls),
                               allowed, allowed == 1 ? "" : "s", npos);
        }
        if (match_self) {
            out[0] = subject;
        } else {
            for (unsigned i = 0; i < npos; i++) {
                value name = ((tuple *)as_obj(args))->items[i];
                if (!is_exact(name, T_STR)) {
                    return raise_error(t, E_TYPE_ERROR,
                                       "__match_args__ elements must be strings (got %T)", name);
                }
                if (!match_attribute_once(t, seen, cls, name)) {
                    return NIL;
                }
                out[i] = op_getattr_opt(t, subject, (str *)as_obj(name), &failed);
                if (out[i] == NIL) {
                    return failed ? NIL : NONE;
                }
            }
        }
    }
    for (size_t i = 0; i < kw->len; i++) {
        if (!match_attribute_once(t, seen, cls, kw->items[i])) {
            return NIL;
        }
        out[npos + i] = op_getattr_opt(t, subject, (str *)as_obj(kw->items[i]), &failed);
        if (out[npos + i] == NIL) {
            return failed ? NIL : NONE;
        }
    }
    return r;
}

/* ---- yield from ---- */

value ops_yield_iter(thread *t, value v) {
    return op_iter(t, v);
}

value ops_send(thread *t, value it, value sent, value *result) {
    if (is_kind(it, T_GENERATOR)) {
        return gen_send(t, (generator *)as_obj(it), sent, result);
    }
    value r;
    if (sent == NONE) {
        type *cls = type_of(t->vm, it);
        r = cls->slots.next(t, it);
        if (r == NIL && t->exc == NIL) {
            *result = NONE;
            return NIL;
        }
    } else {
        r = call_method(t, it, N(t, send), &sent, 1);
    }
    if (r == NIL && exc_is(t, E_STOP_ITERATION)) {
        value stop = t->exc;
        bool failed = false;
        exc_clear(t);
        *result = op_getattr_opt(t, stop, N(t, value), &failed);
        if (*result == NIL && !failed) {
            *result = NONE;
        }
    }
    return r;
}

/* ---- the rest ---- */

bool ops_print_expr(thread *t, value v) {
    value hook = t->vm->sys_dict == NULL ? NIL : dict_get_str(t->vm->sys_dict, N(t, displayhook));
    if (hook == NIL) {
        raise_error(t, E_RUNTIME_ERROR, "lost sys.displayhook");
        return false;
    }
    return call1(t, hook, v) != NIL;
}

bool ops_setup_annotations(thread *t, frame *f) {
    value space = f->names == NIL ? from_obj(f->fn->globals) : f->names;
    value have = names_get(t, space, N(t, __annotations__));
    if (have != NIL || t->exc != NIL) {
        return have != NIL;
    }
    dict *d = dict_new(t);
    return d != NULL && op_setitem(t, space, from_obj(N(t, __annotations__)), from_obj(d));
}
