/* type.c: how built-in types come to be, and lookup along the MRO.
 *
 * A built-in type is described by a type_spec. Making it ready is cheap: the slots are copied, what
 * is absent is inherited from the base. Its namespace (methods, getters, one wrapper for each slot
 * that it has) is filled when somebody first looks into it. What ties slots to dunder names is
 * slots.c.
 *
 * Lookups are remembered in one small table for the VM, by (type version, name). Versions are never
 * reused; the table is cleared by each collection, since an interned name may die and another take
 * its address.
 */
#include "vm/type.h"

#include "vm/gc.h"
#include "vm/ops.h"
#include "vm/shape.h"

#include <stdlib.h>

enum { CACHE_SIZE = 1024 };

struct type_cache {
    struct {
        uint32_t version;
        str *name;
        value found;
    } entries[CACHE_SIZE];
};

/* ---- lookup ---- */

static bool fill(type *cls);

dict *type_dict(type *cls) {
    if (!(cls->flags & TYPE_FILLED) && !fill(cls)) {
        return NULL;
    }
    return cls->dict;
}

static value lookup_slow(type *cls, str *name) {
    str_hash(cls->vm, name);
    if (cls->mro == NULL) { /* while it is being made */
        for (type *k = cls; k != NULL; k = k->base) {
            dict *d = type_dict(k);
            value v = d != NULL ? dict_get_str(d, name) : NIL;
            if (v != NIL) {
                return v;
            }
        }
        return NIL;
    }
    tuple *mro = cls->mro;
    for (size_t i = 0; i < mro->len; i++) {
        type *k = (type *)as_obj(mro->items[i]);
        dict *d = type_dict(k);
        value v = d != NULL ? dict_get_str(d, name) : NIL;
        if (v != NIL) {
            return v;
        }
    }
    return NIL;
}

value type_lookup(type *cls, str *name) {
    if (!(name->h.flags & STR_INTERNED) || cls->version == 0) {
        return lookup_slow(cls, name);
    }
    uint32_t i = (cls->version * 2654435761u ^ (uint32_t)((uintptr_t)name >> 4)) % CACHE_SIZE;
    struct type_cache *c = cls->vm->type_cache;
    if (c->entries[i].version == cls->version && c->entries[i].name == name) {
        return c->entries[i].found;
    }
    value v = lookup_slow(cls, name);
    c->entries[i].version = cls->version;
    c->entries[i].name = name;
    c->entries[i].found = v;
    return v;
}

value type_lookup_after(type *cls, type *after, str *name) {
    tuple *mro = cls->mro;
    size_t i = 0;
    if (mro == NULL) { /* while it is being made */
        return NIL;
    }
    while (after != NULL && i < mro->len && (type *)as_obj(mro->items[i++]) != after) {
    }
    str_hash(cls->vm, name);
    for (; i < mro->len; i++) {
        dict *d = type_dict((type *)as_obj(mro->items[i]));
        value v = d != NULL ? dict_get_str(d, name) : NIL;
        if (v != NIL) {
            return v;
        }
    }
    return NIL;
}

bool is_subtype(type *a, type *b) {
    if (a == b) {
        return true;
    }
    tuple *mro = a->mro;
    if (mro == NULL) {
        for (a = a->base; a != NULL; a = a->base) {
            if (a == b) {
                return true;
            }
        }
        return false;
    }
    value want = from_obj(b);
    for (size_t i = 0; i < mro->len; i++) {
        if (mro->items[i] == want) {
            return true;
        }
    }
    return false;
}

/* ---- changes ---- */

static uint32_t new_version(vm *m) {
    return ++m->next_type_version;
}

/* Depth-first over the classes below; class trees are shallow, but a script may make them deep. */
void type_changed(thread *t, type *cls, bool slots_too) {
    cls->version = new_version(t->vm);
    if (slots_too) {
        cls->slot_version = new_version(t->vm);
    }
    if (cls->nsubs > 0 && !c_stack_ok(t)) {
        exc_clear(t);
        return;
    }
    for (uint32_t i = 0; i < cls->nsubs; i++) {
        type_changed(t, cls->subs[i], slots_too);
    }
}

