/* class.c: classes: what `class` statements and type(name, bases, namespace) make, and what can be
 * done with any class: calling it, its attributes, its bases.
 *
 * type_new_class() does the work of CPython's type.__new__, in the same order: metaclass, best
 * base, namespace, `__slots__`, MRO, slots, __set_name__, __init_subclass__.
 *
 * How much room instances get for attributes is guessed here, from the names that the __init__
 * methods along the MRO store through their first parameter; shape.c raises the guess when
 * instances turn out to need more.
 */
#include "vm/code.h"
#include "vm/fuse.h"
#include "vm/gc.h"
#include "vm/ops.h"
#include "vm/shape.h"
#include "vm/type.h"

enum {
    INLINE_MAX = 24
}; /* attribute slots that a class's instances are born with at most, members aside */

static type *as_type(value v) {
    return (type *)as_obj(v);
}

/* ---- method resolution order ---- */

/* How far each of the lists to be merged has been taken. */
typedef struct merge {
    tuple *list;
    size_t at;
} merge;

static bool in_tail(const merge *m, value c) {
    for (size_t i = m->at + 1; i < m->list->len; i++) {
        if (m->list->items[i] == c) {
            return true;
        }
    }
    return false;
}

static void raise_no_order(thread *t, const merge *lists, size_t n) {
    sb b;
    sb_init(&b, t);
    sb_text(&b, "Cannot create a consistent method resolution\norder (MRO) for bases");
    value seen = list_new(t, n);
    bool first = true;
    for (size_t i = 0; seen != NIL && i < n; i++) {
        if (lists[i].at >= lists[i].list->len) {
            continue;
        }
        value c = lists[i].list->items[lists[i].at];
        list *l = (list *)as_obj(seen);
        bool twice = false;
        for (size_t k = 0; k < l->len; k++) {
            twice |= l->items[k] == c;
        }
        if (!twice && list_append(t, l, c)) {
            sb_fmt(&b, "%s %N", first ? "" : ",", as_type(c));
            first = false;
        }
    }
    value text = sb_take(&b);
    if (text != NIL) {
        raise_error(t, E_TYPE_ERROR, "%S", text);
    }
}

/* C3 over the MROs of the bases and the list of the bases itself. */
static tuple *merge_orders(thread *t, type *cls, tuple *bases) {
    size_t n = bases->len + 1, total = 1;
    merge *lists = mem_alloc(t, n * sizeof *lists);
    if (lists == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < bases->len; i++) {
        lists[i].list = as_type(bases->items[i])->mro;
        lists[i].at = 0;
        total += lists[i].list->len;
    }
    lists[n - 1].list = bases;
    lists[n - 1].at = 0;
    value result = list_new(t, total);
    bool ok = result != NIL && list_append(t, (list *)as_obj(result), from_obj(cls));
    size_t left = n;
    while (ok && left > 0) {
        left = 0;
        value next = NIL;
        for (size_t i = 0; i < n && next == NIL; i++) {
            if (lists[i].at >= lists[i].list->len) {
                continue;
            }
            left++;
            next = lists[i].list->items[lists[i].at];
            for (size_t k = 0; k < n && next != NIL; k++) {
                next = in_tail(&lists[k], next) ? NIL : next;
            }
        }
        if (next == NIL) {
            if (left > 0) {
                raise_no_order(t, lists, n);
                ok = false;
            }
            break;
        }
        ok = list_append(t, (list *)as_obj(result), next);
        for (size_t i = 0; i < n; i++) {
            if (lists[i].at < lists[i].list->len && lists[i].list->items[lists[i].at] == next) {
                lists[i].at++;
            }
        }
        left = 1;
    }
    mem_free(t->vm, lists, n * sizeof *lists);
    list *l = ok ? (list *)as_obj(result) : NULL;
    value mro = ok ? tuple_of(t, l->items, l->len) : NIL;
    return mro == NIL ? NULL : (tuple *)as_obj(mro);
}

tuple *mro_compute(thread *t, type *cls, tuple *bases) {
    for (size_t i = 0; i < bases->len; i++) {
        for (size_t k = i + 1; k < bases->len; k++) {
            if (bases->items[i] == bases->items[k]) {
                raise_error(t, E_TYPE_ERROR, "duplicate base class %N", as_type(bases->items[i]));
                return NULL;
            }
        }
        if (as_type(bases->items[i])->mro == NULL) {
            raise_error(t, E_TYPE_ERROR, "Cannot extend an incomplete type '%N'",
                        as_type(bases->items[i]));
            return NULL;
        }
    }
    if (bases->len != 1) {
        return merge_orders(t, cls, bases);
    }
    tuple *base = as_type(bases->items[0])->mro;
    value mro = tuple_new(t, base->len + 1);
    if (mro == NIL) {
        return NULL;
    }
    tuple *m = (tuple *)as_obj(mro);
    m->items[0] = from_obj(cls);
    memcpy(m->items + 1, base->items, base->len * sizeof(value));
    return m;
}

/* ---- bases ---- */

static uint32_t fixed_slots(const type *c) {
    return c->root_shape != NULL ? c->root_shape->fixed : 0;
}

/* The nearest class upwards that adds something to the struct of instances. */
static type *solid_base(type *c) {
    for (; c->base != NULL; c = c->base) {
        if (c->kind != c->base->kind || fixed_slots(c) != fixed_slots(c->base)) {
            return c;
        }
        if (!(c->flags & TYPE_HEAP) && c->size != c->base->size) {
            return c;
        }
    }
    return c;
}

/* What a metaclass's own mro() answers. */
static tuple *mro_from_method(thread *t, type *cls) {
    value found = type_lookup(cls->h.type, N(t, mro));
    if (cls->h.type == t->vm->types[T_TYPE] || is_kind(found, T_METHOD_DESC)) {
        return mro_compute(t, cls, cls->bases);
    }
    value bound = found == NIL ? NIL : descr_get(t, found, from_obj(cls), cls->h.type);
    value r = bound == NIL ? NIL : call0(t, bound);
    r = r == NIL ? NIL : tuple_from(t, r);
    if (r == NIL) {
        return NULL;
    }
    tuple *mro = (tuple *)as_obj(r);
    if (mro->len == 0) {
        raise_error(t, E_TYPE_ERROR, "type MRO must not be empty");
        return NULL;
    }
    type *solid = solid_base(cls);
    for (size_t i = 0; i < mro->len; i++) {
        if (!is_kind(mro->items[i], T_TYPE)) {
            raise_error(t, E_TYPE_ERROR, "mro() returned a non-class ('%T')", mro->items[i]);
            return NULL;
        }
        if (!is_subtype(solid, solid_base(as_type(mro->items[i])))) {
            raise_error(t, E_TYPE_ERROR, "mro() returned base with unsuitable layout ('%N')",
                        as_type(mro->items[i]));
            return NULL;
        }
    }
    return mro;
}

