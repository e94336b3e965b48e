/* object.h: what every heap object begins with, the C structs of the built-in types, and how a type
 * is described in C.
 *
 * An object is 16 bytes of header and then its kind's struct. `kind` is the T_ index of the
 * built-in type whose struct the object begins with: an instance of a class derived from list has
 * kind T_LIST. Code that looks inside checks `is_kind(v, T_LIST)`; code that must not be fooled by
 * an overridden method checks `is_exact(v, T_LIST)`.
 *
 * Attributes of instances live in two ways. Plain instances (kind T_OBJECT) have slots found by
 * shape (shape.h). Everything else that can have attributes (functions, exceptions, modules,
 * classes derived from list ...) has a word at type->dict_offset that holds a dict or NIL, made
 * when first needed.
 *
 * Objects never move. Native code may hold bare pointers in C locals at any time: the collector
 * scans the C stacks of threads that are inside native code (gc.c), but it does not look into
 * malloc'ed memory of yours.
 */
#ifndef GILVM_VM_OBJECT_H
#define GILVM_VM_OBJECT_H

#include "vm/value.h"

typedef struct vm vm;
typedef struct thread thread;
typedef struct gc gc;
typedef struct type type;
typedef struct str str;
typedef struct tuple tuple;
typedef struct list list;
typedef struct dict dict;
typedef struct shape shape;
typedef struct code code;
typedef struct frame frame;

enum type_id {
#define TYPE(id, spec) T_##id,
#include "vm/types.def"
#undef TYPE
    T_COUNT
};

enum exc_id {
#define EXC(id, name, base) E_##id,
#include "vm/exceptions.def"
#undef EXC
    E_COUNT
};

struct object {
    type *type;
    uint8_t kind;   /* enum type_id: the C struct */
    uint8_t flags;  /* OBJ_... */
    uint16_t spare; /* for the kind's own use */
    uint32_t aux;   /* plain instance: shape id; str: hash once computed; else the kind's own use */
};

enum {
    OBJ_SUBCLASS = 1,  /* an instance of a class made by a script: type is not vm->types[kind] */
    OBJ_WEAKREFS = 2,  /* vm->weakrefs has an entry for it */
    OBJ_FINALIZED = 4, /* its __del__ was called */
};

static inline bool is_kind(value v, enum type_id k) {
    return is_obj(v) && as_obj(v)->kind == k;
}

static inline bool is_exact(value v, enum type_id k) {
    return is_obj(v) && as_obj(v)->kind == k && !(as_obj(v)->flags & OBJ_SUBCLASS);
}

/* ---- the functions a type is made of (NIL / false / -1 with the exception set = failed) ---- */

enum binary_op {
    BIN_ADD,
    BIN_SUB,
    BIN_MUL,
    BIN_DIV,
    BIN_FLOORDIV,
    BIN_MOD,
    BIN_POW,
    BIN_MATMUL,
    BIN_LSHIFT,
    BIN_RSHIFT,
    BIN_AND,
    BIN_OR,
    BIN_XOR,
    BIN_DIVMOD,
    BIN_COUNT
};
enum unary_op { UN_NEG, UN_POS, UN_INVERT, UN_ABS, UN_INT, UN_FLOAT, UN_INDEX, UN_COUNT };
enum compare_op { CMP_LT, CMP_LE, CMP_EQ, CMP_NE, CMP_GT, CMP_GE };

typedef value (*native_fn)(thread *t, value *a, int n);
typedef value (*binary_fn)(thread *t, value a, value b);
typedef value (*unary_fn)(thread *t, value v);

/* One function a protocol, as CPython's type slots. Absent = NULL = inherited from the base when
 * the type is made ready. For a class made by a script, slots.c fills in functions that call its
 * dunder methods. */