bool type_setattr_raw(thread *t, type *cls, str *name, value x) {
    dict *d = type_dict(cls);
    if (d == NULL) {
        return false;
    }
    if (!(name->h.flags & STR_INTERNED)) {
        name = str_intern_value(t, name);
        if (name == NULL) {
            return false;
        }
    }
    value old = dict_get_str(d, name);
    if (x == NIL) {
        int there = dict_del(t, d, from_obj(name));
        if (there <= 0) {
            return there == 0;
        }
    } else if (!dict_set_str(t, d, name, x)) {
        return false;
    }
    bool dunder_name = name->len > 4 && name->data[0] == '_' && name->data[1] == '_';
    bool slots_too = dunder_name || is_data_descr(t->vm, old) || is_data_descr(t->vm, x);
    type_changed(t, cls, slots_too);
    if (dunder_name && (name == N(t, __del__) || type_is_slot_name(t->vm, name))) {
        type_update_slots(t, cls, name);
    }
    return true;
}

bool type_add_subclass(thread *t, type *base, type *sub) {
    for (uint32_t i = 0; i < base->nsubs; i++) {
        if (base->subs[i] == sub) {
            return true;
        }
    }
    if (base->nsubs == base->subs_room) {
        uint32_t room = base->subs_room ? base->subs_room * 2 : 4;
        type **subs =
            mem_realloc(t, base->subs, base->subs_room * sizeof *subs, room * sizeof *subs);
        if (subs == NULL) {
            return false;
        }
        base->subs = subs;
        base->subs_room = room;
    }
    base->subs[base->nsubs++] = sub;
    return true;
}

static void sweep_subclasses(vm *m, type *cls, bool (*dead)(vm *m, void *o), int depth) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < cls->nsubs; i++) {
        if (!dead(m, cls->subs[i])) {
            type *sub = cls->subs[i];
            cls->subs[kept++] = sub;
            if (depth < 10000) {
                sweep_subclasses(m, sub, dead, depth + 1);
            }
        }
    }
    cls->nsubs = kept;
}

void types_sweep(vm *m, bool (*dead)(vm *m, void *o)) {
    if (m->type_cache != NULL) {
        memset(m->type_cache, 0, sizeof *m->type_cache);
        memset(m->attrs_seen, 0, sizeof *m->attrs_seen);
    }
    if (m->types[T_OBJECT] != NULL) {
        sweep_subclasses(m, m->types[T_OBJECT], dead, 0);
    }
}

/* ---- making built-in types ---- */

/* __new__ of a built-in type: bound to the type (a[0]), called with the class to instantiate. */
static value type_new_native(thread *t, value *a, int n) {
    value kwnames = t->kwnames;
    type *owner = (type *)as_obj(a[0]);
    if (n < 2) {
        t->kwnames = NIL;
        return raise_error(t, E_TYPE_ERROR, "%N.__new__(): not enough arguments", owner);
    }
    if (!is_kind(a[1], T_TYPE)) {
        t->kwnames = NIL;
        return raise_error(t, E_TYPE_ERROR, "%N.__new__(X): X is not a type object (%T)", owner,
                           a[1]);
    }
    type *cls = (type *)as_obj(a[1]);
    if (!is_subtype(cls, owner)) {
        t->kwnames = NIL;
        return raise_error(t, E_TYPE_ERROR, "%N.__new__(%N): %N is not a subtype of %N", owner, cls,
                           cls, owner);
    }
    type *solid = cls; /* the built-in type whose struct the instances have */
    while (solid->flags & TYPE_HEAP) {
        solid = solid->base;
    }
    if (solid->slots.new != owner->slots.new) {
        t->kwnames = NIL;
        return raise_error(t, E_TYPE_ERROR, "%N.__new__(%N) is not safe, use %N.__new__()", owner,
                           cls, solid);
    }
    t->kwnames = kwnames;
    return owner->slots.new(t, cls, a + 2, n - 2);
}

static const native_def new_def = {
    "__new__", type_new_native, NULL, 0,
    "Create and return a new object.  See help(type) for accurate signature."};

static bool put_new(thread *t, dict *d, const char *name, value v) {
    str *key = v != NIL ? str_intern(t, name) : NULL;
    return key != NULL && (dict_get_str(d, key) != NIL || dict_set_str(t, d, key, v));
}

static bool fill_methods(thread *t, type *cls, const native_def *def) {
    for (; def != NULL && def->name != NULL; def++) {
        value v = native_new(t, def, NIL, from_obj(cls));
        if (v == NIL) {
            return false;
        }
        if (def->flags & NATIVE_STATIC) {
            as_obj(v)->type = t->vm->types[T_NATIVE];
            as_obj(v)->kind = T_NATIVE;
            v = staticmethod_new(t, v);
        } else {
            enum type_id id = def->flags & NATIVE_CLASS ? T_CLASSMETHOD_DESC : T_METHOD_DESC;
            as_obj(v)->type = t->vm->types[id];
            as_obj(v)->kind = (uint8_t)id;
        }
        if (!put_new(t, cls->dict, def->name, v)) {
            return false;
        }
    }
    return true;
}