/* Sets the MRO, unless a metaclass's mro() did so meanwhile: that one is the newer. */
static bool set_mro(thread *t, type *cls) {
    tuple *before = cls->mro, *mro = mro_from_method(t, cls);
    if (mro != NULL && cls->mro == before) {
        cls->mro = mro;
    }
    return mro != NULL;
}

static type *class_best_base(thread *t, tuple *bases) {
    type *winner = NULL, *best = NULL;
    for (size_t i = 0; i < bases->len; i++) {
        if (!is_kind(bases->items[i], T_TYPE)) {
            raise_error(t, E_TYPE_ERROR, "bases must be types");
            return NULL;
        }
        type *base = as_type(bases->items[i]);
        if (!(base->flags & (TYPE_BASE | TYPE_HEAP))) {
            raise_error(t, E_TYPE_ERROR, "type '%N' is not an acceptable base type", base);
            return NULL;
        }
        type *candidate = solid_base(base);
        if (winner == NULL || (winner != candidate && is_subtype(candidate, winner))) {
            winner = candidate;
            best = base;
        } else if (!is_subtype(winner, candidate)) {
            raise_error(t, E_TYPE_ERROR, "multiple bases have instance lay-out conflict");
            return NULL;
        }
    }
    return best;
}

type *class_winner_meta(thread *t, type *meta, tuple *bases) {
    type *winner = meta;
    for (size_t i = 0; i < bases->len; i++) {
        type *m = type_of(t->vm, bases->items[i]);
        if (is_subtype(winner, m)) {
            continue;
        }
        if (!is_subtype(m, winner)) {
            raise_error(t, E_TYPE_ERROR,
                        "metaclass conflict: the metaclass of a derived class must be a "
                        "(non-strict) subclass of the "
                        "metaclasses of all its bases");
            return NULL;
        }
        winner = m;
    }
    return winner;
}

/* ---- __slots__ ---- */

static bool has_dict(const type *c) {
    if (c->flags & TYPE_HEAP) {
        return !(c->flags & TYPE_NO_DICT);
    }
    return c->flags & TYPE_HAS_DICT;
}

/* A private name as the compiler writes it inside the class. NULL = failed. */
static str *mangled(thread *t, str *cls, str *name) {
    if (name->len < 3 || name->data[0] != '_' || name->data[1] != '_' ||
        (name->data[name->len - 1] == '_' && name->data[name->len - 2] == '_') ||
        strchr(name->data, '.') != NULL) {
        return str_intern_value(t, name);
    }
    const char *bare = cls->data;
    while (*bare == '_') {
        bare++;
    }
    if (*bare == 0) {
        return str_intern_value(t, name);
    }
    value v = str_format(t, "_%s%U", bare, name);
    return v == NIL ? NULL : str_intern_value(t, (str *)as_obj(v));
}

typedef struct slot_names {
    value items; /* list of the names that become members */
    bool dict, weakref;
} slot_names;

static bool slot_names_read(thread *t, type *base, value given, str *cls, bool base_dict,
                            slot_names *out) {
    out->items = NIL;
    out->dict = out->weakref = false;
    value all = is_kind(given, T_STR) ? tuple_of(t, &given, 1) : tuple_from(t, given);
    out->items = list_new(t, 0);
    if (all == NIL || out->items == NIL) {
        return false;
    }
    tuple *l = (tuple *)as_obj(all);
    if (l->len > 0 && (base->kind == T_INT || base->kind == T_BOOL || base->kind == T_BYTES ||
                       base->kind == T_TUPLE || base->kind == T_TYPE)) {
        raise_error(t, E_TYPE_ERROR, "nonempty __slots__ not supported for subtype of '%N'", base);
        return false;
    }
    for (size_t i = 0; i < l->len; i++) {
        if (!is_kind(l->items[i], T_STR)) {
            raise_error(t, E_TYPE_ERROR, "__slots__ items must be strings, not '%T'", l->items[i]);
            return false;
        }
        str *name = (str *)as_obj(l->items[i]);
        value ok = call_method(t, from_obj(name), str_intern(t, "isidentifier"), NULL, 0);
        if (ok == NIL) {
            return false;
        }
        if (ok != V_TRUE) {
            raise_error(t, E_TYPE_ERROR, "__slots__ must be identifiers");
            return false;
        }
        if (str_equal(name, N(t, __dict__))) {
            if (base_dict || out->dict) {
                raise_error(t, E_TYPE_ERROR, "__dict__ slot disallowed: we already got one");
                return false;
            }
            out->dict = true;
        } else if (str_equal(name, N(t, __weakref__))) {
            if (!(base->flags & TYPE_NO_WEAKREF) || out->weakref) {
                raise_error(
                    t, E_TYPE_ERROR,
                    "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0");
                return false;
            }
            out->weakref = true;
        } else {
            name = mangled(t, cls, name);
            if (name == NULL || !list_append(t, (list *)as_obj(out->items), from_obj(name))) {
                return false;
            }
        }
    }
    return true;
}

/* Names that are in the class's namespace too cannot be slots; but __qualname__ and __classcell__
 * are taken out anyway. */
static bool slots_free(thread *t, list *l, dict *ns) {
    for (size_t i = 0; i < l->len; i++) {
        str *name = (str *)as_obj(l->items[i]);
        if (dict_get_str(ns, name) != NIL && name != N(t, __qualname__) &&
            name != N(t, __classcell__)) {
            raise_error(t, E_VALUE_ERROR, "%R in __slots__ conflicts with class variable",
                        from_obj(name));
            return false;
        }
    }
    return true;
}

/* ---- how many attribute slots instances begin with ---- */

static void count_stores(code *c, str **seen, unsigned *n) {
    bool self_on_top = false;
    for (uint32_t i = 0; i < c->nunits; i++) {
        unsigned op = opcode_base(UNIT_OP(c->units[i]));
        if (op == OP_STORE_ATTR && self_on_top && UNIT_B(c->units[i]) < c->nnames) {
            str *name = c->names[UNIT_B(c->units[i])];
            unsigned k = 0;
            while (k < *n && seen[k] != name) {
                k++;
            }
            if (k == *n && *n < INLINE_MAX) {
                seen[(*n)++] = name;
            }
        }
        self_on_top = (op == OP_LOAD_FAST || op == OP_LOAD_DEREF) && UNIT_B(c->units[i]) == 0;
        i += opcode_table[op].cache;
    }
}