typedef struct slots {
    value (*repr)(thread *t, value v);
    value (*str)(thread *t, value v);
    bool (*hash)(thread *t, value v, int64_t *out);
    /* May answer NOTIMPL; a is the one of this type. */
    value (*compare)(thread *t, value a, value b, int op);
    int (*truth)(thread *t, value v); /* 1, 0, -1 = failed */
    value (*getattr)(thread *t, value v, str *name);
    bool (*setattr)(thread *t, value v, str *name, value x); /* x NIL = delete */
    value (*call)(thread *t, value f, value *a, int n);      /* keywords: t->kwnames, see below */
    value (*iter)(thread *t, value v);
    value (*next)(thread *t, value v);     /* NIL without an exception = exhausted */
    int64_t (*length)(thread *t, value v); /* -1 = failed */
    value (*getitem)(thread *t, value v, value key);
    bool (*setitem)(thread *t, value v, value key, value x); /* x NIL = delete */
    int (*contains)(thread *t, value v, value x);            /* 1, 0, -1 = failed */
    /* Sequences' +: asked after the binary slots, may answer NOTIMPL. */
    value (*concat)(thread *t, value a, value b);
    value (*repeat)(thread *t, value v, int64_t n); /* sequences' *: likewise */
    value (*iconcat)(thread *t, value a, value b);  /* sequences' += */
    value (*irepeat)(thread *t, value v, int64_t n);
    binary_fn binary[BIN_COUNT]; /* called as f(a, b) for a's type and for b's: must look which is
                                    which; NOTIMPL allowed */
    binary_fn inplace[BIN_COUNT];
    unary_fn unary[UN_COUNT];
    value (*get)(thread *t, value descr, value obj, value owner); /* obj NIL = through the class */
    /* x NIL = delete; its presence makes a data descriptor. */
    bool (*set)(thread *t, value descr, value obj, value x);
    value (*new)(thread *t, type *cls, value *a, int n);  /* keywords: t->kwnames */
    bool (*init)(thread *t, value self, value *a, int n); /* keywords: t->kwnames */
} slots;

/* ---- native functions ----
 *
 *     {"split", str_split, "self, /, sep=None, maxsplit=-1", 0}
 *
 * A native with a signature is called with `a` holding exactly its parameters in order, NIL where
 * the caller gave none, and n = number of parameters. The signature is written as in Python (names,
 * `=default` text for documentation, `/`, `*`); arity, keywords and their TypeErrors are the
 * caller's work (call.c).
 *
 * A native without a signature (NULL) gets the positional arguments as they came, n of them, and
 * keyword values at a[n..] with their names in the tuple t->kwnames (NIL = none): it must read
 * t->kwnames first, since any call changes it.
 *
 * Arguments stay alive (they are on the caller's stack); a[] may be overwritten. */
enum {
    NATIVE_STATIC = 1, /* staticmethod */
    NATIVE_CLASS = 2,  /* classmethod: a[0] is the class */
    NATIVE_COUNTED = 4 /* a wrong number of arguments is told as CPython's older functions do */
};

typedef struct native_def {
    const char *name;
    native_fn fn;
    const char *sig; /* methods: begins with "self" (or "cls"); module functions: without */
    unsigned flags;
    const char *doc; /* NULL allowed */
} native_def;

typedef struct getset_def {
    const char *name;
    value (*get)(thread *t, value self);
    bool (*set)(thread *t, value self, value x); /* NULL = read-only; x NIL = delete */
    const char *doc;
} getset_def;
/* A `set` for what CPython has as a member that cannot be changed: it words that in another way. */
bool attr_readonly(thread *t, value self, value x);

enum {
    TYPE_BASE = 1, /* may be derived from */
    TYPE_HAS_DICT =
        2,            /* instances have an attribute dict at dict_offset, also without derivation */
    TYPE_HEAP = 4,    /* made by a script */
    TYPE_HAS_DEL = 8, /* defines __del__ */
    TYPE_ABSTRACT = 16, /* __abstractmethods__ is not empty */
    TYPE_NO_NEW = 32,   /* "cannot create 'x' instances" */
    TYPE_READY = 64,
    TYPE_IMMUTABLE = 128, /* attributes of the class cannot be set (all built-in ones) */
    TYPE_SEQUENCE = 256,  /* `match` takes it for a sequence / a mapping */
    TYPE_MAPPING = 512,
    TYPE_MATCH_SELF = 1024, /* `case int(x)`: the one positional pattern matches the subject */
    TYPE_NO_WEAKREF = 2048, /* "cannot create weak reference to 'x' object" */
    TYPE_WEAKREF = 262144,  /* in a spec: weak references are possible, although object has none */
    TYPE_NO_DICT = 4096,    /* __slots__ without __dict__ */
    TYPE_TAIL_DICT =
        8192, /* the dict word is the last of the block: see type.h. heap_alloc adds 8 bytes */
    TYPE_FILLED = 16384,     /* its namespace holds what its spec says: see type_dict() */
    TYPE_SLOTTED = 32768,    /* has __slots__ */
    TYPE_QUALIFIED = 131072, /* made by a script, but messages name it with its module */
    TYPE_DERIVED =
        65536, /* described by a spec, but the struct is its base's: its instances are not exact */
};

