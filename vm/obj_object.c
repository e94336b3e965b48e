/* obj_object.c: `object`: attribute access as every ordinary object has it, and the methods that
 * all objects inherit.
 *
 * The order of a lookup is Python's: a data descriptor of the class, the object's own attribute,
 * what else the class has (bound if it is a descriptor), then AttributeError. Own attributes of
 * plain instances are found by shape (shape.c), those of other objects in the dict at their dict
 * word.
 */
#include "vm/gc.h"
#include "vm/ops.h"
#include "vm/shape.h"
#include "vm/type.h"

#include <stdio.h>

/* ---- own attributes ---- */

/* Where the dict word is, whether or not the object may have a __dict__ (members of str subclasses
 * live there too). */
static value *attrs_word(object *o) {
    type *cls = o->type;
    if (cls->flags & TYPE_TAIL_DICT) {
        return (value *)(void *)((char *)o + heap_size(o) - sizeof(value));
    }
    return cls->dict_offset != 0 ? (value *)(void *)((char *)o + cls->dict_offset) : NULL;
}

value *object_dict_word(object *o) {
    return o->type->flags & TYPE_HAS_DICT ? attrs_word(o) : NULL;
}

dict *object_dict(thread *t, value v) {
    if (!is_obj(v)) {
        return NULL;
    }
    object *o = as_obj(v);
    if (o->kind == T_OBJECT) {
        return o->type->root_shape == NULL || o->type->flags & TYPE_NO_DICT
                   ? NULL
                   : instance_to_dict(t, (instance *)o);
    }
    value *word = object_dict_word(o);
    if (word == NULL) {
        return NULL;
    }
    if (*word == NIL) {
        dict *d = dict_new(t);
        if (d == NULL) {
            return NULL;
        }
        *word = from_obj(d);
    }
    return (dict *)as_obj(*word);
}

static value own_attribute(thread *t, value v, str *name) {
    if (!is_obj(v)) {
        return NIL;
    }
    object *o = as_obj(v);
    if (o->kind == T_OBJECT) {
        return instance_get(t->vm, (instance *)o, name);
    }
    value *word = object_dict_word(o);
    if (word == NULL || *word == NIL) {
        return NIL;
    }
    str_hash(t->vm, name);
    return dict_get_str((dict *)as_obj(*word), name);
}

/* ---- descriptors ---- */

bool is_data_descr(vm *m, value descr) {
    (void)m;
    return is_obj(descr) && as_obj(descr)->type->slots.set != NULL;
}

value descr_get(thread *t, value descr, value obj, type *owner) {
    if (!is_obj(descr)) {
        return descr;
    }
    if (as_obj(descr)->kind == T_FUNC) {
        return obj == NIL ? descr : method_new(t, descr, obj);
    }
    type *cls = as_obj(descr)->type;
    return cls->slots.get == NULL ? descr : cls->slots.get(t, descr, obj, from_obj(owner));
}

/* ---- getting and setting ---- */

static value raise_no_attribute(thread *t, value v, str *name) {
    raise_error(t, E_ATTRIBUTE_ERROR, "'%T' object has no attribute '%U'", v, name);
    exc_set_name_obj(t, name, v);
    return NIL;
}

value generic_find(thread *t, value v, str *name) {
    type *cls = type_of(t->vm, v);
    value found = type_lookup(cls, name);
    if (is_obj(found)) {
        type *kind = as_obj(found)->type;
        if (kind->slots.set != NULL && kind->slots.get != NULL) {
            return kind->slots.get(t, found, v, from_obj(cls));
        }
    }
    value own = own_attribute(t, v, name);
    if (own != NIL || found == NIL) {
        return own;
    }
    return descr_get(t, found, v, cls);
}

value generic_getattr(thread *t, value v, str *name) {
    value r = generic_find(t, v, name);
    return r == NIL && t->exc == NIL ? raise_no_attribute(t, v, name) : r;
}