static void count_init_stores(thread *t, type *cls, str **seen, unsigned *n) {
    value init = cls->flags & TYPE_HEAP ? dict_get_str(cls->dict, N(t, __init__)) : NIL;
    if (is_kind(init, T_FUNC)) {
        count_stores(((func *)as_obj(init))->code, seen, n);
    }
}

/* By the bases' MROs: its own is not there yet, and a metaclass's mro() may make instances. */
static uint16_t guess_inline(thread *t, type *cls) {
    str *seen[INLINE_MAX];
    unsigned n = 0;
    count_init_stores(t, cls, seen, &n);
    for (size_t i = 0; i < cls->bases->len; i++) {
        tuple *mro = as_type(cls->bases->items[i])->mro;
        for (size_t k = 0; mro != NULL && k < mro->len; k++) {
            count_init_stores(t, as_type(mro->items[k]), seen, &n);
        }
    }
    return (uint16_t)n;
}

/* ---- making a class ---- */

value object_get_dict(thread *t, value self) {
    dict *d = object_dict(t, self);
    if (d == NULL && t->exc == NIL) {
        return raise_error(t, E_ATTRIBUTE_ERROR, "'%T' object has no attribute '__dict__'", self);
    }
    return d == NULL ? NIL : from_obj(d);
}

bool object_set_dict(thread *t, value self, value x) {
    if (x == NIL) {
        dict *d = dict_new(t);
        if (d == NULL) {
            return false;
        }
        x = from_obj(d);
    }
    if (!is_kind(x, T_DICT)) {
        raise_error(t, E_TYPE_ERROR, "__dict__ must be set to a dictionary, not a '%T'", x);
        return false;
    }
    if (object_dict(t, self) == NULL) {
        return t->exc == NIL &&
               raise_error(t, E_ATTRIBUTE_ERROR, "This object has no __dict__") != NIL;
    }
    if (is_kind(self, T_OBJECT)) {
        ((instance *)as_obj(self))->more = x;
    } else {
        *object_dict_word(as_obj(self)) = x;
    }
    return true;
}

static value weakref_getter(thread *t, value self) {
    (void)t;
    (void)self;
    return NONE;
}

static const getset_def dict_getset = {"__dict__", object_get_dict, object_set_dict,
                                       "dictionary for instance variables (if defined)"};
static const getset_def weakref_getset = {"__weakref__", weakref_getter, NULL,
                                          "list of weak references to the object (if defined)"};

static bool put_getset(thread *t, type *cls, const getset_def *def, str *name) {
    if (dict_get_str(cls->dict, name) != NIL) {
        return true;
    }
    value g = getset_new(t, def, cls);
    return g != NIL && dict_set_str(t, cls->dict, name, g);
}

/* Turns what must not be an ordinary method into what it must be. */
static bool convert(thread *t, dict *ns, str *name, bool to_static) {
    value f = dict_get_str(ns, name);
    if (!is_kind(f, T_FUNC)) {
        return true;
    }
    value w = to_static ? staticmethod_new(t, f) : classmethod_new(t, f);
    return w != NIL && dict_set_str(t, ns, name, w);
}

static bool take_qualname(thread *t, type *cls) {
    value q = dict_get_str(cls->dict, N(t, __qualname__));
    if (q == NIL) {
        cls->qualname = cls->name;
        return true;
    }
    if (!is_kind(q, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "type __qualname__ must be a str, not %T", q);
        return false;
    }
    cls->qualname = (str *)as_obj(q);
    return dict_del(t, cls->dict, from_obj(N(t, __qualname__))) >= 0;
}

static bool set_module(thread *t, type *cls) {
    if (dict_get_str(cls->dict, N(t, __module__)) != NIL) {
        return true;
    }
    dict *globals = frame_globals(t);
    value m = globals != NULL ? dict_get_str(globals, N(t, __name__)) : NIL;
    return m == NIL || dict_set_str(t, cls->dict, N(t, __module__), m);
}

static bool fill_classcell(thread *t, type *cls) {
    value c = dict_get_str(cls->dict, N(t, __classcell__));
    if (c == NIL) {
        return true;
    }
    if (!is_kind(c, T_CELL)) {
        raise_error(t, E_TYPE_ERROR,
                    "type.__new__() __classcell__ must be a nonlocal cell, not <%T>", c);
        return false;
    }
    ((cell *)as_obj(c))->v = from_obj(cls);
    return dict_del(t, cls->dict, from_obj(N(t, __classcell__))) >= 0;
}

/* Room, attribute dict and members of the instances. */
static bool lay_out(thread *t, type *cls, type *base, const slot_names *given, bool slotted) {
    list *members = slotted ? (list *)as_obj(given->items) : NULL;
    bool dict_too = !slotted || given->dict;
    for (size_t i = 0; i < cls->bases->len && !dict_too; i++) {
        dict_too = has_dict(as_type(cls->bases->items[i]));
    }
    cls->flags &= ~(uint32_t)(TYPE_NO_DICT | TYPE_HAS_DICT);
    cls->flags |= dict_too ? 0 : TYPE_NO_DICT;
    bool no_room = base->kind == T_INT || base->kind == T_TUPLE || base->kind == T_BYTES;
    bool weak =
        !(base->flags & TYPE_NO_WEAKREF) || (!slotted && !no_room) || (slotted && given->weakref);
    for (size_t i = 0; i < cls->bases->len && !no_room; i++) {
        weak |= !(as_type(cls->bases->items[i])->flags & TYPE_NO_WEAKREF);
    }
    cls->flags &= ~(uint32_t)TYPE_NO_WEAKREF;
    cls->flags |= weak ? 0 : TYPE_NO_WEAKREF;
    if (cls->kind != T_OBJECT) {
        cls->flags |= dict_too ? TYPE_HAS_DICT : 0;
        if (cls->kind != T_TYPE && cls->dict_offset == 0 &&
            (dict_too || (members != NULL && members->len > 0))) {
            cls->flags |= TYPE_TAIL_DICT;
        }
    }
    uint32_t fixed = fixed_slots(base);
    for (size_t i = 0; members != NULL && i < members->len; i++) {
        str *name = (str *)as_obj(members->items[i]);
        value m = member_new(t, name, cls, fixed++);
        if (m == NIL || !dict_set_str(t, cls->dict, name, m)) {
            return false;
        }
    }
    if (cls->kind == T_OBJECT) {
        cls->root_shape = shape_root_new(t, cls, fixed);
        if (cls->root_shape == NULL) {
            return false;
        }
        cls->inline_slots = (uint16_t)fixed;
    }
    if (dict_too && !has_dict(base) && base->kind != T_TYPE &&
        !put_getset(t, cls, &dict_getset, N(t, __dict__))) {
        return false;
    }
    return !weak || !(base->flags & TYPE_NO_WEAKREF) ||
           put_getset(t, cls, &weakref_getset, N(t, __weakref__));
}

