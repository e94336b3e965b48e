/* mod_gc.c: the module gc, over the tracing collector of heap.c. There are no generations:
 * thresholds and counts are kept for scripts that set or print them. collect() is the only way for
 * a script to know when dead objects go.
 */
#include "stdlib/stdlib.h"
#include "vm/gc.h"
#include "vm/seq.h"

static value gc_collect_now(thread *t, value *a, int n) {
    (void)n;
    int64_t generation = 2;
    if (a[0] != NIL && !op_to_int64(t, a[0], &generation)) {
        return NIL;
    }
    if (generation < 0 || generation > 2) {
        return raise_error(t, E_VALUE_ERROR, "invalid generation");
    }
    size_t freed = gc_collect(t);
    gc_run_finalizers(t);
    return t->exc != NIL ? NIL : int_new_u64(t, freed);
}

static value gc_enable(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    t->vm->gc_disabled = 0;
    return NONE;
}

static value gc_disable(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    t->vm->gc_disabled = 1;
    return NONE;
}

static value gc_isenabled(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return from_bool(t->vm->gc_disabled == 0);
}

static value gc_get_threshold(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    const int *limits = stdlib_of(t->vm)->gc_threshold;
    value v[3];
    for (int i = 0; i < 3; i++) {
        v[i] = from_small(limits[0] == 0 && limits[1] == 0 ? (i == 0 ? 700 : 10) : limits[i]);
    }
    return tuple_of(t, v, 3);
}

static value gc_set_threshold(thread *t, value *a, int n) {
    if (!no_keywords(t, "set_threshold") || !check_args(t, "set_threshold", n, 1, 3)) {
        return NIL;
    }
    int *limits = stdlib_of(t->vm)->gc_threshold;
    for (int i = 0; i < 3; i++) {
        int64_t x = 10;
        if (i < n && !op_to_int64(t, a[i], &x)) {
            return NIL;
        }
        limits[i] = (int)x;
    }
    return NONE;
}

static value gc_get_count(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return tuple_of(t, (value[]){from_small(0), from_small(0), from_small(0)}, 3);
}

static value gc_get_stats(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    static const char *const keys[] = {"collections", "collected", "uncollectable"};
    value l = list_new(t, 3);
    for (int g = 0; l != NIL && g < 3; g++) {
        dict *d = dict_new(t);
        for (int i = 0; d != NULL && i < 3; i++) {
            str *key = str_intern(t, keys[i]);
            int64_t x = g == 2 && i == 0 ? (int64_t)t->vm->gc_count : 0;
            if (key == NULL || !dict_set_str(t, d, key, int_new(t, x))) {
                return NIL;
            }
        }
        if (d == NULL || !list_append(t, (list *)as_obj(l), from_obj(d))) {
            return NIL;
        }
    }
    return l;
}

static value gc_is_tracked(thread *t, value *a, int n) {
    (void)n;
    if (!is_obj(a[0])) {
        return V_FALSE;
    }
    switch (as_obj(a[0])->kind) {
    case T_INT:
    case T_COMPLEX:
    case T_STR:
    case T_BYTES:
    case T_BYTEARRAY:
    case T_RANGE: return from_bool(as_obj(a[0])->flags & OBJ_SUBCLASS);
    default: (void)t; return V_TRUE;
    }
}

/* What a script may see of the heap: not the blocks that stand behind other objects (tuples with
 * holes), nor the collector's own lists. */
typedef struct listing {
    thread *t;
    list *l;
} listing;

static void list_object(vm *m, object *o, void *arg) {
    list *l = ((listing *)arg)->l;
    if (o == &l->h || o == (object *)m->finalizable || o == (object *)m->doomed) {
        return;
    }
    const tuple *items = (const tuple *)(void *)o;
    for (size_t i = 0; o->kind == T_TUPLE && i < items->len; i++) {
        if (items->items[i] == NIL) {
            return;
        }
    }
    thread *t = ((listing *)arg)->t;
    if (t->exc == NIL && !list_append(t, l, from_obj(o))) {
        return; /* the caller looks at t->exc */
    }
}

