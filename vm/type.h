/* type.h: how types are made ready, the table that ties slots to dunder names, and the structs of
 * what stands in a class's namespace. See type.c (built-in types, lookup), slots.c (dunder names)
 * and class.c (classes made by scripts, type's own methods).
 *
 * Order of birth in vm_new: types_alloc(t) (bare type objects, so that strings can be made), then
 * the interned names, empty tuple and so on, then types_init(t) (everything else, the exceptions
 * included).
 *
 * The namespaces of built-in types are filled when somebody first looks (a script touches few of
 * them, and start-up pays for none): read a class's own attributes through type_dict(), never
 * through type->dict.
 *
 * Attribute dicts. Kinds with an `attrs` word have it at type->dict_offset. Instances of
 * script-made classes whose kind has none (int, str, bytes, tuple, float and the structs of C
 * modules) carry TYPE_TAIL_DICT: heap_alloc gives such objects 8 bytes more than asked for, and the
 * dict word is the last word of the block: object_dict_word() finds it by heap_size().
 */
#ifndef GILVM_VM_TYPE_H
#define GILVM_VM_TYPE_H

#include "vm/vm.h"

/* One dunder and the slot behind it. Rows with the same slot follow each other (binary: __add__,
 * __radd__). */
typedef struct slot_def {
    const char *name;
    uint16_t name_at;      /* offset of the interned name in struct names */
    uint16_t slot;         /* offset in struct slots */
    uint8_t wrap;          /* how the wrapper unpacks its arguments: WRAP_... in slots.c */
    uint8_t arg;           /* compare operator, binary operator; 1 = reflected in bit 7 */
    void (*generic)(void); /* what the slot holds when a script's class defines the dunder */
    const char *text_sig, *doc;
} slot_def;

typedef struct slot_wrapper { /* T_WRAPPER_DESC: list.__len__ */
    object h;
    const slot_def *def;
    type *owner;
} slot_wrapper;

typedef struct method_wrapper { /* T_METHOD_WRAPPER: [].__len__ */
    object h;
    slot_wrapper *wrapper;
    value self;
} method_wrapper;

typedef struct member { /* T_MEMBER: what a name in __slots__ becomes */
    object h;
    str *name;
    type *owner;
    /* The slot, for plain instances; others keep the value in their attribute dict. */
    uint32_t index;
} member;

typedef struct super_obj { /* T_SUPER */
    object h;
    value cls, obj; /* cls: a type; obj: NIL = unbound */
    value obj_type; /* where the search begins: a type or NIL */
} super_obj;

typedef struct mappingproxy { /* T_MAPPINGPROXY */
    object h;
    value mapping;
} mappingproxy;

typedef struct generic_alias { /* T_GENERIC_ALIAS */
    object h;
    value origin, args; /* args: a tuple */
    value params;       /* tuple of type variables, or NIL = not looked for yet */
} generic_alias;

typedef struct union_type { /* T_UNION */
    object h;
    value args;
} union_type;

bool types_alloc(thread *t);
bool types_init(thread *t);
/* Frees what hangs off the vm outside the heap (method cache). */
void types_fini(vm *m);

/* The class's own namespace, filled if need be. NULL = no memory. */
dict *type_dict(type *cls);
/* Along the MRO from the entry after `after` (NULL: from the start). */
value type_lookup_after(type *cls, type *after, str *name);
/* A new version for the class and all classes below it; slots: also a new slot_version. */
void type_changed(thread *t, type *cls, bool slots);
/* Copies what is not inherited along the MRO (struct, trace, free ...) and the slots of the
 * base. */
void type_inherit(type *cls, type *base);
/* dir(): the namespaces along the MRO put together. */
bool type_merge_names(thread *t, dict *all, type *cls);
bool type_add_subclass(thread *t, type *base, type *sub);
/* The name that messages give: with its module for types of C modules ("collections.deque"). */
value type_full_name(thread *t, type *cls);
const char *type_short_name(const type *cls); /* the text of %T and %N */

/* slots.c */
bool type_is_slot_name(vm *m, str *name); /* is it a dunder with a slot? */
/* Recomputes the slots that the dunder `name` (NULL = all) stands for, for cls and the classes
 * below. */
void type_update_slots(thread *t, type *cls, str *name);
/* Puts a wrapper for each slot of the spec into the class's own namespace. */
bool type_add_wrappers(thread *t, type *cls, const type_spec *spec);
/* What `mine` lacks it takes from `base`. */
void slots_inherit(slots *mine, const slots *base);
value slot_wrapper_call(thread *t, slot_wrapper *w, value self, value *a, int n);

/* class.c */
tuple *mro_compute(thread *t, type *cls, tuple *bases);
type *class_winner_meta(thread *t, type *meta, tuple *bases);
bool object_set_class(thread *t, value self, value cls);

/* isinstance and issubclass without the hooks __instancecheck__ and __subclasscheck__ (ops.c). */
int op_real_isinstance(thread *t, value v, value cls);
int op_real_issubclass(thread *t, value sub, value cls);

/* What v's class has under `name`, bound to v as a method call would: NIL without exception =
 * nothing. */
value lookup_special(thread *t, value v, str *name);
/* The function behind a bound access: calls descr's __get__ if it has one. */
value descr_get(thread *t, value descr, value obj, type *owner);
/* As generic_getattr, but an attribute that is not there is NIL without an exception. */
value generic_find(thread *t, value v, str *name);
bool is_data_descr(vm *m, value descr);
/* The getter and setter behind __dict__. */
value object_get_dict(thread *t, value self);
bool object_set_dict(thread *t, value self, value x);
/* The word that holds the attribute dict of an object that is not a plain instance; NULL = it can
 * have none. */
value *object_dict_word(object *o);
bool hash_not_implemented(thread *t, value v, int64_t *out);
/* slots.getattr of classes with __getattr__ only. */
value class_getattr_hook(thread *t, value v, str *name);
value member_new(thread *t, str *name, type *owner, uint32_t index);
value getset_new(thread *t, const getset_def *def, type *owner);
value mappingproxy_new(thread *t, value mapping);
value staticmethod_new(thread *t, value callable);
value classmethod_new(thread *t, value callable);
/* The function that super().name() calls, and in *self (at first the super object) what it gets as
 * self; NIL = not as simple as that. */
value super_method(thread *t, value *self, str *name);
value union_new(thread *t, value a, value b); /* a | b of types */

/* obj_exc.c */
bool exceptions_init(thread *t);
/* AttributeError.name and .obj, NameError.name of the pending exception (obj NIL = leave). */
void exc_set_name_obj(thread *t, str *name, value obj);
/* The same for an AttributeError of a script's own that has neither: what was looked for when it
 * was raised. */
void exc_set_attribute(thread *t, str *name, value obj);
void exc_set_import_msg(thread *t, value text); /* ImportError.msg of the pending exception */
value exc_new(thread *t, type *cls, value args /* tuple */);
value exc_field(value exc, int index);
/* The tuple of a group's exceptions; NIL = not a group. */
value exc_group_members(thread *t, value exc);
/* An ExceptionGroup or BaseExceptionGroup. */
value exc_group_new(thread *t, const char *message, value exceptions /* tuple or list */);
/* except*: original was caught (a group or not), and its clauses raised or left `excs` (None among
 * them). What is to be raised: what they left or raised again, put together as it was in the
 * original, beside what they raised; or None. */
value exc_group_reraise(thread *t, value original, list *excs);

#endif