/* Classes that define __getattr__ and leave __getattribute__ alone. */
value class_getattr_hook(thread *t, value v, str *name) {
    value r = generic_find(t, v, name);
    if (r != NIL || (t->exc != NIL && !exc_is(t, E_ATTRIBUTE_ERROR))) {
        return r;
    }
    exc_clear(t);
    value hook = lookup_special(t, v, N(t, __getattr__));
    if (hook == NIL) {
        return t->exc != NIL ? NIL : raise_no_attribute(t, v, name);
    }
    return call1(t, hook, from_obj(name));
}

static bool cannot_set(thread *t, value v, str *name, bool on_class) {
    raise_error(t, E_ATTRIBUTE_ERROR,
                on_class ? "'%T' object attribute '%U' is read-only"
                         : "'%T' object has no attribute '%U'",
                v, name);
    return false;
}

bool generic_setattr(thread *t, value v, str *name, value x) {
    type *cls = type_of(t->vm, v);
    value found = type_lookup(cls, name);
    if (is_data_descr(t->vm, found)) {
        return as_obj(found)->type->slots.set(t, found, v, x);
    }
    bool plain = is_kind(v, T_OBJECT);
    if (plain && (cls->root_shape == NULL || cls->flags & TYPE_NO_DICT)) {
        return cannot_set(t, v, name, found != NIL);
    }
    if (plain) {
        instance *o = (instance *)as_obj(v);
        if (x != NIL) {
            return instance_set(t, o, name, x);
        }
        int there = instance_del(t, o, name);
        if (there == 0) {
            cannot_set(t, v, name, false);
        }
        return there == 1;
    }
    value *word = is_obj(v) ? object_dict_word(as_obj(v)) : NULL;
    if (word == NULL) {
        return cannot_set(t, v, name, found != NIL);
    }
    dict *d = object_dict(t, v);
    if (d == NULL) {
        return false;
    }
    if (x != NIL) {
        return dict_set(t, d, from_obj(name), x);
    }
    int there = dict_del(t, d, from_obj(name));
    if (there == 0) {
        cannot_set(t, v, name, false);
    }
    return there == 1;
}

/* ---- members: names in __slots__ ---- */

value member_new(thread *t, str *name, type *owner, uint32_t index) {
    member *m = heap_new(t, T_MEMBER, sizeof *m);
    if (m == NULL) {
        return NIL;
    }
    m->name = name;
    m->owner = owner;
    m->index = index;
    return from_obj(m);
}

static bool member_applies(thread *t, member *m, value obj) {
    type *cls = type_of(t->vm, obj);
    if (!is_subtype(cls, m->owner)) {
        raise_error(t, E_TYPE_ERROR,
                    "descriptor '%U' for '%N' objects doesn't apply to a '%T' object", m->name,
                    m->owner, obj);
        return false;
    }
    return true;
}

static value member_get(thread *t, value descr, value obj, value owner) {
    (void)owner;
    member *m = (member *)as_obj(descr);
    if (obj == NIL) {
        return descr;
    }
    if (!member_applies(t, m, obj)) {
        return NIL;
    }
    value v = NIL;
    if (is_kind(obj, T_OBJECT)) {
        v = ((instance *)as_obj(obj))->slots[m->index];
    } else {
        value *word = attrs_word(as_obj(obj));
        v = word != NULL && *word != NIL ? dict_get_str((dict *)as_obj(*word), m->name) : NIL;
    }
    return v != NIL ? v : raise_no_attribute(t, obj, m->name);
}

static bool member_set(thread *t, value descr, value obj, value x) {
    member *m = (member *)as_obj(descr);
    if (!member_applies(t, m, obj)) {
        return false;
    }
    if (is_kind(obj, T_OBJECT)) {
        value *slot = &((instance *)as_obj(obj))->slots[m->index];
        if (x == NIL && *slot == NIL) {
            raise_error(t, E_ATTRIBUTE_ERROR, "%U", m->name);
            return false;
        }
        *slot = x;
        return true;
    }
    value *word = attrs_word(as_obj(obj));
    if (word != NULL && *word == NIL) {
        dict *d = dict_new(t);
        if (d == NULL) {
            return false;
        }
        *word = from_obj(d);
    }
    if (word == NULL) {
        raise_error(t, E_SYSTEM_ERROR, "member without a place");
        return false;
    }
    if (x != NIL) {
        return dict_set_str(t, (dict *)as_obj(*word), m->name, x);
    }
    int there = dict_del(t, (dict *)as_obj(*word), from_obj(m->name));
    if (there == 0) {
        raise_error(t, E_ATTRIBUTE_ERROR, "%U", m->name);
    }
    return there == 1;
}