static bool set_names(thread *t, type *cls) {
    /* A __set_name__ may change the namespace: go over a copy. */
    dict *copy = NULL;
    size_t pos = 0;
    value key, v;
    while (dict_next(copy != NULL ? copy : cls->dict, &pos, &key, &v)) {
        if (!is_obj(v) || is_kind(v, T_FUNC)) {
            continue;
        }
        value fn = type_lookup(as_obj(v)->type, N(t, __set_name__));
        if (fn == NIL) {
            continue;
        }
        if (copy == NULL) {
            copy = dict_copy(t, cls->dict);
            if (copy == NULL) {
                return false;
            }
        }
        value bound = descr_get(t, fn, v, as_obj(v)->type);
        value r = bound == NIL ? NIL : call2(t, bound, from_obj(cls), key);
        if (r == NIL) {
            value cause = t->exc;
            t->exc = NIL;
            raise_error(t, E_RUNTIME_ERROR,
                        "Error calling __set_name__ on '%T' instance %R in '%N'", v, key, cls);
            if (is_kind(t->exc, T_EXCEPTION) && is_kind(cause, T_EXCEPTION)) {
                exception *e = (exception *)as_obj(t->exc);
                e->cause = e->context = cause;
                e->suppress_context = true;
            }
            return false;
        }
    }
    return true;
}

static bool init_subclass(thread *t, type *cls, value *kw, int nkw, value kwnames) {
    value fn = type_lookup_after(cls, cls, N(t, __init_subclass__));
    if (fn == NIL || (nkw == 0 && is_kind(fn, T_CLASSMETHOD_DESC))) { /* object's does nothing */
        return true;
    }
    value bound = descr_get(t, fn, from_obj(cls), cls);
    return bound != NIL && call_values(t, bound, kw, 0, nkw > 0 ? kwnames : NIL) != NIL;
}

static bool set_doc_and_hash(thread *t, type *cls) {
    if (dict_get_str(cls->dict, N(t, __doc__)) == NIL &&
        !dict_set_str(t, cls->dict, N(t, __doc__), NONE)) {
        return false;
    }
    if (dict_get_str(cls->dict, N(t, __eq__)) != NIL &&
        dict_get_str(cls->dict, N(t, __hash__)) == NIL) {
        return dict_set_str(t, cls->dict, N(t, __hash__), NONE);
    }
    return true;
}

type *type_new_class(thread *t, type *meta, str *name, tuple *bases, dict *ns, value *kw, int nkw,
                     value kwnames) {
    vm *m = t->vm;
    if (bases->len == 0) {
        value object_alone = from_obj(m->types[T_OBJECT]);
        value b = tuple_of(t, &object_alone, 1);
        if (b == NIL) {
            return NULL;
        }
        bases = (tuple *)as_obj(b);
    }
    type *base = class_best_base(t, bases);
    if (base == NULL) {
        return NULL;
    }
    slot_names members = {NIL, false, false};
    value slots_given = dict_get_str(ns, N(t, __slots__));
    if (slots_given != NIL &&
        (!slot_names_read(t, base, slots_given, name, has_dict(base), &members) ||
         !list_sort(t, (list *)as_obj(members.items), NIL, false) ||
         !slots_free(t, (list *)as_obj(members.items), ns))) {
        return NULL;
    }
    type *cls = heap_alloc(t, meta, sizeof *cls);
    if (cls == NULL) {
        return NULL;
    }
    cls->vm = m;
    cls->name = str_intern_value(t, name);
    cls->bases = bases;
    cls->kind = base->kind;
    cls->doc = NIL;
    cls->module = NIL;
    cls->flags =
        TYPE_HEAP | TYPE_BASE | TYPE_READY | TYPE_FILLED | (slots_given != NIL ? TYPE_SLOTTED : 0);
    cls->slots = base->slots;
    type_inherit(cls, base);
    cls->dict = dict_copy(t, ns);
    if (cls->name == NULL || cls->dict == NULL || !take_qualname(t, cls) || !set_module(t, cls) ||
        !convert(t, cls->dict, N(t, __new__), true) ||
        !convert(t, cls->dict, N(t, __init_subclass__), false) ||
        !convert(t, cls->dict, N(t, __class_getitem__), false) || !fill_classcell(t, cls) ||
        !lay_out(t, cls, base, &members, slots_given != NIL) || !set_doc_and_hash(t, cls)) {
        return NULL;
    }
    if (cls->kind == T_OBJECT) {
        cls->inline_slots = (uint16_t)(cls->inline_slots + guess_inline(t, cls));
        cls->size = (uint32_t)(sizeof(instance) + cls->inline_slots * sizeof(value));
    }
    if (!set_mro(t, cls)) {
        return NULL;
    }
    for (size_t i = 0; i < cls->bases->len; i++) {
        type *b = as_type(cls->bases->items[i]);
        if (!(cls->flags & (TYPE_SEQUENCE | TYPE_MAPPING))) { /* the first base that is one tells */
            cls->flags |= b->flags & (TYPE_SEQUENCE | TYPE_MAPPING);
        }
        if (!type_add_subclass(t, b, cls)) {
            return NULL;
        }
    }
    type_update_slots(t, cls, NULL);
    type_changed(t, cls, true);
    if (!set_names(t, cls) || !init_subclass(t, cls, kw, nkw, kwnames)) {
        return NULL;
    }
    return cls;
}