/* Everything that a spec puts into the class's namespace. */
static bool fill(type *cls) {
    const type_spec *spec = cls->spec;
    thread *t = cls->vm->main != NULL ? cls->vm->main : cls->vm->threads;
    if (spec == NULL || t == NULL) {
        return cls->dict != NULL;
    }
    cls->flags |= TYPE_FILLED; /* first: filling looks things up */
    value before = t->exc;
    bool ok = fill_methods(t, cls, spec->methods);
    if (ok && spec->slots.new != NULL && !(spec->flags & TYPE_NO_NEW)) {
        value v = native_new(t, &new_def, from_obj(cls), from_obj(cls));
        ok = v != NIL && put_new(t, cls->dict, "__new__", v);
    }
    ok = ok && type_add_wrappers(t, cls, spec);
    for (const getset_def *g = spec->getset; ok && g != NULL && g->name != NULL; g++) {
        value v = getset_new(t, g, cls);
        ok = v != NIL && put_new(t, cls->dict, g->name, v);
    }
    if (ok && spec->slots.hash == NULL && spec->slots.compare != NULL &&
        dict_get_str(cls->dict, N(t, __hash__)) == NIL) {
        ok = dict_set_str(t, cls->dict, N(t, __hash__), NONE);
    }
    if (ok && dict_get_str(cls->dict, N(t, __doc__)) == NIL) {
        value doc = spec->doc != NULL ? str_from(t, spec->doc) : NONE;
        ok = doc != NIL && dict_set_str(t, cls->dict, N(t, __doc__), doc);
        cls->doc = doc;
    }
    if (!ok) {
        cls->flags &= ~(uint32_t)TYPE_FILLED;
        if (before != NIL) {
            t->exc = before;
        }
    }
    return ok;
}

/* Where instances keep their attribute dict, for kinds that have a word for it in their struct. */
static uint32_t attrs_at(uint8_t kind) {
    switch (kind) {
    case T_BYTEARRAY: return offsetof(bytearray, attrs);
    case T_LIST: return offsetof(list, attrs);
    case T_DICT: return offsetof(dict, attrs);
    case T_SET:
    case T_FROZENSET: return offsetof(set, attrs);
    case T_FUNC: return offsetof(func, attrs);
    case T_PROPERTY: return offsetof(property, attrs);
    case T_STATICMETHOD:
    case T_CLASSMETHOD: return offsetof(wrapper, attrs);
    case T_MODULE: return offsetof(module, attrs);
    case T_WEAKREF: return offsetof(weakref, attrs);
    case T_EXCEPTION: return offsetof(exception, attrs);
    case T_REVERSED:
    case T_ENUMERATE:
    case T_ZIP:
    case T_MAP:
    case T_FILTER: return sizeof(object); /* iter.h: the first word */
    default: return 0;
    }
}

void type_inherit(type *cls, type *base) {
    cls->base = base;
    if (cls->size == 0) {
        cls->size = base->size;
    }
    /* object's own looks at the slots of plain instances: a struct that refers to nothing must not
     * have it */
    if (cls->trace == NULL && (cls->kind == T_OBJECT || base->kind != T_OBJECT)) {
        cls->trace = base->trace;
    }
    if (cls->free == NULL) {
        cls->free = base->free;
    }
    if (cls->dict_offset == 0) {
        cls->dict_offset = base->dict_offset;
    }
    cls->flags |= base->flags & (TYPE_HAS_DICT | TYPE_SEQUENCE | TYPE_MAPPING | TYPE_MATCH_SELF |
                                 TYPE_NO_WEAKREF | TYPE_TAIL_DICT);
    if (cls->flags & TYPE_WEAKREF) {
        cls->flags &= ~(uint32_t)TYPE_NO_WEAKREF;
    }
}

