/* mod_types.c: the module _types, by which the library's Python code says of its classes what C
 * code says of built-in ones: how match statements see their instances, and that messages name them
 * with their module.
 */
#include "stdlib/stdlib.h"
#include "vm/type.h"

enum { MATCH_DEPTH = 1000 };

static bool class_arg(thread *t, value v) {
    if (!is_kind(v, T_TYPE)) {
        raise_error(t, E_TYPE_ERROR, "argument must be a class, not %T", v);
        return false;
    }
    return true;
}

/* Classes made by scripts only: what str and bytes are, their types have said. */
static void match_flags(type *cls, uint32_t flags, int depth) {
    if (!(cls->flags & TYPE_HEAP)) {
        return;
    }
    cls->flags |= flags;
    for (uint32_t i = 0; i < cls->nsubs && depth < MATCH_DEPTH; i++) {
        match_flags(cls->subs[i], flags, depth + 1);
    }
}

static value types_match_as(thread *t, value *a, int n) {
    (void)n;
    int64_t bits;
    if (!class_arg(t, a[0]) || !op_to_int64(t, a[1], &bits)) {
        return NIL;
    }
    match_flags((type *)as_obj(a[0]),
                (bits & 1 << 5 ? TYPE_SEQUENCE : 0) | (bits & 1 << 6 ? TYPE_MAPPING : 0), 0);
    return NONE;
}

static value types_qualified(thread *t, value *a, int n) {
    (void)n;
    if (!class_arg(t, a[0])) {
        return NIL;
    }
    ((type *)as_obj(a[0]))->flags |= TYPE_QUALIFIED;
    return a[0];
}

static const native_def types_functions[] = {
    {"match_as", types_match_as, "cls, bits, /", 0,
     "Makes match statements take instances of cls and its subclasses for sequences (1 << 5) or "
     "mappings (1 << 6)."},
    {"qualified", types_qualified, "cls, /", 0,
     "Class decorator: messages name it with its module, as CPython's types in C."},
    {NULL, NULL, NULL, 0, NULL},
};

const module_def types_module = {
    "_types",
    "What the library's classes in Python say of themselves as types in C do.",
    types_functions,
    NULL,
};