/* type.__new__(meta, name, bases, namespace, **kwargs) */
static value type_new(thread *t, type *meta, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    int nkw = kwnames == NIL ? 0 : (int)((tuple *)as_obj(kwnames))->len;
    if (meta == t->vm->types[T_TYPE] && n == 1 && nkw == 0) {
        return from_obj(type_of(t->vm, a[0]));
    }
    if (n != 3) {
        return raise_error(t, E_TYPE_ERROR, "type.__new__() takes exactly 3 arguments (%d given)",
                           n);
    }
    static const struct {
        enum type_id id;
        const char *name;
    } want[3] = {{T_STR, "str"}, {T_TUPLE, "tuple"}, {T_DICT, "dict"}};
    for (int i = 0; i < 3; i++) {
        if (!is_kind(a[i], want[i].id)) {
            return raise_error(t, E_TYPE_ERROR, "type.__new__() argument %d must be %s, not %T",
                               i + 1, want[i].name, a[i]);
        }
    }
    tuple *bases = (tuple *)as_obj(a[1]);
    for (size_t i = 0; i < bases->len; i++) {
        if (!is_kind(bases->items[i], T_TYPE) &&
            type_lookup(type_of(t->vm, bases->items[i]), N(t, __mro_entries__)) != NIL) {
            return raise_error(
                t, E_TYPE_ERROR,
                "type() doesn't support MRO entry resolution; use types.new_class()");
        }
    }
    type *winner = class_winner_meta(t, meta, bases);
    if (winner == NULL) {
        return NIL;
    }
    if (winner != meta && winner->slots.new != meta->slots.new) {
        t->kwnames = kwnames;
        return winner->slots.new(t, winner, a, n);
    }
    if (memchr(((str *)as_obj(a[0]))->data, 0, ((str *)as_obj(a[0]))->len) != NULL) {
        return raise_error(t, E_VALUE_ERROR, "type name must not contain null characters");
    }
    type *cls = type_new_class(t, winner, (str *)as_obj(a[0]), bases, (dict *)as_obj(a[2]), a + 3,
                               nkw, kwnames);
    return cls == NULL ? NIL : from_obj(cls);
}

static bool type_init(thread *t, value self, value *a, int n) {
    (void)self;
    (void)a;
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    if (n == 1 && kwnames != NIL && ((tuple *)as_obj(kwnames))->len > 0) {
        raise_error(t, E_TYPE_ERROR, "type.__init__() takes no keyword arguments");
        return false;
    }
    if (n != 1 && n != 3) {
        raise_error(t, E_TYPE_ERROR, "type.__init__() takes 1 or 3 arguments");
        return false;
    }
    return true;
}

/* ---- calling a class ---- */

static value type_call(thread *t, value f, value *a, int n) {
    type *cls = as_type(f);
    vm *m = t->vm;
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    if (cls == m->types[T_STR] && n == 1 && kwnames == NIL &&
        (is_int(a[0]) || is_exact(a[0], T_STR))) {
        /* A str and no instance of a subclass, so there is no __init__ to run. */
        return op_str(t, a[0]);
    }
    if (cls == m->types[T_TYPE]) {
        int nkw = kwnames == NIL ? 0 : (int)((tuple *)as_obj(kwnames))->len;
        if (n == 1 && nkw == 0) {
            return from_obj(type_of(m, a[0]));
        }
        if (n != 3) {
            return raise_error(t, E_TYPE_ERROR, "type() takes 1 or 3 arguments");
        }
    }
    if (cls->slots.new == NULL) {
        value full = type_full_name(t, cls);
        return full == NIL ? NIL
                           : raise_error(t, E_TYPE_ERROR, "cannot create '%S' instances", full);
    }
    if (!c_stack_ok(t)) {
        return NIL;
    }
    /* __new__ may overwrite the arguments, which __init__ needs too. */
    value keep[6], *again = keep;
    bool plain = cls->slots.new == m->types[T_OBJECT]->slots.new;
    size_t total = (size_t)n + (kwnames == NIL ? 0 : ((tuple *)as_obj(kwnames))->len);
    if (plain) {
        again = a;
    } else if (total > 6) {
        value copy = tuple_of(t, a, total);
        if (copy == NIL) {
            return NIL;
        }
        again = ((tuple *)as_obj(copy))->items;
    } else if (total > 0) {
        memcpy(keep, a, total * sizeof *a);
    }
    t->kwnames = kwnames;
    value v = cls->slots.new(t, cls, a, n);
    t->kwnames = NIL;
    if (v == NIL) {
        return NIL;
    }
    type *made = type_of(m, v);
    if (made != cls && !is_subtype(made, cls)) {
        return v;
    }
    if (made->slots.init != NULL) {
        t->kwnames = kwnames;
        bool ok = made->slots.init(t, v, again, n);
        t->kwnames = NIL;
        return ok ? v : NIL;
    }
    return v;
}

/* ---- attributes of classes ---- */

static value type_getattr(thread *t, value v, str *name) {
    type *cls = as_type(v), *meta = cls->h.type;
    value on_meta = type_lookup(meta, name);
    if (is_data_descr(t->vm, on_meta) && as_obj(on_meta)->type->slots.get != NULL) {
        return as_obj(on_meta)->type->slots.get(t, on_meta, v, from_obj(meta));
    }
    value own = type_lookup(cls, name);
    if (own != NIL) {
        return descr_get(t, own, NIL, cls);
    }
    if (on_meta != NIL) {
        return descr_get(t, on_meta, v, meta);
    }
    raise_error(t, E_ATTRIBUTE_ERROR, "type object '%N' has no attribute '%U'", cls, name);
    exc_set_name_obj(t, name, v);
    return NIL;
}

static bool type_setattr(thread *t, value v, str *name, value x) {
    type *cls = as_type(v);
    if (cls->flags & TYPE_IMMUTABLE) {
        value full = type_full_name(t, cls);
        if (full != NIL) {
            raise_error(t, E_TYPE_ERROR, "cannot set %R attribute of immutable type '%S'",
                        from_obj(name), full);
        }
        return false;
    }
    value on_meta = type_lookup(cls->h.type, name);
    if (is_data_descr(t->vm, on_meta)) {
        return as_obj(on_meta)->type->slots.set(t, on_meta, v, x);
    }
    str_hash(t->vm, name);
    if (x == NIL && dict_get_str(type_dict(cls), name) == NIL) {
        raise_error(t, E_ATTRIBUTE_ERROR, "type object '%N' has no attribute '%U'", cls, name);
        exc_set_name_obj(t, name, v);
        return false;
    }
    return type_setattr_raw(t, cls, name, x);
}

const char *type_short_name(const type *cls) {
    return cls->name->data;
}

/* The module, or NIL for built-in classes' "builtins". */
static value module_name(thread *t, type *cls) {
    value m = cls->flags & TYPE_HEAP ? dict_get_str(cls->dict, N(t, __module__)) : cls->module;
    return m;
}

value type_full_name(thread *t, type *cls) {
    if (cls->flags & TYPE_QUALIFIED) {
        value m = module_name(t, cls);
        return is_kind(m, T_STR) ? str_format(t, "%S.%U", m, cls->name) : from_obj(cls->name);
    }
    if (cls->flags & TYPE_HEAP || !is_kind(cls->module, T_STR) ||
        str_equal((str *)as_obj(cls->module), N(t, builtins))) {
        return from_obj(cls->name);
    }
    return str_format(t, "%S.%U", cls->module, cls->name);
}

