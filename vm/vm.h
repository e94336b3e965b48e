/* vm.h: one virtual machine. Everything that is not on a thread's stack hangs off this struct, so
 * that a process can make and drop as many VMs as it likes. Guard of all fields: the GIL, unless
 * said otherwise.
 */
#ifndef GILVM_VM_VM_H
#define GILVM_VM_VM_H

#include "vm/heap.h"
#include "vm/object.h"
#include "vm/thread.h"

typedef struct names {
#define NAME(x) str *n_##x;
#include "vm/names.def"
#undef NAME
} names;

#define N(t, x) ((t)->vm->names.n_##x)

struct heap;  /* heap.c */
struct image; /* image.h */

/* What the upper layers give the VM at start: it must not include them. */
typedef struct vm_hooks {
    /* Compiles source text; mode "exec", "eval" or "single". NULL with the exception set.
     * compiler/ */
    code *(*compile)(thread *t, const char *text, size_t len, str *filename, int mode,
                     unsigned flags);
    /* The module `name` (absolute, dotted), imported and in sys.modules. NIL = exception.
     * stdlib/ */
    value (*import)(thread *t, str *name);
    /* Runs the handlers of signals that came; false = exception. stdlib/ */
    bool (*signals)(thread *t);
    /* Shows an exception that nobody can catch. Set by stdlib_init; NULL = shown nowhere.
     * stdlib/ */
    void (*unraisable)(thread *t, value exc, const char *msg, value where);
    /* The process is about to end with the thread in it: reports are made now or never. NULL =
     * nobody asks. cli/ */
    void (*ending)(thread *t, void *arg);
    void *ending_arg;
} vm_hooks;

enum { COMPILE_EXEC, COMPILE_EVAL, COMPILE_SINGLE };

/* flags of vm_hooks.compile */
enum compile_flags {
    COMPILE_NAMES =
        1, /* module-level names live in a mapping of their own: exec with separate locals */
    COMPILE_IGNORE_COOKIE = 2,     /* the source was a str: PARSE_IGNORE_COOKIE */
    COMPILE_DONT_IMPLY_DEDENT = 4, /* for the prompt: PARSE_DONT_IMPLY_DEDENT */
    COMPILE_BYTES = 16,   /* the source was a bytes object or a module's file: PARSE_BYTES */
    COMPILE_OPTIMIZE = 8, /* no asserts, __debug__ is False; vm->optimize asks for it too */
};

struct vm {
    type *types[T_COUNT];
    type *exc[E_COUNT];
    names names;
    struct heap *heap;
    struct image *image; /* where all of its memory comes from, or NULL: the system */
    gil *gil;
    vm_hooks hooks;
    thread *threads, *last_thread; /* all, main first */
    thread *main;
    thread *spare; /* structs of threads that are no more, for the next; by next */
    unsigned nspare;
    dict *modules;  /* sys.modules */
    dict *builtins; /* the namespace of builtins */
    dict *sys_dict; /* the namespace of sys, or NULL early */
    tuple *empty_tuple;
    str *empty_str;
    value empty_bytes; /* the one b'' */
    value empty_frozenset;
    str *ascii[128];       /* one-character strings */
    value char_bytes[256]; /* one-byte bytes; NIL until first used */
    struct intern_table {
        str **slots;
        size_t mask, used;
    } interned;
    struct shape_table {
        shape **items;
        uint32_t count, room;
    } shapes;                       /* by shape id; 0 is not used */
    struct weakref_table *weakrefs; /* by target's address: weakref.h */
    struct weakref *weakref_calls;  /* dead targets' callbacks, to be called at the next poll */
    struct type_cache *type_cache;  /* type_lookup's answers: type.c */
    struct attrs_seen *attrs_seen;  /* what inline caches have found out: shape.h */
    struct places *places;          /* NULL = nobody asks where threads let go: place.h */
    list *finalizable;              /* objects with a __del__ not yet called, generators to close */
    list *doomed;                   /* found dead, __del__ to be called at the next poll */
    uint32_t next_type_version, next_dict_version;
    int recursion_limit;
    int max_str_digits; /* of int <-> str; 0 = the default, 4300; -1 = no limit */
    uint64_t hash_seed; /* of str and bytes */
    bool quicken;       /* GILVM_QUICKEN */
    bool simulated;     /* gil_is_simulated, near at hand */
    bool charging; /* simulated, and the script has begun: thread_work and thread_called count */
    struct ident_table *idents; /* ident.c; NULL = none yet */
    bool exiting;
    value memory_error; /* made beforehand */
    value atexit;       /* list of (function, args, kwargs), or NIL */
    unsigned gc_disabled;
    bool gc_thread; /* --gc=thread; set by whoever made the VM */
    bool collector_ends;
    thread *collector; /* collector.c: the thread, or NULL */
    uint64_t gc_count;
    int optimize;    /* -O: asserts off */
    void *stdlib;    /* stdlib/'s own state (open files ...), freed by its own fini */
    value roots[64]; /* for modules that keep values; vm_root() hands them out */
    int nroots;
};