/* Fills in what the spec says. The MRO of a built-in type is a chain. */
static bool make_ready(thread *t, type *cls, const type_spec *spec, type *base) {
    vm *m = t->vm;
    cls->vm = m;
    cls->spec = spec;
    const char *dot = strrchr(spec->name, '.');
    const char *name = dot != NULL ? dot + 1 : spec->name;
    cls->name = cls->qualname = str_intern(t, name);
    value home = dot != NULL ? str_new_ascii(t, spec->name, (size_t)(dot - spec->name))
                             : from_obj(N(t, builtins));
    cls->module = home;
    cls->flags = spec->flags | TYPE_READY | TYPE_IMMUTABLE;
    cls->size = spec->size;
    cls->trace = spec->trace;
    cls->free = spec->free;
    cls->dict_offset = spec->dict_offset != 0 ? spec->dict_offset : attrs_at(cls->kind);
    cls->slots = spec->slots;
    cls->doc = NIL;
    cls->dict = dict_new(t);
    if (cls->name == NULL || home == NIL || cls->dict == NULL) {
        return false;
    }
    size_t depth = 1;
    if (base != NULL) {
        type_inherit(cls, base);
        slots_inherit(&cls->slots, &base->slots);
        /* What object's `new` makes are plain instances. */
        if (spec->flags & TYPE_NO_NEW || (spec->slots.new == NULL &&base == m->types[T_OBJECT])) {
            cls->slots.new = NULL;
        }
        depth += base->mro->len;
        if (!type_add_subclass(t, base, cls)) {
            return false;
        }
    }
    value mro = tuple_new(t, depth), bases = tuple_new(t, base != NULL);
    if (mro == NIL || bases == NIL) {
        return false;
    }
    cls->mro = (tuple *)as_obj(mro);
    cls->bases = (tuple *)as_obj(bases);
    cls->mro->items[0] = from_obj(cls);
    if (base != NULL) {
        memcpy(cls->mro->items + 1, base->mro->items, base->mro->len * sizeof(value));
        cls->bases->items[0] = from_obj(base);
    }
    cls->version = new_version(m);
    cls->slot_version = new_version(m);
    return true;
}

static const type_spec *const specs[T_COUNT] = {
#define TYPE(id, spec) [T_##id] = &spec,
#include "vm/types.def"
#undef TYPE
};

bool types_alloc(thread *t) {
    vm *m = t->vm;
    type born = {0}; /* stands in for type itself */
    born.kind = T_TYPE;
    born.free = specs[T_TYPE]->free;
    for (int i = 0; i < T_COUNT; i++) {
        type *cls = heap_alloc(t, &born, sizeof *cls);
        if (cls == NULL) {
            return false;
        }
        m->types[i] = cls;
        cls->kind = (uint8_t)i;
        cls->vm = m;
        cls->free = specs[i]->free;
        cls->trace = specs[i]->trace;
        cls->size = specs[i]->size;
    }
    for (int i = 0; i < T_COUNT; i++) {
        m->types[i]->h.type = m->types[T_TYPE];
    }
    m->type_cache = raw_alloc(m, sizeof *m->type_cache);
    m->attrs_seen = raw_alloc(m, sizeof *m->attrs_seen);
    return m->type_cache != NULL && m->attrs_seen != NULL;
}

bool types_init(thread *t) {
    vm *m = t->vm;
    for (int i = 0; i < T_COUNT; i++) {
        const type_spec *spec = specs[i];
        type *base = i == T_OBJECT ? NULL : m->types[spec->base];
        if (!make_ready(t, m->types[i], spec, base)) {
            return false;
        }
    }
    return exceptions_init(t);
}

void types_fini(vm *m) {
    raw_free(m, m->type_cache, sizeof *m->type_cache);
    m->type_cache = NULL;
    raw_free(m, m->attrs_seen, sizeof *m->attrs_seen);
    m->attrs_seen = NULL;
    raw_free(m, m->shapes.items, m->shapes.room * sizeof *m->shapes.items);
    m->shapes.items = NULL;
}

type *type_from_spec(thread *t, const type_spec *spec, type *base) {
    vm *m = t->vm;
    if (base == NULL) {
        base = m->types[spec->base];
    }
    type *cls = heap_new(t, T_TYPE, sizeof *cls);
    if (cls == NULL) {
        return NULL;
    }
    cls->kind = base->kind != T_OBJECT ? base->kind : KIND_FOREIGN;
    if (base->kind != T_OBJECT) {
        cls->flags |= TYPE_DERIVED;
    }
    if (!make_ready(t, cls, spec, base)) {
        return NULL;
    }
    if (base->kind != T_OBJECT) {
        cls->flags |= TYPE_DERIVED;
    }
    return cls;
}