static value type_repr(thread *t, value v) {
    type *cls = as_type(v);
    value m = module_name(t, cls);
    if (is_kind(m, T_STR) && !str_equal((str *)as_obj(m), N(t, builtins))) {
        return str_format(t, "<class '%S.%U'>", m, cls->qualname);
    }
    return str_format(t, "<class '%U'>",
                      cls->flags & TYPE_HEAP && !is_kind(m, T_STR) ? cls->name : cls->qualname);
}

static value type_get_name(thread *t, value self) {
    (void)t;
    return from_obj(as_type(self)->name);
}

static bool changeable(thread *t, type *cls, value x, const char *what) {
    if (cls->flags & TYPE_IMMUTABLE) {
        raise_error(t, E_TYPE_ERROR, "cannot set '%s' attribute of immutable type '%N'", what, cls);
        return false;
    }
    if (x == NIL) {
        raise_error(t, E_TYPE_ERROR, "cannot delete '%s' attribute of immutable type '%N'", what,
                    cls);
        return false;
    }
    return true;
}

static bool type_set_name(thread *t, value self, value x) {
    type *cls = as_type(self);
    if (!changeable(t, cls, x, "__name__")) {
        return false;
    }
    if (!is_kind(x, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "can only assign string to %N.__name__, not '%T'", cls, x);
        return false;
    }
    cls->name = str_intern_value(t, (str *)as_obj(x));
    return cls->name != NULL;
}

static value type_get_qualname(thread *t, value self) {
    (void)t;
    return from_obj(as_type(self)->qualname);
}

static bool type_set_qualname(thread *t, value self, value x) {
    type *cls = as_type(self);
    if (!changeable(t, cls, x, "__qualname__")) {
        return false;
    }
    if (!is_kind(x, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "can only assign string to %N.__qualname__, not '%T'", cls, x);
        return false;
    }
    cls->qualname = (str *)as_obj(x);
    return true;
}

static value type_get_module(thread *t, value self) {
    value m = module_name(t, as_type(self));
    return m != NIL ? m : raise_error(t, E_ATTRIBUTE_ERROR, "__module__");
}

static bool type_set_module(thread *t, value self, value x) {
    return changeable(t, as_type(self), x, "__module__") &&
           type_setattr_raw(t, as_type(self), N(t, __module__), x);
}

static value type_get_bases(thread *t, value self) {
    (void)t;
    return from_obj(as_type(self)->bases);
}

static bool type_set_bases(thread *t, type *cls, value x);

static bool type_set_bases_attr(thread *t, value self, value x) {
    return changeable(t, as_type(self), x, "__bases__") && type_set_bases(t, as_type(self), x);
}

static value type_get_base(thread *t, value self) {
    (void)t;
    return as_type(self)->base != NULL ? from_obj(as_type(self)->base) : NONE;
}

static value type_get_mro(thread *t, value self) {
    (void)t;
    return as_type(self)->mro != NULL ? from_obj(as_type(self)->mro) : NONE;
}

static value type_get_dict(thread *t, value self) {
    dict *d = type_dict(as_type(self));
    return d == NULL ? NIL : mappingproxy_new(t, from_obj(d));
}

static value type_get_doc(thread *t, value self) {
    type *cls = as_type(self);
    dict *d = type_dict(cls);
    value doc = d != NULL ? dict_get_str(d, N(t, __doc__)) : NIL;
    if (doc == NIL) {
        return NONE;
    }
    return is_obj(doc) ? descr_get(t, doc, NIL, cls) : doc;
}

static bool type_set_doc(thread *t, value self, value x) {
    return changeable(t, as_type(self), x, "__doc__") &&
           type_setattr_raw(t, as_type(self), N(t, __doc__), x);
}

static value type_get_abstract(thread *t, value self) {
    dict *d = self == from_obj(t->vm->types[T_TYPE]) ? NULL : type_dict(as_type(self));
    value v = d != NULL ? dict_get_str(d, N(t, __abstractmethods__)) : NIL;
    return v != NIL ? v : raise_error(t, E_ATTRIBUTE_ERROR, "__abstractmethods__");
}

static bool type_set_abstract(thread *t, value self, value x) {
    type *cls = as_type(self);
    int abstract = 0;
    if (x != NIL) {
        abstract = op_truth(t, x);
        if (abstract < 0) {
            return false;
        }
    } else if (dict_get_str(type_dict(cls), N(t, __abstractmethods__)) == NIL) {
        raise_error(t, E_ATTRIBUTE_ERROR, "__abstractmethods__");
        return false;
    }
    if (cls->flags & TYPE_IMMUTABLE) {
        return changeable(t, cls, x, "__abstractmethods__");
    }
    if (!type_setattr_raw(t, cls, N(t, __abstractmethods__), x)) {
        return false;
    }
    cls->flags &= ~(uint32_t)TYPE_ABSTRACT;
    cls->flags |= abstract ? TYPE_ABSTRACT : 0;
    return true;
}

static value type_get_annotations(thread *t, value self) {
    type *cls = as_type(self);
    if (!(cls->flags & TYPE_HEAP)) {
        return raise_error(t, E_ATTRIBUTE_ERROR,
                           "type object '%N' has no attribute '__annotations__'", cls);
    }
    value v = dict_get_str(cls->dict, N(t, __annotations__));
    if (v == NIL) {
        dict *d = dict_new(t);
        if (d == NULL || !type_setattr_raw(t, cls, N(t, __annotations__), from_obj(d))) {
            return NIL;
        }
        return from_obj(d);
    }
    return is_obj(v) ? descr_get(t, v, NIL, cls) : v;
}

static bool type_set_annotations(thread *t, value self, value x) {
    type *cls = as_type(self);
    if (cls->flags & TYPE_IMMUTABLE) {
        return changeable(t, cls, x, "__annotations__");
    }
    if (x == NIL && dict_get_str(cls->dict, N(t, __annotations__)) == NIL) {
        raise_error(t, E_ATTRIBUTE_ERROR, "__annotations__");
        return false;
    }
    return type_setattr_raw(t, cls, N(t, __annotations__), x);
}

static value type_get_text_signature(thread *t, value self) {
    (void)t;
    (void)self;
    return NONE;
}

static value type_get_basicsize(thread *t, value self) {
    return int_new(t, as_type(self)->size);
}

static value type_get_itemsize(thread *t, value self) {
    (void)self;
    return int_new(t, 0);
}

static value type_get_flags(thread *t, value self) {
    unsigned f = as_type(self)->flags;
    /* CPython's bits: heap type, base type, ready, abstract, mapping and sequence patterns,
     * immutable. */
    return int_new(t, (f & TYPE_HEAP ? 1 << 9 : 1 << 8) |
                          (f & (TYPE_BASE | TYPE_HEAP) ? 1 << 10 : 0) | 1 << 12 |
                          (f & TYPE_ABSTRACT ? 1 << 20 : 0) | (f & TYPE_MAPPING ? 1 << 6 : 0) |
                          (f & TYPE_SEQUENCE ? 1 << 5 : 0));
}