/* What C code says about a built-in type; one constant in the type's obj_*.c (or mod_*.c, by
 * type_from_spec). */
typedef struct type_spec {
    const char *name;  /* "list", or with its module "collections.deque" */
    enum type_id base; /* 0 = object */
    uint32_t size;     /* of the struct; 0 = instances are made elsewhere */
    uint32_t flags;
    uint32_t dict_offset;            /* with TYPE_HAS_DICT */
    void (*trace)(gc *g, object *o); /* mark what it refers to; NULL = nothing but its type */
    void (*free)(
        vm *m,
        object *o); /* give malloc'ed parts back; NULL = has none. Must not touch other objects */
    slots slots;
    const native_def *methods; /* ends with a NULL name */
    const getset_def *getset;
    const char *doc;
} type_spec;

#define TYPE(id, spec) extern const type_spec spec;
#include "vm/types.def"
#undef TYPE

enum { KIND_FOREIGN = 255 }; /* a struct of a C module: only its own type's code knows it */

struct type {
    object h;
    str *name;
    str *qualname;
    value module; /* a str, or NIL */
    tuple *bases;
    tuple *mro;
    type *base; /* the one that gives the C struct */
    dict *dict; /* the class's own attributes: read by type_dict(), change by type_setattr_raw */
    uint32_t flags; /* TYPE_... */
    /* A number no other type ever had; new at each change of the class or of a base. */
    uint32_t version;
    uint32_t size;         /* of instances' C struct */
    uint32_t dict_offset;  /* 0 = none or by shape */
    uint8_t kind;          /* of instances */
    uint16_t inline_slots; /* plain instances: how many attribute slots to make room for */
    shape *root_shape;     /* plain instances: the shape without attributes */
    type **subs; /* weak: classes with this one among their bases; the dead are taken out by
                    types_sweep() */
    uint32_t nsubs, subs_room;
    value doc;
    void (*trace)(gc *g, object *o);
    void (*free)(vm *m, object *o);
    uint32_t slot_version; /* see shape.h */
    uint32_t init_version; /* the version for which init_fn holds: eval.c */
    value init_fn;         /* the __init__ that calling the class runs, if that is all; else NIL */
    vm *vm;
    const type_spec *spec; /* built-in types: what describes it */
    slots slots;
};

/* ---- structs of the built-in types ---- */

/* A plain instance. Slot i of its shape is slots[i] while i < spare (the room made when it was
 * created); further ones are in `more`. In dict mode (aux == its type's dict shape id) `more` holds
 * a dict with all attributes. */
typedef struct instance {
    object h;   /* aux = shape id, spare = inline slots */
    value more; /* NIL, a dict (dict mode), or a tuple-like overflow block (T_TUPLE object) */
    value slots[];
} instance;

typedef struct bigint { /* T_INT: beyond 49 bits. Sign in `size`, as in GMP; limbs follow */
    object h;
    int64_t size;
    uint64_t limbs[];
} bigint;

typedef struct float_obj { /* T_FLOAT as an object: instances of classes derived from float only */
    object h;
    double d;
} float_obj;

static inline bool is_any_float(value v) {
    return is_double(v) || is_kind(v, T_FLOAT);
}

static inline double float_of(value v) { /* v: any float */
    return is_double(v) ? as_double(v) : ((const float_obj *)as_obj(v))->d;
}

typedef struct complex_obj {
    object h;
    double re, im;
} complex_obj;

/* UTF-8 (lone surrogates as three bytes), followed by a 0 byte unless shared: see str_terminated().
 * `count` code points in `len` bytes; equal = ASCII. A non-ASCII string longer than STR_STRIDE code
 * points has, behind the bytes (aligned to 4), a uint32_t byte offset for each STR_STRIDE-th code
 * point. h.aux = hash (0 = not computed yet). */
enum { STR_STRIDE = 64 };
enum {
    STR_INTERNED = 128,
    STR_SHARED = 64,
    STR_SUM = 32
}; /* in h.flags; the latter two: str_grow.c */
struct str {
    object h;
    size_t len;
    size_t count;
    char *data; /* text, or with STR_SHARED in a buffer that other strings may begin in, too */
    char text[];
};

typedef struct bytes {
    object h;
    size_t len;
    uint8_t data[]; /* a 0 byte follows */
} bytes;

typedef struct bytearray {
    object h;
    value attrs;
    size_t len, cap;
    uint8_t *data; /* mem_alloc */
} bytearray;

struct tuple {
    object h;
    size_t len;
    value items[];
};