static value member_repr(thread *t, value v) {
    member *m = (member *)as_obj(v);
    return str_format(t, "<member '%U' of '%N' objects>", m->name, m->owner);
}

static value member_name(thread *t, value self) {
    (void)t;
    return from_obj(((member *)as_obj(self))->name);
}

static value member_objclass(thread *t, value self) {
    (void)t;
    return from_obj(((member *)as_obj(self))->owner);
}

static value member_qualname(thread *t, value self) {
    member *m = (member *)as_obj(self);
    return str_format(t, "%U.%U", m->owner->qualname, m->name);
}

static value member_doc(thread *t, value self) {
    (void)t;
    (void)self;
    return NONE;
}

static const getset_def member_getset[] = {
    {"__objclass__", member_objclass, attr_readonly, NULL},
    {"__name__", member_name, attr_readonly, NULL},
    {"__qualname__", member_qualname, NULL, NULL},
    {"__doc__", member_doc, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

static void member_trace(gc *g, object *o) {
    gc_object(g, ((member *)o)->name);
    gc_object(g, ((member *)o)->owner);
}

const type_spec member_spec = {
    .name = "member_descriptor",
    .size = sizeof(member),
    .flags = TYPE_NO_NEW,
    .trace = member_trace,
    .slots = {.repr = member_repr, .get = member_get, .set = member_set},
    .getset = member_getset,
};

/* ---- instances ---- */

value instance_new(thread *t, type *cls) {
    object *o;
    if (cls->kind == T_OBJECT) {
        uint16_t room = cls->inline_slots;
        o = heap_alloc(t, cls, sizeof(instance) + room * sizeof(value));
        if (o == NULL) {
            return NIL;
        }
        o->spare = room;
        o->aux = cls->root_shape != NULL ? cls->root_shape->id : 0;
    } else {
        o = heap_alloc(t, cls, cls->size);
        if (o == NULL) {
            return NIL;
        }
    }
    if (cls->flags & TYPE_HAS_DEL && !gc_register_finalizer(t, from_obj(o))) {
        return NIL;
    }
    return from_obj(o);
}

static bool object_init(thread *t, value self, value *a, int n);

static value raise_abstract(thread *t, type *cls) {
    value names_ = dict_get_str(type_dict(cls), N(t, __abstractmethods__));
    value sorted = names_ != NIL ? list_from(t, names_) : list_new(t, 0);
    if (sorted == NIL || !list_sort(t, (list *)as_obj(sorted), NIL, false)) {
        return NIL;
    }
    list *l = (list *)as_obj(sorted);
    sb b;
    sb_init(&b, t);
    sb_fmt(&b, "Can't instantiate abstract class %N with abstract method%s ", cls,
           l->len == 1 ? "" : "s");
    for (size_t i = 0; i < l->len; i++) {
        sb_fmt(&b, "%s%S", i > 0 ? ", " : "", l->items[i]);
    }
    value text = sb_take(&b);
    return text == NIL ? NIL : raise_error(t, E_TYPE_ERROR, "%S", text);
}

static value object_new(thread *t, type *cls, value *a, int n) {
    (void)a;
    bool excess = n > 0 || (t->kwnames != NIL && ((tuple *)as_obj(t->kwnames))->len > 0);
    t->kwnames = NIL;
    if (excess) {
        if (cls->slots.new != object_new) {
            return raise_error(
                t, E_TYPE_ERROR,
                "object.__new__() takes exactly one argument (the type to instantiate)");
        }
        if (cls->slots.init == object_init) {
            return raise_error(t, E_TYPE_ERROR, "%N() takes no arguments", cls);
        }
    }
    if (cls->flags & TYPE_ABSTRACT) {
        return raise_abstract(t, cls);
    }
    return instance_new(t, cls);
}

static bool object_init(thread *t, value self, value *a, int n) {
    (void)a;
    bool excess = n > 0 || (t->kwnames != NIL && ((tuple *)as_obj(t->kwnames))->len > 0);
    t->kwnames = NIL;
    type *cls = type_of(t->vm, self);
    if (excess) {
        if (cls->slots.init != object_init) {
            raise_error(
                t, E_TYPE_ERROR,
                "object.__init__() takes exactly one argument (the instance to initialize)");
            return false;
        }
        if (cls->slots.new == object_new) {
            raise_error(t, E_TYPE_ERROR,
                        "%N.__init__() takes exactly one argument (the instance to initialize)",
                        cls);
            return false;
        }
    }
    return true;
}

static value object_repr(thread *t, value v) {
    type *cls = type_of(t->vm, v);
    char at[32];
    snprintf(at, sizeof at, "0x%llx",
             (unsigned long long)(is_obj(v) ? object_id(t->vm, as_obj(v)) : v));
    value m = cls->flags & TYPE_HEAP ? dict_get_str(cls->dict, N(t, __module__)) : cls->module;
    if (is_kind(m, T_STR) && !str_equal((str *)as_obj(m), N(t, builtins))) {
        return str_format(t, "<%S.%U object at %s>", m, cls->qualname, at);
    }
    return str_format(t, "<%U object at %s>", cls->qualname, at);
}

static value object_str(thread *t, value v) {
    value r = type_of(t->vm, v)->slots.repr(t, v);
    if (r != NIL && !is_kind(r, T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "__repr__ returned non-string (type %T)", r);
    }
    return r;
}

static bool object_hash(thread *t, value v, int64_t *out) {
    uint64_t id = is_obj(v) ? object_id(t->vm, as_obj(v)) : v;
    uint64_t h = id >> 4 | id << 60;
    *out = (int64_t)h == -1 ? -2 : (int64_t)h;
    return true;
}

bool hash_not_implemented(thread *t, value v, int64_t *out) {
    (void)out;
    raise_error(t, E_TYPE_ERROR, "unhashable type: '%T'", v);
    return false;
}

static value object_compare(thread *t, value a, value b, int op) {
    if (op == CMP_EQ) {
        return a == b ? V_TRUE : NOTIMPL;
    }
    if (op != CMP_NE) {
        return NOTIMPL;
    }
    value r = type_of(t->vm, a)->slots.compare(t, a, b, CMP_EQ);
    if (r == NIL || r == NOTIMPL) {
        return r;
    }
    int truth = op_truth(t, r);
    return truth < 0 ? NIL : from_bool(!truth);
}

static void instance_trace(gc *g, object *o) {
    instance *i = (instance *)o;
    gc_value(g, i->more);
    gc_values(g, i->slots, o->spare);
}

/* ---- methods that all objects have ---- */

static value object_format(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "__format__() argument must be str, not %T", a[1]);
    }
    if (((str *)as_obj(a[1]))->len > 0) {
        return raise_error(t, E_TYPE_ERROR, "unsupported format string passed to %T.__format__",
                           a[0]);
    }
    return op_str(t, a[0]);
}