static value type_get_dictoffset(thread *t, value self) {
    return int_new(t, has_dict(as_type(self)) ? 8 : 0);
}

static const getset_def type_getset[] = {
    {"__name__", type_get_name, type_set_name, NULL},
    {"__qualname__", type_get_qualname, type_set_qualname, NULL},
    {"__bases__", type_get_bases, type_set_bases_attr, NULL},
    {"__base__", type_get_base, attr_readonly, NULL},
    {"__mro__", type_get_mro, attr_readonly, NULL},
    {"__module__", type_get_module, type_set_module, NULL},
    {"__abstractmethods__", type_get_abstract, type_set_abstract, NULL},
    {"__dict__", type_get_dict, NULL, NULL},
    {"__doc__", type_get_doc, type_set_doc, NULL},
    {"__text_signature__", type_get_text_signature, NULL, NULL},
    {"__annotations__", type_get_annotations, type_set_annotations, NULL},
    {"__basicsize__", type_get_basicsize, attr_readonly, NULL},
    {"__itemsize__", type_get_itemsize, attr_readonly, NULL},
    {"__flags__", type_get_flags, attr_readonly, NULL},
    {"__dictoffset__", type_get_dictoffset, attr_readonly, NULL},
    {NULL, NULL, NULL, NULL},
};

/* ---- methods of classes ---- */

static value type_mro_method(thread *t, value *a, int n) {
    (void)n;
    tuple *mro = mro_compute(t, as_type(a[0]), as_type(a[0])->bases);
    if (as_type(a[0])->bases->len == 0) {
        return list_of(t, a, 1);
    }
    return mro == NULL ? NIL : list_of(t, mro->items, mro->len);
}

static value type_subclasses(thread *t, type *cls) {
    value l = list_new(t, cls->nsubs);
    for (uint32_t i = 0; l != NIL && i < cls->nsubs; i++) {
        if (!list_append(t, (list *)as_obj(l), from_obj(cls->subs[i]))) {
            return NIL;
        }
    }
    return l;
}

static value type_subclasses_method(thread *t, value *a, int n) {
    (void)n;
    return type_subclasses(t, as_type(a[0]));
}

static value type_prepare_method(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    t->kwnames = NIL;
    dict *d = dict_new(t);
    return d == NULL ? NIL : from_obj(d);
}

static value type_instancecheck_method(thread *t, value *a, int n) {
    (void)n;
    int r = op_real_isinstance(t, a[1], a[0]);
    return r < 0 ? NIL : from_bool(r);
}

static value type_subclasscheck_method(thread *t, value *a, int n) {
    (void)n;
    int r = op_real_issubclass(t, a[1], a[0]);
    return r < 0 ? NIL : from_bool(r);
}

static value type_dir_method(thread *t, value *a, int n) {
    (void)n;
    type *cls = as_type(a[0]);
    dict *all = dict_new(t);
    return all != NULL && type_merge_names(t, all, cls) ? list_from(t, from_obj(all)) : NIL;
}

static value type_sizeof_method(thread *t, value *a, int n) {
    (void)n;
    return int_new(t, (int64_t)heap_size(as_obj(a[0])));
}

static value type_or(thread *t, value a, value b) {
    return union_new(t, a, b);
}

static const native_def type_methods[] = {
    {"mro", type_mro_method, "self, /", 0, "Return a type's method resolution order."},
    {"__subclasses__", type_subclasses_method, "self, /", 0,
     "Return a list of immediate subclasses."},
    {"__prepare__", type_prepare_method, NULL, NATIVE_CLASS,
     "__prepare__() -> dict\nused by the class statement"},
    {"__instancecheck__", type_instancecheck_method, "self, instance, /", 0,
     "Check if an object is an instance."},
    {"__subclasscheck__", type_subclasscheck_method, "self, subclass, /", 0,
     "Check if a class is a subclass."},
    {"__dir__", type_dir_method, "self, /", 0, "Specialized __dir__ implementation for types."},
    {"__sizeof__", type_sizeof_method, "self, /", 0,
     "Return memory consumption of the type object."},
    {NULL, NULL, NULL, 0, NULL},
};

static void type_trace(gc *g, object *o) {
    type *c = (type *)o;
    gc_object(g, c->name);
    gc_object(g, c->qualname);
    gc_value(g, c->module);
    gc_object(g, c->bases);
    gc_object(g, c->mro);
    gc_object(g, c->base);
    gc_object(g, c->dict);
    gc_value(g, c->doc);
    if (c->root_shape != NULL) {
        shape_tree_trace(g, c->root_shape);
    }
}

static void type_free(vm *m, object *o) {
    type *c = (type *)o;
    shape_tree_free(m, c->root_shape);
    c->root_shape = NULL;
    mem_free(m, c->subs, c->subs_room * sizeof *c->subs);
    c->subs = NULL;
}

const type_spec type_type_spec = {
    .name = "type",
    .size = sizeof(type),
    .flags = TYPE_BASE | TYPE_WEAKREF,
    .trace = type_trace,
    .free = type_free,
    .slots = {.repr = type_repr,
              .getattr = type_getattr,
              .setattr = type_setattr,
              .call = type_call,
              .new = type_new,
              .init = type_init,
              .binary[BIN_OR] = type_or},
    .methods = type_methods,
    .getset = type_getset,
    .doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
};

/* ---- changing what a class or an object is ---- */

/* What decides where things stand in instances, but for the members' names. */
static bool alike(const type *a, const type *b) {
    return a->kind == b->kind && has_dict(a) == has_dict(b) && fixed_slots(a) == fixed_slots(b) &&
           !((a->flags ^ b->flags) & (TYPE_NO_WEAKREF | TYPE_TAIL_DICT));
}

static const type *layout_base(const type *c) {
    while (c->flags & TYPE_HEAP && alike(c, c->base)) {
        c = c->base;
    }
    return c;
}

/* Do both have the same members of their own, in the same places? */
static bool same_members(const type *a, const type *b) {
    size_t pos = 0;
    value key, x;
    while (dict_next(a->dict, &pos, &key, &x)) {
        if (is_kind(x, T_MEMBER) && ((member *)as_obj(x))->owner == a) {
            value y = dict_get_str(b->dict, (str *)as_obj(key));
            if (!is_kind(y, T_MEMBER) || ((member *)as_obj(y))->owner != b ||
                ((member *)as_obj(y))->index != ((member *)as_obj(x))->index) {
                return false;
            }
        }
    }
    return true;
}