struct list {
    object h;
    value attrs; /* dict word of subclasses */
    size_t len, cap;
    value *items; /* mem_alloc; NULL when cap is 0 */
};

/* Insertion-ordered hash table. Entries stand in order of insertion; a deleted one has key NIL.
 * `index` maps hash slots to entry numbers, in 1, 2 or 4 bytes; hashes[i] is the low half of entry
 * i's hash. All three arrays are one mem_alloc block. keys_version: 0, or a number given out by
 * dict_version() that stays as long as no entry is added, removed or moved (changing a value keeps
 * it): inline caches hold it together with an entry number. */
typedef struct dict_entry {
    value key, val;
} dict_entry;

struct dict {
    object h;
    value attrs;
    uint32_t keys_version;
    uint8_t log2_slots; /* 0 = no table yet */
    uint8_t index_bytes;
    size_t used;   /* live entries */
    size_t fill;   /* entries in use, deleted ones included */
    uint32_t room; /* entries allocated */
    uint32_t
        first; /* so many at the beginning are deleted, at least: queues are taken from there */
    dict_entry *entries;
    uint32_t *hashes;
    void *index;
};

/* Same table and probe order as CPython's set, so that sets of ints iterate as there. */
typedef struct set_entry {
    value key; /* NIL = free, SET_DUMMY = deleted */
    int64_t hash;
} set_entry;
#define SET_DUMMY ((value)15)

typedef struct set { /* T_SET and T_FROZENSET */
    object h;
    value attrs;
    size_t used, fill, mask;
    int64_t hash;     /* frozenset: -1 = not computed */
    set_entry *table; /* mem_alloc, or `small` */
    set_entry small[8];
} set;

typedef struct range {
    object h;
    value start, stop, step, length; /* ints */
} range;

typedef struct slice {
    object h;
    value start, stop, step;
} slice;

typedef struct cell {
    object h;
    value v; /* NIL = empty */
} cell;

typedef struct func {
    object h;
    value attrs; /* __dict__ */
    code *code;
    dict *globals;
    dict *builtins;
    value defaults;   /* tuple or NIL */
    value kwdefaults; /* dict or NIL */
    value closure;    /* tuple of cells or NIL */
    str *name;
    str *qualname;
    /* `annotations`: NIL, dict, or a flat tuple of names and values. */
    value doc, module, annotations;
    int32_t fast_argc; /* number of arguments with which a call needs no binding at all; -1 = always
                          bind */
} func;

typedef struct method { /* a bound method */
    object h;
    value func, self;
} method;

typedef struct native { /* T_NATIVE: a built-in function; T_METHOD_DESC / T_CLASSMETHOD_DESC: a
                           method in a built-in class */
    object h;
    native_fn fn;
    const native_def *def;
    value self;  /* NIL, or what it is bound to: then the function gets it as a[0] */
    value owner; /* method descriptors: the class; functions: the module's name (str) or NIL */
    str *name;
    int16_t nparams; /* -1 = no signature */
    int16_t nrequired;
    int16_t nposonly;    /* how many parameters cannot be named */
    int16_t npositional; /* how many can be given by position */
    int16_t nexact;      /* nparams, if all can be; or -1 */
} native;

typedef struct getset {
    object h;
    const getset_def *def;
    type *owner;
    str *name;
} getset;

typedef struct module {
    object h;
    value attrs; /* the namespace: always a dict */
} module;

typedef struct property {
    object h;
    value attrs;
    value get, set, del, doc;
    value name;
} property;

typedef struct wrapper { /* staticmethod, classmethod */
    object h;
    value attrs;
    value callable;
} wrapper;

typedef struct exception { /* every exception */
    object h;
    value attrs;
    value args;           /* tuple */
    value cause, context; /* NIL or exception */
    value traceback;      /* NIL or traceback */
    value notes;          /* NIL or list */
    value fields; /* NIL, or a tuple of the extra fields of OSError, SyntaxError ...: obj_exc.c */
    bool suppress_context;
} exception;

/* One step of a traceback, linked from the outermost frame inwards as in Python. */
typedef struct traceback {
    object h;
    value next; /* NIL or traceback */
    value frame;
    uint32_t unit; /* index of the instruction */
    int32_t line;
} traceback;

typedef struct weakref {
    object h;
    value attrs;
    value target;         /* NIL once dead; not traced */
    value callback;       /* NIL = none */
    int64_t hash;         /* -1 = not computed */
    struct weakref *next; /* of the same target: weakref.h */
} weakref;

#endif