static inline type *type_of(vm *m, value v) {
    if (is_obj(v)) {
        return as_obj(v)->type;
    }
    if (is_int(v)) {
        return m->types[T_INT];
    }
    if (is_double(v)) {
        return m->types[T_FLOAT];
    }
    return is_bool(v)     ? m->types[T_BOOL]
           : v == NONE    ? m->types[T_NONETYPE]
           : v == NOTIMPL ? m->types[T_NOTIMPL]
                          : m->types[T_ELLIPSIS];
}

static inline bool is_any_int(value v) { /* int and its subclasses, bool included */
    return is_int(v) || is_bool(v) || is_kind(v, T_INT);
}

/* ident.c: what id() answers, and what the hash of an object without one of its own is made of. */
uint64_t object_id_virtual(vm *m, const void *o);
static inline uint64_t object_id(vm *m, const void *o) {
    return m->simulated ? object_id_virtual(m, o) : (uint64_t)(uintptr_t)o;
}

/* A native function went through `items`: elements, digits of 64 bits, groups of 16 bytes. On the
 * simulated machine that takes time, which the next poll pays; on the real host it is nothing.
 * Called once, at the end of a loop; for copies mem_alloc has done it. */
static inline void thread_work(thread *t, size_t items) {
    if (items >= 16 && t->vm->charging) {
        gil_work(t->gil, items);
    }
}

/* A native function was called; or it did so many things that each take about as long: looked an
 * attribute up, took a lock, called back. */
static inline void thread_called(thread *t, unsigned n) {
    if (t->vm->charging) {
        gil_called(t->gil, n);
    }
}

vm *vm_new(gil *g, const vm_hooks *hooks, size_t max_heap); /* NULL = no memory */
/* The same, with its memory in an image. */
vm *vm_new_in(struct image *im, gil *g, const vm_hooks *hooks, size_t max_heap);
void vm_free(vm *m);
/* Threads: the struct with its stacks, the last in m->threads; t->gil is the maker's to set, and
 * then the bounds of the C stack. */
thread *thread_new(vm *m);
void thread_free(thread *t);
void thread_drop(thread *t);     /* the memory of one that is in no list */
thread *thread_renew(thread *t); /* ... is as new */
void thread_set_c_stack(thread *t);
/* The script begins now: on the simulated machine what went before took no time, and left no trace
 * in when collections fall. Starts the collector's thread, if there is to be one. */
void vm_begin(vm *m);
/* Tells vm_hooks.ending. */
static inline void vm_ending(vm *m, thread *t) {
    if (m->hooks.ending != NULL) {
        m->hooks.ending(t, m->hooks.ending_arg);
    }
}
/* For gil_options.on_leave, on_enter and where. */
void vm_on_leave(void *user);
uint32_t vm_where(void *user);
void vm_on_enter(void *user);
/* A slot that the collector sees. */
value *vm_root(vm *m);

#endif