static value object_sizeof(thread *t, value *a, int n) {
    (void)n;
    return int_new(t, is_obj(a[0]) ? (int64_t)heap_size(as_obj(a[0])) : 8);
}

bool type_merge_names(thread *t, dict *all, type *cls) {
    if (cls->mro == NULL) { /* while it is being made: its bases are there */
        return cls->base == NULL || type_merge_names(t, all, cls->base);
    }
    for (size_t i = cls->mro->len; i-- > 0;) {
        dict *d = type_dict((type *)as_obj(cls->mro->items[i]));
        if (d == NULL || !dict_update(t, all, from_obj(d), true)) {
            return false;
        }
    }
    return true;
}

/* What __dict__ holds, in a dict of its own; NONE = has none. Looking at a plain instance does not
 * put it into dict mode. */
static value own_attributes(thread *t, value v) {
    if (is_kind(v, T_OBJECT) && is_kind(type_lookup(as_obj(v)->type, N(t, __dict__)), T_GETSET) &&
        !(as_obj(v)->type->flags & TYPE_NO_DICT)) {
        dict *d = instance_snapshot(t, (instance *)as_obj(v));
        return d == NULL ? NIL : from_obj(d);
    }
    bool failed;
    value own = op_getattr_opt(t, v, N(t, __dict__), &failed);
    if (!is_kind(own, T_DICT)) {
        return failed ? NIL : NONE;
    }
    dict *d = dict_copy(t, (dict *)as_obj(own));
    return d == NULL ? NIL : from_obj(d);
}

