/* shape.c: where plain instances keep their attributes. See shape.h for the idea and for what
 * inline caches may hold.
 *
 * Shapes are malloc'ed and live as long as their class. They are found by id through vm->shapes. An
 * id of a dead class is never given out again. Names in shapes are interned, so all comparisons are
 * of pointers.
 */
#include "vm/shape.h"

#include "vm/ops.h"
#include "vm/type.h"

enum {
    TABLE_AFTER = 16 /* lookups that walk the parents before a table is worth it */,
    WALK = 6 /* so few names need none */
};

static shape *shape_at(vm *m, uint32_t id) {
    return id < m->shapes.count ? m->shapes.items[id] : NULL;
}

static shape *shape_new(thread *t, type *cls) {
    vm *m = t->vm;
    if (m->shapes.count == m->shapes.room) {
        uint32_t room = m->shapes.room ? m->shapes.room * 2 : 64;
        shape **items =
            mem_realloc(t, m->shapes.items, m->shapes.room * sizeof *items, room * sizeof *items);
        if (items == NULL) {
            return NULL;
        }
        if (m->shapes.count == 0) {
            items[m->shapes.count++] = NULL; /* id 0: no shape */
        }
        m->shapes.items = items;
        m->shapes.room = room;
    }
    shape *s = mem_alloc(t, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    memset(s, 0, sizeof *s);
    s->owner = cls;
    s->id = m->shapes.count;
    m->shapes.items[m->shapes.count++] = s;
    return s;
}

shape *shape_root_new(thread *t, type *cls, uint32_t fixed) {
    shape *s = shape_new(t, cls);
    if (s != NULL) {
        s->count = s->fixed = fixed;
    }
    return s;
}

shape *shape_dict_mode(thread *t, type *cls) {
    shape *root = cls->root_shape;
    if (root->dict_shape == NULL) {
        shape *s = shape_new(t, cls);
        if (s == NULL) {
            return NULL;
        }
        s->count = s->fixed = root->fixed;
        s->dict_mode = true;
        root->dict_shape = s;
    }
    return root->dict_shape;
}

static void free_one(vm *m, shape *s) {
    m->shapes.items[s->id] = NULL;
    mem_free(m, s->kids, s->kids_room * sizeof *s->kids);
    if (s->table != NULL) {
        mem_free(m, s->table, (s->table_mask + 1) * sizeof *s->table);
    }
    mem_free(m, s, sizeof *s);
}

/* Chains are at most SHAPE_MAX long, so the recursion is shallow. */
void shape_tree_free(vm *m, shape *s) {
    if (s == NULL) {
        return;
    }
    for (uint32_t i = 0; i < s->nkids; i++) {
        shape_tree_free(m, s->kids[i]);
    }
    shape_tree_free(m, s->dict_shape);
    free_one(m, s);
}

void shape_tree_trace(gc *g, shape *s) {
    gc_object(g, s->name);
    for (uint32_t i = 0; i < s->nkids; i++) {
        shape_tree_trace(g, s->kids[i]);
    }
}

static uint32_t name_hash(const str *name) {
    return (uint32_t)((uintptr_t)name >> 4) * 2654435761u >> 8;
}

/* A shape that is asked often gets a table of its own. Not having the memory for one is no
 * error. */
static void make_table(vm *m, shape *s) {
    uint32_t size = 16;
    while (size < s->count * 2) {
        size *= 2;
    }
    thread *t = m->main;
    if (t == NULL || t->exc != NIL) {
        return;
    }
    s->table = mem_alloc_table(t, size * sizeof *s->table);
    if (s->table == NULL) {
        t->exc = NIL;
        return;
    }
    memset(s->table, 0, size * sizeof *s->table);
    s->table_mask = size - 1;
    for (shape *p = s; p->name != NULL; p = p->parent) {
        uint32_t i = name_hash(p->name) & s->table_mask;
        while (s->table[i].name != NULL) {
            i = (i + 1) & s->table_mask;
        }
        s->table[i].name = p->name;
        s->table[i].index = p->count - 1;
    }
}

bool shape_find(vm *m, uint32_t id, str *name, uint32_t *index) {
    shape *s = shape_at(m, id);
    if (s == NULL) {
        return false;
    }
    if (s->table != NULL) {
        for (uint32_t i = name_hash(name) & s->table_mask; s->table[i].name != NULL;
             i = (i + 1) & s->table_mask) {
            if (s->table[i].name == name) {
                *index = s->table[i].index;
                return true;
            }
        }
        return false;
    }
    if (s->count - s->fixed > WALK && ++s->lookups == TABLE_AFTER) {
        make_table(m, s);
    }
    for (shape *p = s; p != NULL && p->name != NULL; p = p->parent) {
        if (p->name == name) {
            *index = p->count - 1;
            return true;
        }
    }
    return false;
}

uint32_t shape_add(thread *t, uint32_t id, str *name) {
    shape *s = shape_at(t->vm, id);
    if (s == NULL || s->dict_mode || !(name->h.flags & STR_INTERNED) ||
        s->count - s->fixed >= SHAPE_MAX) {
        return 0;
    }
    for (uint32_t i = 0; i < s->nkids; i++) {
        if (s->kids[i]->name == name) {
            return s->kids[i]->id;
        }
    }
    /* A class whose instances have many different first attributes (a bag of names) is better off
     * with dicts. */
    if (s->nkids >= 128) {
        return 0;
    }
    value before = t->exc;
    if (s->nkids == s->kids_room) {
        uint32_t room = s->kids_room ? s->kids_room * 2 : 1;
        shape **kids = mem_realloc(t, s->kids, s->kids_room * sizeof *kids, room * sizeof *kids);
        if (kids == NULL) {
            t->exc = before;
            return 0;
        }
        s->kids = kids;
        s->kids_room = room;
    }
    shape *kid = shape_new(t, s->owner);
    if (kid == NULL) {
        t->exc = before;
        return 0;
    }
    kid->parent = s;
    kid->name = name;
    kid->fixed = s->fixed;
    kid->count = s->count + 1;
    s->kids[s->nkids++] = kid;
    return kid->id;
}

bool shape_is_dict(vm *m, uint32_t id) {
    shape *s = shape_at(m, id);
    return s != NULL && s->dict_mode;
}

/* ---- instances ---- */

value instance_get(vm *m, instance *o, str *name) {
    shape *s = shape_at(m, o->h.aux);
    if (s == NULL) {
        return NIL;
    }
    if (s->dict_mode) {
        str_hash(m, name);
        return dict_get_str((dict *)as_obj(o->more), name);
    }
    uint32_t index;
    if (name->h.flags & STR_INTERNED) {
        return shape_find(m, s->id, name, &index) ? *instance_slot(o, index) : NIL;
    }
    for (shape *p = s; p->name != NULL; p = p->parent) {
        if (str_equal(p->name, name)) {
            return *instance_slot(o, p->count - 1);
        }
    }
    return NIL;
}

/* Room for slot `index` in the overflow block. */
static bool make_room(thread *t, instance *o, uint32_t index) {
    uint32_t need = index - o->h.spare + 1;
    tuple *old = o->more != NIL ? (tuple *)as_obj(o->more) : NULL;
    if (old != NULL && old->len >= need) {
        return true;
    }
    uint32_t room = need <= 4 ? 4 : need <= 16 ? 16 : SHAPE_MAX;
    value block = tuple_new(t, room);
    if (block == NIL) {
        return false;
    }
    if (old != NULL) {
        memcpy(((tuple *)as_obj(block))->items, old->items, old->len * sizeof(value));
    }
    o->more = block;
    return true;
}

bool instance_set(thread *t, instance *o, str *name, value x) {
    vm *m = t->vm;
    shape *s = shape_at(m, o->h.aux);
    if (s == NULL) {
        raise_error(t, E_ATTRIBUTE_ERROR, "'%T' object has no attribute '%U'", from_obj(o), name);
        return false;
    }
    if (!(name->h.flags & STR_INTERNED)) {
        name = str_intern_value(t, name);
        if (name == NULL) {
            return false;
        }
    }
    if (!s->dict_mode) {
        uint32_t index;
        if (shape_find(m, s->id, name, &index)) {
            *instance_slot(o, index) = x;
            return true;
        }
        uint32_t next = shape_add(t, s->id, name);
        if (next != 0) {
            index = s->count;
            if (index >= o->h.spare) {
                /* Later instances of the class are born with room for it. */
                type *cls = o->h.type;
                if (index < 32 && cls->inline_slots <= index) {
                    cls->inline_slots = (uint16_t)(index + 1);
                }
                if (!make_room(t, o, index)) {
                    return false;
                }
            }
            *instance_slot(o, index) = x;
            o->h.aux = next;
            return true;
        }
        if (instance_to_dict(t, o) == NULL) {
            return false;
        }
    }
    return dict_set_str(t, (dict *)as_obj(o->more), name, x);
}

dict *instance_to_dict(thread *t, instance *o) {
    shape *s = shape_at(t->vm, o->h.aux);
    if (s == NULL) {
        return NULL;
    }
    if (s->dict_mode) {
        return (dict *)as_obj(o->more);
    }
    shape *mode = shape_dict_mode(t, o->h.type);
    dict *d = mode != NULL ? instance_snapshot(t, o) : NULL;
    if (d == NULL) {
        return NULL;
    }
    for (uint32_t i = s->fixed; i < o->h.spare; i++) {
        o->slots[i] = NIL; /* else they would keep dead things alive */
    }
    o->more = from_obj(d);
    o->h.aux = mode->id;
    return d;
}

dict *instance_snapshot(thread *t, instance *o) {
    shape *s = shape_at(t->vm, o->h.aux);
    if (s == NULL || s->dict_mode) {
        return s == NULL ? dict_new(t) : dict_copy(t, (dict *)as_obj(o->more));
    }
    dict *d = dict_new(t);
    if (d == NULL) {
        return NULL;
    }
    str *keys[SHAPE_MAX];
    uint32_t n = 0;
    for (shape *p = s; p->name != NULL; p = p->parent) {
        keys[n++] = p->name;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (!dict_set_str(t, d, keys[n - 1 - i], *instance_slot(o, s->fixed + i))) {
            return NULL;
        }
    }
    return d;
}

int instance_del(thread *t, instance *o, str *name) {
    if (instance_get(t->vm, o, name) == NIL) {
        return 0;
    }
    dict *d = instance_to_dict(t, o);
    return d == NULL ? -1 : dict_del(t, d, from_obj(name));
}

/* ---- what inline caches may hold ---- */

static bool generic_load(type *cls) {
    return cls->slots.getattr == generic_getattr || cls->slots.getattr == class_getattr_hook;
}

/* What an attribute of the class itself allows. */
static void plan_class_value(type *cls, value found, attr_plan *p) {
    p->version = cls->version;
    p->found = found;
    if (is_kind(found, T_FUNC) || is_kind(found, T_METHOD_DESC)) {
        p->kind = PLAN_METHOD;
    } else if (!is_obj(found) || as_obj(found)->type->slots.get == NULL) {
        p->kind = PLAN_VALUE;
    }
}

static void plan_load_type(type *cls, str *name, attr_plan *p) {
    type *meta = cls->h.type;
    if (meta != cls->vm->types[T_TYPE] || type_lookup(meta, name) != NIL) {
        return; /* a metaclass of a script's may change at any time */
    }
    value found = type_lookup(cls, name);
    if (found == NIL || cls->version == 0) {
        return;
    }
    if (is_kind(found, T_FUNC) || !is_obj(found) || as_obj(found)->type->slots.get == NULL) {
        p->found = found;
    } else if (is_exact(found, T_STATICMETHOD)) {
        p->found = ((wrapper *)as_obj(found))->callable;
    } else {
        return;
    }
    p->kind = PLAN_TYPE;
    p->version = cls->version;
}

void attr_plan_load(thread *t, value v, str *name, attr_plan *p) {
    memset(p, 0, sizeof *p);
    if (!(name->h.flags & STR_INTERNED)) {
        return;
    }
    type *cls = type_of(t->vm, v);
    if (is_kind(v, T_TYPE)) {
        if (cls->slots.getattr == t->vm->types[T_TYPE]->slots.getattr) {
            plan_load_type((type *)as_obj(v), name, p);
        }
        return;
    }
    if (!generic_load(cls)) {
        return;
    }
    value found = type_lookup(cls, name);
    if (cls->version == 0) {
        return;
    }
    if (is_obj(found) && as_obj(found)->type->slots.set != NULL) { /* a data descriptor */
        if (is_kind(found, T_MEMBER) && is_kind(v, T_OBJECT) &&
            is_subtype(cls, ((member *)as_obj(found))->owner)) {
            p->kind = PLAN_SLOT;
            p->shape = as_obj(v)->aux;
            p->version = cls->slot_version;
            p->index = ((member *)as_obj(found))->index;
        } else if (is_exact(found, T_PROPERTY) &&
                   is_kind(((property *)as_obj(found))->get, T_FUNC)) {
            p->kind = PLAN_PROPERTY;
            p->version = cls->version;
            p->found = ((property *)as_obj(found))->get;
        }
        return;
    }
    if (is_kind(v, T_OBJECT)) {
        uint32_t id = as_obj(v)->aux;
        if (shape_is_dict(t->vm, id)) {
            return;
        }
        p->shape = id;
        if (shape_find(t->vm, id, name, &p->index)) {
            p->kind = PLAN_SLOT;
            p->version = cls->slot_version;
            return;
        }
    } else if (is_obj(v) && object_dict_word(as_obj(v)) != NULL) {
        return; /* its own dict may get the name at any time */
    }
    if (found != NIL) {
        plan_class_value(cls, found, p);
    }
}

void attr_plan_store(thread *t, value v, str *name, attr_plan *p) {
    memset(p, 0, sizeof *p);
    if (!is_kind(v, T_OBJECT) || !(name->h.flags & STR_INTERNED)) {
        return;
    }
    type *cls = as_obj(v)->type;
    if (cls->slots.setattr != generic_setattr || cls->root_shape == NULL) {
        return;
    }
    uint32_t id = as_obj(v)->aux;
    value found = type_lookup(cls, name);
    if (is_obj(found) && as_obj(found)->type->slots.set != NULL) {
        if (is_kind(found, T_MEMBER) && is_subtype(cls, ((member *)as_obj(found))->owner)) {
            p->kind = PLAN_SLOT;
            p->index = ((member *)as_obj(found))->index;
        }
    } else if (!(cls->flags & TYPE_NO_DICT) && !shape_is_dict(t->vm, id)) {
        if (shape_find(t->vm, id, name, &p->index)) {
            p->kind = PLAN_SLOT;
        } else if ((p->next_shape = shape_add(t, id, name)) != 0) {
            p->kind = PLAN_ADD;
            p->index = shape_at(t->vm, id)->count;
        }
    }
    p->shape = id;
    p->version = cls->slot_version;
}