/* May an instance of the one be made one of the other? */
static bool same_layout(const type *a, const type *b) {
    a = layout_base(a);
    b = layout_base(b);
    return a == b || (a->flags & b->flags & TYPE_HEAP && a->base == b->base && alike(a, b) &&
                      same_members(a, b));
}

/* Makes the MROs of cls and of all below it anew. Each change is written into `log`: class, MRO
 * before, MRO now. A metaclass's mro() may change bases in turn: then the younger change stays. */
static bool remake_mros(thread *t, type *cls, list *log) {
    if (!c_stack_ok(t)) {
        return false;
    }
    tuple *before = cls->mro;
    if (!set_mro(t, cls)) {
        return false;
    }
    if (cls->mro == before) {
        return true;
    }
    value below = type_subclasses(t, cls);
    if (below == NIL || !list_append(t, log, from_obj(cls)) ||
        !list_append(t, log, before != NULL ? from_obj(before) : NONE) ||
        !list_append(t, log, from_obj(cls->mro))) {
        return false;
    }
    list *subs = (list *)as_obj(below);
    for (size_t i = 0; i < subs->len; i++) {
        if (!remake_mros(t, as_type(subs->items[i]), log)) {
            return false;
        }
    }
    return true;
}

/* Takes back what the log has, but for MROs that were made yet again meanwhile. */
static void unmake_mros(list *log) {
    for (size_t i = 0; i + 2 < log->len; i += 3) {
        type *cls = as_type(log->items[i]);
        if (from_obj(cls->mro) == log->items[i + 2]) {
            cls->mro = log->items[i + 1] == NONE ? NULL : (tuple *)as_obj(log->items[i + 1]);
        }
    }
}

static void drop_subclass(type *base, type *sub) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < base->nsubs; i++) {
        if (base->subs[i] != sub) {
            base->subs[kept++] = base->subs[i];
        }
    }
    base->nsubs = kept;
}

/* Along the chain of structs, which is never out of date: MROs may be, while mro() runs. */
static bool has_base(const type *cls, const type *base) {
    while (cls != NULL && cls != base) {
        cls = cls->base;
    }
    return cls != NULL;
}

static bool type_set_bases(thread *t, type *cls, value x) {
    if (!is_kind(x, T_TUPLE)) {
        raise_error(t, E_TYPE_ERROR, "can only assign tuple to %N.__bases__, not %T", cls, x);
        return false;
    }
    tuple *bases = (tuple *)as_obj(x), *old = cls->bases;
    if (bases->len == 0) {
        raise_error(t, E_TYPE_ERROR, "can only assign non-empty tuple to %N.__bases__, not ()",
                    cls);
        return false;
    }
    for (size_t i = 0; i < bases->len; i++) {
        if (!is_kind(bases->items[i], T_TYPE)) {
            raise_error(t, E_TYPE_ERROR, "%N.__bases__ must be tuple of classes, not '%T'", cls,
                        bases->items[i]);
            return false;
        }
        if (is_subtype(as_type(bases->items[i]), cls) || has_base(as_type(bases->items[i]), cls)) {
            raise_error(t, E_TYPE_ERROR, "a __bases__ item causes an inheritance cycle");
            return false;
        }
    }
    type *best = class_best_base(t, bases);
    if (best == NULL) {
        return false;
    }
    if (!same_layout(best, cls->base)) {
        raise_error(t, E_TYPE_ERROR, "__bases__ assignment: '%N' object layout differs from '%N'",
                    best, cls->base);
        return false;
    }
    type *old_base = cls->base;
    value log = list_new(t, 0);
    if (log == NIL) {
        return false;
    }
    cls->bases = bases;
    cls->base = best;
    if (!remake_mros(t, cls, (list *)as_obj(log))) {
        unmake_mros((list *)as_obj(log));
        if (cls->bases == bases) {
            cls->bases = old;
            cls->base = old_base;
        }
        return false;
    }
    if (cls->bases != bases) { /* a metaclass's mro() has set others, and seen to the rest */
        return true;
    }
    for (size_t i = 0; i < old->len; i++) {
        drop_subclass(as_type(old->items[i]), cls);
    }
    for (size_t i = 0; i < bases->len; i++) {
        if (!type_add_subclass(t, as_type(bases->items[i]), cls)) {
            return false;
        }
    }
    type_update_slots(t, cls, NULL);
    type_changed(t, cls, true);
    return true;
}

/* obj.__class__ = cls: the attributes move over to the shapes of the new class. */
bool object_set_class(thread *t, value self, value x) {
    if (x == NIL) {
        raise_error(t, E_TYPE_ERROR, "can't delete __class__ attribute");
        return false;
    }
    if (!is_kind(x, T_TYPE)) {
        raise_error(t, E_TYPE_ERROR, "__class__ must be set to a class, not '%T' object", x);
        return false;
    }
    type *now = type_of(t->vm, self), *cls = as_type(x);
    if (now == cls) {
        return true;
    }
    bool modules = is_kind(self, T_MODULE) && cls->kind == T_MODULE;
    if (!modules && ((now->flags & cls->flags & TYPE_HEAP) == 0)) {
        raise_error(
            t, E_TYPE_ERROR,
            "__class__ assignment only supported for mutable types or ModuleType subclasses");
        return false;
    }
    if (!same_layout(now, cls)) {
        raise_error(t, E_TYPE_ERROR, "__class__ assignment: '%N' object layout differs from '%N'",
                    cls, now);
        return false;
    }
    object *o = as_obj(self);
    if (o->kind != T_OBJECT) {
        o->type = cls;
        o->flags |= OBJ_SUBCLASS;
        return true;
    }
    if (now->flags & TYPE_NO_DICT) {
        o->aux = cls->root_shape->id;
        o->type = cls;
        return true;
    }
    /* By way of dict mode: its shape has nothing to say but the class. */
    instance *i = (instance *)o;
    bool was_dict = shape_is_dict(t->vm, o->aux);
    dict *d = instance_to_dict(t, i);
    shape *mode = d != NULL ? shape_dict_mode(t, cls) : NULL;
    if (mode == NULL) {
        return false;
    }
    o->type = cls;
    o->aux = mode->id;
    if (!was_dict && d->used <= SHAPE_MAX) { /* nobody else has seen the dict yet: back to slots */
        i->more = NIL;
        o->aux = cls->root_shape->id;
        size_t pos = 0;
        value key, v;
        while (dict_next(d, &pos, &key, &v)) {
            if (!instance_set(t, i, (str *)as_obj(key), v)) {
                return false;
            }
        }
    }
    return true;
}