static value object_dir(thread *t, value *a, int n) {
    (void)n;
    value own = own_attributes(t, a[0]);
    if (own == NIL) {
        return NIL;
    }
    dict *all = own != NONE ? (dict *)as_obj(own) : dict_new(t);
    value cls = all == NULL ? NIL : op_getattr(t, a[0], N(t, __class__));
    if (cls == NIL || (is_kind(cls, T_TYPE) && !type_merge_names(t, all, (type *)as_obj(cls)))) {
        return NIL;
    }
    return list_from(t, from_obj(all));
}

static value object_subclasshook(thread *t, value *a, int n) {
    (void)t;
    (void)a;
    (void)n;
    return NOTIMPL;
}

static value object_init_subclass(thread *t, value *a, int n) {
    (void)t;
    (void)a;
    (void)n;
    return NONE;
}

/* copyreg.__newobj__(cls, *args) */
static value copyreg_newobj(thread *t, value *a, int n) {
    t->kwnames = NIL;
    if (n < 1 || !is_kind(a[0], T_TYPE)) {
        return raise_error(t, E_TYPE_ERROR, "__newobj__() needs a class");
    }
    type *cls = (type *)as_obj(a[0]);
    if (cls->slots.new == NULL) {
        return raise_error(t, E_TYPE_ERROR, "cannot create '%N' instances", cls);
    }
    return cls->slots.new(t, cls, a + 1, n - 1);
}

static const native_def newobj_def = {"__newobj__", copyreg_newobj, NULL, 0, NULL};

/* The values of the members along the MRO, as a dict; NIL = failed, NONE = there are none. */
static value member_values(thread *t, value v) {
    type *cls = type_of(t->vm, v);
    dict *d = NULL;
    for (size_t i = 0; cls->mro != NULL && i < cls->mro->len; i++) {
        type *k = (type *)as_obj(cls->mro->items[i]);
        size_t pos = 0;
        value key, x;
        while (k->flags & TYPE_SLOTTED && dict_next(k->dict, &pos, &key, &x)) {
            if (!is_kind(x, T_MEMBER)) {
                continue;
            }
            bool failed;
            value got = op_getattr_opt(t, v, (str *)as_obj(key), &failed);
            if (got == NIL && failed) {
                return NIL;
            }
            if (d == NULL && (d = dict_new(t)) == NULL) {
                return NIL;
            }
            if (got != NIL && !dict_set_str(t, d, (str *)as_obj(key), got)) {
                return NIL;
            }
        }
    }
    return d == NULL || d->used == 0 ? NONE : from_obj(d);
}

static value object_getstate(thread *t, value *a, int n) {
    (void)n;
    value own = own_attributes(t, a[0]);
    if (own == NIL) {
        return NIL;
    }
    value state = own != NONE && ((dict *)as_obj(own))->used > 0 ? own : NONE;
    value slots_ = member_values(t, a[0]);
    if (slots_ == NIL || slots_ == NONE) {
        return slots_ == NIL ? NIL : state;
    }
    return tuple_pair(t, state, slots_);
}

static value new_arguments(thread *t, value v) {
    value f = lookup_special(t, v, N(t, __getnewargs__));
    if (f == NIL) {
        return t->exc != NIL ? NIL : from_obj(t->vm->empty_tuple);
    }
    value r = call0(t, f);
    if (r != NIL && !is_kind(r, T_TUPLE)) {
        return raise_error(t, E_TYPE_ERROR, "__getnewargs__ should return a tuple, not '%T'", r);
    }
    return r;
}