static value gc_get_objects(thread *t, value *a, int n) {
    (void)n;
    static const enum type_id kinds[] = {T_OBJECT, T_LIST,   T_TUPLE, T_DICT,   T_SET,
                                         T_FUNC,   T_METHOD, T_TYPE,  T_MODULE, T_EXCEPTION};
    int64_t generation = 0;
    if (a[0] != NIL && a[0] != NONE && !op_to_int64(t, a[0], &generation)) {
        return NIL;
    }
    if (generation < 0 || generation > 2) {
        return raise_error(t, E_VALUE_ERROR, "generation must be in range(0, 3)");
    }
    value l = list_new(t, 0);
    for (size_t i = 0; l != NIL && i < sizeof kinds / sizeof kinds[0]; i++) {
        heap_each(t->vm, kinds[i], list_object, &(listing){t, (list *)as_obj(l)});
    }
    return t->exc != NIL ? NIL : l;
}

static value gc_get_debug(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return from_small(stdlib_of(t->vm)->gc_debug);
}

static value gc_set_debug(thread *t, value *a, int n) {
    (void)n;
    int64_t flags;
    if (!op_to_int64(t, a[0], &flags)) {
        return NIL;
    }
    stdlib_of(t->vm)->gc_debug = (int)flags;
    return NONE;
}

static value gc_nothing(thread *t, value *a, int n) {
    (void)t;
    (void)a;
    (void)n;
    return NONE;
}

static value gc_get_freeze_count(thread *t, value *a, int n) {
    (void)t;
    (void)a;
    (void)n;
    return from_small(0);
}

static const native_def gc_functions[] = {
    {"collect", gc_collect_now, "generation=2", 0,
     "Run the garbage collector.\n\nThe number of objects freed is returned."},
    {"enable", gc_enable, "", 0, "Enable automatic garbage collection."},
    {"disable", gc_disable, "", 0, "Disable automatic garbage collection."},
    {"isenabled", gc_isenabled, "", 0, "Returns true if automatic garbage collection is enabled."},
    {"get_threshold", gc_get_threshold, "", 0, "Return the current collection thresholds."},
    {"set_threshold", gc_set_threshold, NULL, 0,
     "Set the collection thresholds: remembered, without effect."},
    {"get_count", gc_get_count, "", 0, "Return a three-tuple of the current collection counts."},
    {"get_stats", gc_get_stats, "", 0,
     "Return a list of dictionaries containing per-generation statistics."},
    {"get_objects", gc_get_objects, "generation=None", 0,
     "Return a list of objects tracked by the collector: all of them, whatever the generation."},
    {"is_tracked", gc_is_tracked, "obj, /", 0,
     "Returns true if the object is tracked by the garbage collector."},
    {"get_debug", gc_get_debug, "", 0, "Get the garbage collection debugging flags."},
    {"set_debug", gc_set_debug, "flags, /", 0, "Set the garbage collection debugging flags."},
    {"freeze", gc_nothing, "", 0,
     "Freeze all current tracked objects: there is nothing to gain from it here."},
    {"unfreeze", gc_nothing, "", 0, "Unfreeze all objects."},
    {"get_freeze_count", gc_get_freeze_count, "", 0,
     "Return the number of objects in the permanent generation."},
    {0},
};

static bool gc_init(thread *t, module *m) {
    return module_set(t, m, "garbage", list_new(t, 0)) &&
           module_set(t, m, "callbacks", list_new(t, 0)) &&
           module_set_int(t, m, "DEBUG_STATS", 1) && module_set_int(t, m, "DEBUG_COLLECTABLE", 2) &&
           module_set_int(t, m, "DEBUG_UNCOLLECTABLE", 4) &&
           module_set_int(t, m, "DEBUG_SAVEALL", 32) && module_set_int(t, m, "DEBUG_LEAK", 38);
}

const module_def gc_module = {
    "gc",
    "This module provides access to the garbage collector for reference cycles.",
    gc_functions,
    gc_init,
};
