/* structseq.c: tuples with named fields, as the system modules answer them: time.struct_time,
 * sys.version_info, os.stat_result. Such a class derives from tuple. Its instances have all fields
 * behind each other in `items`; `len` counts the visible ones only, so that everything that takes
 * them for a tuple sees just those, and h.spare says how many hidden ones follow. A field's name,
 * number and documentation stand in the class's table of getters.
 */
#include "stdlib/stdlib.h"

#include "vm/type.h"

static const type_spec *spec_of(const type *cls) {
    while (cls->spec == NULL) { /* classes derived from one of ours */
        cls = cls->base;
    }
    return cls->spec;
}

static int field_count(const type_spec *spec) {
    int n = 0;
    while (spec->getset[n].name != NULL) {
        n++;
    }
    return n;
}

static value get_field(thread *t, value self, size_t i) {
    tuple *items = (tuple *)as_obj(self);
    if (i >= items->len + items->h.spare) {
        return raise_error(t, E_INDEX_ERROR, "tuple index out of range");
    }
    return items->items[i];
}

#define X(i)                                         \
    value structseq_get_##i(thread *t, value self) { \
        return get_field(t, self, i);                \
    }
STRUCTSEQ_NUMBERS(X)
#undef X

void structseq_trace(gc *g, object *o) {
    tuple *items = (tuple *)o;
    gc_values(g, items->items, items->len + items->h.spare);
}

value structseq_repr(thread *t, value v) {
    const type_spec *spec = spec_of(as_obj(v)->type);
    tuple *items = (tuple *)as_obj(v);
    if (!repr_enter(t, v)) {
        return t->exc != NIL ? NIL : str_format(t, "%s(...)", spec->name);
    }
    sb b;
    sb_init(&b, t);
    sb_fmt(&b, "%s(", spec->name);
    for (size_t i = 0; i < items->len && !b.failed; i++) {
        sb_fmt(&b, i > 0 ? ", %s=" : "%s=", spec->getset[i].name);
        sb_repr(&b, items->items[i]);
    }
    sb_text(&b, ")");
    repr_leave(t);
    return sb_take(&b);
}

static int visible_fields(thread *t, type *cls) {
    int64_t n = 0;
    value v = type_lookup(cls, str_intern(t, "n_sequence_fields"));
    return v != NIL && int_to_int64(v, &n) ? (int)n : 0;
}

static value make(thread *t, type *cls, const value *fields, int given) {
    int total = field_count(spec_of(cls)), visible = visible_fields(t, cls);
    tuple *items = heap_alloc(t, cls, sizeof(tuple) + (size_t)total * sizeof(value));
    if (items == NULL) {
        return NIL;
    }
    for (int i = 0; i < total; i++) {
        items->items[i] = i < given ? fields[i] : NONE;
    }
    items->len = (size_t)visible;
    items->h.spare = (uint16_t)(total - visible);
    return from_obj(items);
}

value structseq_new(thread *t, type *cls, const value *fields) {
    return make(t, cls, fields, field_count(cls->spec));
}

value structseq_make(thread *t, type *cls, value *a, int n) {
    t->kwnames = NIL;
    const char *name = spec_of(cls)->name;
    int total = field_count(spec_of(cls)), visible = visible_fields(t, cls);
    if (n < 1 || n > 2) {
        return raise_error(t, E_TYPE_ERROR,
                           "structseq() missing required argument 'sequence' (pos 1)");
    }
    if (type_of(t->vm, a[0])->slots.iter == NULL && type_of(t->vm, a[0])->slots.getitem == NULL) {
        return raise_error(t, E_TYPE_ERROR, "constructor requires a sequence");
    }
    value seq = tuple_from(t, a[0]);
    if (seq == NIL) {
        return NIL;
    }
    int given = (int)((tuple *)as_obj(seq))->len;
    if (given < visible || given > total) {
        const char *bound = total == visible ? "a" : given < visible ? "an at least" : "an at most";
        return raise_error(t, E_TYPE_ERROR, "%s() takes %s %d-sequence (%d-sequence given)", name,
                           bound, given < visible ? visible : total, given);
    }
    return make(t, cls, ((tuple *)as_obj(seq))->items, given);
}

static value structseq_reduce(thread *t, value *a, int n) {
    (void)n;
    tuple *self = (tuple *)as_obj(a[0]);
    value all = tuple_of(t, self->items, self->len + self->h.spare),
          args = all == NIL ? NIL : tuple_of(t, &all, 1);
    return args == NIL ? NIL : tuple_pair(t, from_obj(self->h.type), args);
}

const native_def structseq_methods[] = {
    {"__reduce__", structseq_reduce, "self, /", 0, NULL},
    {0},
};

static bool class_int(thread *t, type *cls, const char *name, int i) {
    str *key = str_intern(t, name);
    return key != NULL && type_setattr_raw(t, cls, key, from_small(i));
}

type *structseq_type(thread *t, const type_spec *spec, int visible) {
    type *cls = type_from_spec(t, spec, t->vm->types[T_TUPLE]);
    if (cls == NULL) {
        return NULL;
    }
    value visible_names = tuple_new(t, (size_t)visible);
    if (visible_names == NIL) {
        return NULL;
    }
    for (int i = 0; i < visible; i++) {
        str *name = str_intern(t, spec->getset[i].name);
        if (name == NULL) {
            return NULL;
        }
        ((tuple *)as_obj(visible_names))->items[i] = from_obj(name);
    }
    if (!type_setattr_raw(t, cls, N(t, __match_args__), visible_names) ||
        !class_int(t, cls, "n_sequence_fields", visible) ||
        !class_int(t, cls, "n_fields", field_count(spec)) ||
        !class_int(t, cls, "n_unnamed_fields", 0)) {
        return NULL;
    }
    return cls;
}