/* __getnewargs_ex__(): (args, kwargs) for __new__. NIL = failed, NONE = the class has none. */
static value new_arguments_ex(thread *t, value v) {
    value f = lookup_special(t, v, N(t, __getnewargs_ex__));
    if (f == NIL) {
        return t->exc != NIL ? NIL : NONE;
    }
    value r = call0(t, f);
    if (r == NIL) {
        return NIL;
    }
    if (!is_kind(r, T_TUPLE)) {
        return raise_error(t, E_TYPE_ERROR, "__getnewargs_ex__ should return a tuple, not '%T'", r);
    }
    tuple *pair = (tuple *)as_obj(r);
    if (pair->len != 2) {
        return raise_error(t, E_VALUE_ERROR,
                           "__getnewargs_ex__ should return a tuple of length 2, not %zd",
                           pair->len);
    }
    if (!is_kind(pair->items[0], T_TUPLE)) {
        return raise_error(
            t, E_TYPE_ERROR,
            "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '%T'",
            pair->items[0]);
    }
    if (!is_kind(pair->items[1], T_DICT)) {
        return raise_error(
            t, E_TYPE_ERROR,
            "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '%T'",
            pair->items[1]);
    }
    return r;
}

/* (copyreg.__newobj_ex__, (cls, args, kwargs)) if there are keywords; else NONE, and *args are
 * those for __newobj__. */
static value newobj_ex_call(thread *t, value v, value pair, value *args) {
    *args = ((tuple *)as_obj(pair))->items[0];
    value kw = ((tuple *)as_obj(pair))->items[1];
    if (((dict *)as_obj(kw))->used == 0) {
        return NONE;
    }
    value copyreg = t->vm->hooks.import(t, str_intern(t, "copyreg"));
    value maker = copyreg == NIL ? NIL : op_getattr(t, copyreg, str_intern(t, "__newobj_ex__"));
    value full = tuple_of(t, (value[]){from_obj(type_of(t->vm, v)), *args, kw}, 3);
    return maker == NIL || full == NIL ? NIL : tuple_pair(t, maker, full);
}

/* (copyreg.__newobj__, (cls, *args), state, list items, dict items) */
static value reduce_newobj(thread *t, value v) {
    type *cls = type_of(t->vm, v);
    bool copyable = is_kind(v, T_OBJECT) || is_kind(v, T_LIST) || is_kind(v, T_DICT) ||
                    is_kind(v, T_SET) || type_lookup(cls, N(t, __getnewargs__)) != NIL ||
                    type_lookup(cls, N(t, __getstate__)) == NIL ||
                    (is_obj(v) && as_obj(v)->kind < T_CODE);
    if (!copyable || cls->slots.new == NULL) {
        if (cls->spec != NULL) { /* a native's name goes with its module's */
            return raise_error(t, E_TYPE_ERROR, "cannot pickle '%s' object", cls->spec->name);
        }
        return raise_error(t, E_TYPE_ERROR, "cannot pickle '%T' object", v);
    }
    value args, pair = new_arguments_ex(t, v), with_keywords = NONE;
    if (pair == NONE) {
        args = new_arguments(t, v);
    } else {
        with_keywords = pair == NIL ? NIL : newobj_ex_call(t, v, pair, &args);
    }
    if (pair == NIL || with_keywords == NIL || args == NIL) {
        return NIL;
    }
    tuple *more = (tuple *)as_obj(args);
    value full = tuple_new(t, more->len + 1);
    value state = full == NIL ? NIL : call_method(t, v, N(t, __getstate__), NULL, 0);
    value maker =
        state == NIL ? NIL : native_new(t, &newobj_def, NIL, from_obj(str_intern(t, "copyreg")));
    if (maker == NIL) {
        return NIL;
    }
    ((tuple *)as_obj(full))->items[0] = from_obj(cls);
    memcpy(((tuple *)as_obj(full))->items + 1, more->items, more->len * sizeof(value));
    value list_items = is_kind(v, T_LIST) ? op_iter(t, v) : NONE;
    value dict_items = NONE;
    if (is_kind(v, T_DICT)) {
        dict_items = call_method(t, v, N(t, items), NULL, 0);
        dict_items = dict_items == NIL ? NIL : op_iter(t, dict_items);
    }
    if (list_items == NIL || dict_items == NIL) {
        return NIL;
    }
    if (with_keywords != NONE) {
        maker = ((tuple *)as_obj(with_keywords))->items[0];
        full = ((tuple *)as_obj(with_keywords))->items[1];
    }
    value parts[5] = {maker, full, state, list_items, dict_items};
    return tuple_of(t, parts, 5);
}

