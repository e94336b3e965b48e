/* shape.h: where the attributes of plain instances are, and what the eval loop may remember of
 * them.
 *
 * A shape says which attribute stands in which slot. Shapes belong to one class and form a tree:
 * the root is the shape of a fresh instance, each further one adds a name. An instance carries the
 * id of its shape in h.aux, so that "same class and same layout" is one 32-bit comparison. Slot i
 * of an instance is slots[i] while i < h.spare, the room it was born with; later ones are items of
 * the block in `more` (a T_TUPLE that is replaced when it grows).
 *
 * An instance leaves its shape for good, and keeps its attributes in a live dict in `more` ("dict
 * mode"), when somebody deletes an attribute, asks for its __dict__, sets a name that is not
 * interned, or sets more than SHAPE_MAX. h.aux is then the id of the class's one dict-mode shape,
 * in which shape_find finds nothing.
 *
 * `__slots__` members take the first slots ("fixed"): nameless in the shape, found through their
 * member descriptor, always inline and also there in dict mode. NIL in one = not set.
 *
 * What inline caches may hold
 * ---------------------------
 * Ask attr_plan_load() / attr_plan_store() on a miss; it says what is cacheable and against which
 * numbers. All checks begin with is_obj(v) for objects; no check of `kind` is needed, because
 * versions are never shared between types and never reused:
 *
 *   PLAN_SLOT     v.h.aux == shape && v.h.type->slot_version == version
 *                 load: the answer is *instance_slot(v, index); NIL means take the slow path.
 *                 store: write there.
 *   PLAN_ADD      (store only) the same check; then write slot `index` and set h.aux = next_shape,
 *                 in this order. Only while index < h.spare, else call op_setattr.
 *   PLAN_VALUE    an ordinary class attribute: type->version == version, and h.aux == shape unless
 *                 shape is 0; answer `found`
 *   PLAN_METHOD   the same checks; `found` is a T_FUNC or T_METHOD_DESC to be called with v as
 *                 first argument (LOAD_ATTR must bind it: method_new; LOAD_METHOD pushes found and
 *                 v)
 *   PLAN_PROPERTY type->version == version alone; `found` is the getter, to be called with v
 *   PLAN_TYPE     v is itself a class: v == from_obj(owner) is implied by ((type *)v)->version ==
 *                 version with kind T_TYPE checked; answer `found`. Metaclass attributes that would
 *                 come first are excluded.
 *   PLAN_NONE     nothing: take the slow path each time.
 *
 * For values that are not objects (small ints, floats, True, None) PLAN_METHOD and PLAN_VALUE come
 * with shape 0: compare type_of(vm, v)->version.
 *
 * type->version is new whenever any attribute of the class or of one of its bases changes;
 * type->slot_version only when a change can matter to slots (a data descriptor came or went,
 * __getattribute__, __setattr__ ...), so that counting in a class attribute does not throw the
 * caches of instances away.
 */
#ifndef GILVM_VM_SHAPE_H
#define GILVM_VM_SHAPE_H

#include "vm/vm.h"

enum { SHAPE_MAX = 64 }; /* named slots of an instance, beyond which it goes to dict mode */

struct shape {
    uint32_t id;
    uint32_t count;   /* slots, fixed ones included */
    uint32_t fixed;   /* how many of them are __slots__ members */
    uint32_t lookups; /* a much asked shape gets a table */
    bool dict_mode;
    type *owner;
    shape *parent; /* NULL: root or dict-mode shape */
    str *name;     /* of slot count - 1; NULL in the root */
    shape **kids;
    uint32_t nkids, kids_room;
    uint32_t table_mask; /* 0 = no table */
    struct shape_entry {
        str *name;
        uint32_t index;
    } * table;
    shape *dict_shape; /* root only: made when first needed */
};

/* The slot of an attribute of instances with shape `id`; false = none there (then it may still be a
 * class attribute). */
bool shape_find(vm *m, uint32_t id, str *name, uint32_t *index);
/* The shape id after adding `name` (interned, not there yet) to shape `id`, whose slot is the last
 * of that shape. 0 = cannot: the instance must go to dict mode (no exception is set). */
uint32_t shape_add(thread *t, uint32_t id, str *name);
bool shape_is_dict(vm *m, uint32_t id);

/* For class.c: a class's first shape; `fixed` slots are taken by __slots__ members. NULL =
 * MemoryError. */
shape *shape_root_new(thread *t, type *cls, uint32_t fixed);
shape *shape_dict_mode(thread *t, type *cls);
void shape_tree_free(vm *m, shape *root);
void shape_tree_trace(gc *g, shape *root); /* the names */

/* The word of slot `index`; the instance must have it. */
static inline value *instance_slot(instance *o, uint32_t index) {
    if (index < o->h.spare) {
        return &o->slots[index];
    }
    return &((tuple *)as_obj(o->more))->items[index - o->h.spare];
}

/* The attribute that is the instance's own; NIL = it has none of this name. Never fails. */
value instance_get(vm *m, instance *o, str *name);
bool instance_set(thread *t, instance *o, str *name, value x) __attribute__((warn_unused_result));
/* 1, 0 = was not there, -1 = failed. */
int instance_del(thread *t, instance *o, str *name);
/* Puts the instance into dict mode; its live dict, or NULL with MemoryError. */
dict *instance_to_dict(thread *t, instance *o);

/* The attributes as they are now, in a dict of their own: the instance stays as it is. NULL =
 * MemoryError. */
dict *instance_snapshot(thread *t, instance *o);

enum plan_kind {
    PLAN_NONE,
    PLAN_SLOT,
    PLAN_ADD,
    PLAN_VALUE,
    PLAN_METHOD,
    PLAN_PROPERTY,
    PLAN_TYPE
};

typedef struct attr_plan {
    enum plan_kind kind;
    uint32_t shape, version; /* what to compare with */
    uint32_t index;          /* PLAN_SLOT, PLAN_ADD */
    uint32_t next_shape;     /* PLAN_ADD */
    value found;             /* PLAN_VALUE, PLAN_METHOD, PLAN_PROPERTY, PLAN_TYPE */
} attr_plan;

/* A place where instances of several classes come by finds its inline cache filled for another of
 * them. What was found out is kept here too, by shape and name; the place's cache takes it over.
 * Cleared by collections, since names may die. */
enum { SEEN_LOAD, SEEN_METHOD, SEEN_STORE, SEEN_COUNT, SEEN_SIZE = 128 };

struct attrs_seen {
    struct attr_seen {
        str *name;
        uint32_t shape, version, where, next_shape;
        value found;
    } entries[SEEN_COUNT][SEEN_SIZE];
};

static inline struct attr_seen *attr_seen_at(vm *m, int how, uint32_t shape, const str *name) {
    return &m->attrs_seen
                ->entries[how][(shape * 31 ^ (uint32_t)((uintptr_t)name >> 4)) % SEEN_SIZE];
}

/* Neither fails nor calls Python code; attr_plan_store may make a shape. Ask before the access
 * itself is made. */
void attr_plan_load(thread *t, value v, str *name, attr_plan *p);
void attr_plan_store(thread *t, value v, str *name, attr_plan *p);

#endif