/* The protocols before 2: copyreg knows how. */
static value reduce_old(thread *t, value v, int64_t protocol) {
    value copyreg = t->vm->hooks.import(t, str_intern(t, "copyreg"));
    value f = copyreg == NIL ? NIL : op_getattr(t, copyreg, str_intern(t, "_reduce_ex"));
    return f == NIL ? NIL : call2(t, f, v, from_small(protocol));
}

static value object_reduce(thread *t, value *a, int n) {
    (void)n;
    return reduce_old(t, a[0], 0);
}

static value object_reduce_ex(thread *t, value *a, int n) {
    (void)n;
    value own = type_lookup(type_of(t->vm, a[0]), N(t, __reduce__));
    value plain = type_lookup(t->vm->types[T_OBJECT], N(t, __reduce__));
    if (own != plain) {
        return call_method(t, a[0], N(t, __reduce__), NULL, 0);
    }
    int64_t protocol;
    if (!op_to_int64(t, a[1], &protocol)) {
        return NIL;
    }
    return protocol < 2 ? reduce_old(t, a[0], protocol) : reduce_newobj(t, a[0]);
}

static value object_get_class(thread *t, value self) {
    return from_obj(type_of(t->vm, self));
}

static const getset_def object_getset[] = {
    {"__class__", object_get_class, object_set_class, "the object's class"},
    {NULL, NULL, NULL, NULL},
};

static const native_def object_methods[] = {
    {"__reduce_ex__", object_reduce_ex, "self, protocol, /", 0, "Helper for pickle."},
    {"__reduce__", object_reduce, "self, /", 0, "Helper for pickle."},
    {"__getstate__", object_getstate, "self, /", 0, "Helper for pickle."},
    {"__subclasshook__", object_subclasshook, "cls, object, /", NATIVE_CLASS,
     "Abstract classes can override this to customize issubclass().\n\nThis is invoked early on by "
     "abc.ABCMeta.__subclasscheck__().\n"
     "It should return True, False or NotImplemented.  If it returns\nNotImplemented, the normal "
     "algorithm is used.  Otherwise, it\n"
     "overrides the normal algorithm (and the outcome is cached).\n"},
    {"__init_subclass__", object_init_subclass, "cls, /", NATIVE_CLASS,
     "This method is called when a class is subclassed.\n\nThe default implementation does "
     "nothing. It may be\noverridden to extend subclasses.\n"},
    {"__format__", object_format, "self, format_spec, /", 0, "Default object formatter."},
    {"__sizeof__", object_sizeof, "self, /", 0, "Size of object in memory, in bytes."},
    {"__dir__", object_dir, "self, /", 0, "Default dir() implementation."},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec object_spec = {
    .name = "object",
    .size = sizeof(instance),
    .flags = TYPE_BASE | TYPE_NO_WEAKREF,
    .trace = instance_trace,
    .slots = {.repr = object_repr,
              .str = object_str,
              .hash = object_hash,
              .compare = object_compare,
              .getattr = generic_getattr,
              .setattr = generic_setattr,
              .new = object_new,
              .init = object_init},
    .methods = object_methods,
    .getset = object_getset,
    .doc = "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and "
           "returns a new featureless\n"
           "instance that has no instance attributes and cannot be given any.\n",
};
