/* mod_pickle.c: the module _pickle, under pickle.py: objects to bytes. unpickle.c does the way
 * back.
 *
 * A Pickler walks an object and writes the instructions that build it again. What was written once
 * is fetched from the memo when it comes again, by identity, so shared and recursive structures
 * keep their shape. The types that a program is made of are written directly, everything else as
 * its
 * __reduce_ex__ says. The bytes are those that CPython 3.11 writes, frames and batches included.
 *
 * Script code runs in the middle (__reduce__, __getstate__, file.write) and may change anything: so
 * lengths and pointers of containers are read again at each step.
 */
#include "stdlib/pickle.h"

#include <stddef.h>
#include <stdio.h>

#include "vm/dict.h"
#include "vm/heap.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/str.h"
#include "vm/type.h"

enum {
    BATCH = 1000,             /* items of a list or dict between two marks */
    FRAME_TARGET = 64 * 1024, /* a frame is closed when it is longer */
    FRAME_MIN = 4,            /* shorter ones are written without a header */
    FRAME_HEADER = 9
};
#define NO_FRAME SIZE_MAX

typedef struct memo_slot {
    value key; /* NIL = free */
    uint32_t index;
} memo_slot;

typedef struct pickler {
    object h;
    value write;                           /* file.write, or NIL for dumps() */
    value dispatch;                        /* dispatch_table, or NIL */
    value persistent_id, reducer_override; /* of a class derived from Pickler, or NIL */
    int proto;                             /* -1 = __init__ has not run */
    bool bin, fast, framing, fix_imports;
    uint8_t *out; /* mem_alloc */
    size_t len, cap;
    size_t frame;    /* where the header of the open frame stands, or NO_FRAME */
    memo_slot *memo; /* mem_alloc; open addressing, a power of two */
    size_t memo_used, memo_cap;
} pickler;

static bool save(thread *t, pickler *p, value v, bool plain);
static bool save_reduce(thread *t, pickler *p, value rv, value v);

/* ---- shared with unpickle.c ---- */

type *pickle_class(thread *t, const char *name) {
    value cls = stdlib_import_attr(t, "_pickle", name);
    if (!is_kind(cls, T_TYPE)) {
        t->exc = NIL;
        return t->vm->exc[E_RUNTIME_ERROR];
    }
    return (type *)as_obj(cls);
}

value pickle_module_named(thread *t, str *name) {
    value m = dict_get(t, t->vm->modules, from_obj(name));
    return m != NIL || t->exc != NIL ? m : t->vm->hooks.import(t, name);
}

value pickle_find(thread *t, value module, str *name, bool dotted, value *parent) {
    const char *p = name->data, *end = p + name->len;
    value v = module;
    bool failed = false;
    *parent = module;
    for (;;) {
        const char *dot = dotted ? memchr(p, '.', (size_t)(end - p)) : NULL;
        str *part = str_intern_len(t, p, (size_t)((dot != NULL ? dot : end) - p));
        value next = part == NULL ? NIL : op_getattr_opt(t, v, part, &failed);
        if (next == NIL || dot == NULL) {
            *parent = v;
            return next;
        }
        v = next;
        p = dot + 1;
    }
}

static bool is_one_of(const str *name, const char *const *names) {
    while (*names != NULL && strcmp(name->data, *names) != 0) {
        names++;
    }
    return *names != NULL;
}

/* A built-in exception's name in Python 2, which had them in a module of their own; NULL: it is
 * none, or too young. */
static const char *old_exception(thread *t, const str *name) {
    static const char *const young[] = {
        "BaseExceptionGroup", "BlockingIOError", "EncodingWarning",    "ExceptionGroup",
        "RecursionError",     "ResourceWarning", "StopAsyncIteration", NULL};
    for (int i = 0; i < E_COUNT; i++) {
        type *e = t->vm->exc[i];
        if (e != NULL && str_equal(e->name, name)) {
            return is_one_of(name, young)                           ? NULL
                   : is_subtype(e, t->vm->exc[E_OS_ERROR])          ? "OSError"
                   : strcmp(name->data, "ModuleNotFoundError") == 0 ? "ImportError"
                                                                    : name->data;
        }
    }
    return NULL;
}

bool pickle_old_name(thread *t, bool to_old, str **module, str **name) {
    static const char *const rows[][4] = {
        /* a name of Python 3, and what Python 2 calls it; a name of NULL is any other of the
         * module */
        {"builtins", "range", "__builtin__", "xrange"},
        {"functools", "reduce", "__builtin__", "reduce"},
        {"builtins", "str", "__builtin__", "unicode"},
        {"builtins", "int", "__builtin__", "long"},
        {"builtins", "chr", "__builtin__", "unichr"},
        {"sys", "intern", "__builtin__", "intern"},
        {"builtins", "zip", "itertools", "izip"},
        {"builtins", "map", "itertools", "imap"},
        {"builtins", "filter", "itertools", "ifilter"},
        {"collections", "UserDict", "UserDict", "IterableUserDict"},
        {"collections", "UserList", "UserList", "UserList"},
        {"collections", "UserString", "UserString", "UserString"},
        {"multiprocessing.context", "Process", "multiprocessing.process", "Process"},
        {"builtins", NULL, "__builtin__", NULL},
        {"copyreg", NULL, "copy_reg", NULL},
        {"queue", NULL, "Queue", NULL},
        {"_thread", NULL, "thread", NULL},
        {"functools", NULL, "functools", NULL},
    };
    int from = to_old ? 0 : 2, to = to_old ? 2 : 0;
    const char *exception = !to_old ? (*name)->data : old_exception(t, *name);
    if (strcmp((*module)->data, to_old ? "builtins" : "exceptions") == 0 && exception != NULL) {
        str *other = str_intern(t, to_old ? "exceptions" : "builtins"),
            *n = str_intern(t, exception);
        *module = other != NULL ? other : *module;
        *name = n != NULL ? n : *name;
        return other != NULL && n != NULL;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp((*module)->data, rows[i][from]) == 0 &&
            (rows[i][from + 1] == NULL || strcmp((*name)->data, rows[i][from + 1]) == 0)) {
            str *m = str_intern(t, rows[i][to]);
            str *n = rows[i][to + 1] == NULL ? *name : str_intern(t, rows[i][to + 1]);
            if (m == NULL || n == NULL) {
                return false;
            }
            *module = m;
            *name = n;
            return true;
        }
    }
    return false;
}

/* ---- the output ---- */

static bool room(thread *t, pickler *p, size_t n) {
    if (p->cap - p->len >= n) {
        return true;
    }
    size_t cap = p->cap + p->cap / 2 + n + 64;
    uint8_t *out = mem_realloc(t, p->out, p->cap, cap);
    if (out == NULL) {
        return false;
    }
    p->out = out;
    p->cap = cap;
    return true;
}

static bool put(thread *t, pickler *p, const void *data, size_t n) {
    bool begin = p->framing && p->frame == NO_FRAME;
    if (!room(t, p, n + FRAME_HEADER)) {
        return false;
    }
    if (begin) {
        p->frame = p->len;
        p->len += FRAME_HEADER;
    }
    if (n > 0) { /* an empty bytearray has no data */
        memcpy(p->out + p->len, data, n);
    }
    p->len += n;
    return true;
}

static bool put_op(thread *t, pickler *p, int op) {
    uint8_t byte = (uint8_t)op;
    return put(t, p, &byte, 1);
}

static void little(uint8_t *to, uint64_t n, int bytes) {
    for (int i = 0; i < bytes; i++) {
        to[i] = (uint8_t)(n >> (8 * i));
    }
}

/* An instruction with a number as its operand. */
static bool put_number(thread *t, pickler *p, int op, uint64_t n, int bytes) {
    uint8_t b[9] = {(uint8_t)op};
    little(b + 1, n, bytes);
    return put(t, p, b, (size_t)bytes + 1);
}

/* An instruction with a line of text, for protocol 0. */
static bool put_line(thread *t, pickler *p, int op, value text) {
    return text != NIL && put_op(t, p, op) &&
           put(t, p, ((str *)as_obj(text))->data, ((str *)as_obj(text))->len) && put(t, p, "\n", 1);
}

static void close_frame(pickler *p) {
    if (!p->framing || p->frame == NO_FRAME) {
        return;
    }
    uint8_t *head = p->out + p->frame;
    size_t n = p->len - p->frame - FRAME_HEADER;
    if (n >= FRAME_MIN) {
        head[0] = FRAME;
        little(head + 1, n, 8);
    } else {
        memmove(head, head + FRAME_HEADER, n);
        p->len -= FRAME_HEADER;
    }
    p->frame = NO_FRAME;
}

/* What is in the buffer goes to the file. */
static bool flush(thread *t, pickler *p) {
    if (p->write == NIL || p->len == 0) {
        return true;
    }
    value data = bytes_new(t, p->out, p->len);
    p->len = 0;
    return data != NIL && call1(t, p->write, data) != NIL;
}

/* Between two objects: a frame that is long enough ends here. */
static bool boundary(thread *t, pickler *p) {
    if (p->framing && p->frame != NO_FRAME && p->len - p->frame - FRAME_HEADER >= FRAME_TARGET) {
        close_frame(p);
        return flush(t, p);
    }
    return true;
}

/* A header and data; large data stands between two frames, not in one. */
static bool put_data(thread *t, pickler *p, const uint8_t *head, size_t head_len, const void *data,
                     size_t n, value owner) {
    bool outside = n >= FRAME_TARGET, framing = p->framing;
    if (outside) {
        close_frame(p);
        p->framing = false;
    }
    bool ok = put(t, p, head, head_len);
    if (ok && outside && p->write != NIL) {
        value whole = is_exact(owner, T_BYTES) ? owner : bytes_new(t, data, n);
        ok = whole != NIL && flush(t, p) && call1(t, p->write, whole) != NIL;
    } else {
        ok = ok && put(t, p, data, n);
    }
    p->framing = framing;
    return ok;
}

/* ---- the memo ---- */

static size_t memo_at(const pickler *p, value v) {
    size_t mask = p->memo_cap - 1, i = (size_t)((v >> 4) * 0x9E3779B97F4A7C15u >> 20) & mask;
    while (p->memo[i].key != NIL && p->memo[i].key != v) {
        i = (i + 1) & mask;
    }
    return i;
}

static bool memo_has(const pickler *p, value v, uint32_t *index) {
    size_t i = p->memo_cap == 0 ? 0 : memo_at(p, v);
    if (p->memo_cap == 0 || p->memo[i].key == NIL) {
        return false;
    }
    *index = p->memo[i].index;
    return true;
}

static bool memo_grow(thread *t, pickler *p) {
    size_t old_cap = p->memo_cap, cap = old_cap == 0 ? 64 : old_cap * 2;
    memo_slot *old = p->memo, *slots_ = mem_alloc(t, cap * sizeof *slots_);
    if (slots_ == NULL) {
        return false;
    }
    memset(slots_, 0, cap * sizeof *slots_);
    p->memo = slots_;
    p->memo_cap = cap;
    for (size_t i = 0; i < old_cap; i++) {
        if (old[i].key != NIL) {
            p->memo[memo_at(p, old[i].key)] = old[i];
        }
    }
    mem_free(t->vm, old, old_cap * sizeof *old);
    return true;
}

static bool memo_put(thread *t, pickler *p, value v) {
    if (p->fast) {
        return true;
    }
    if (p->memo_used * 3 >= p->memo_cap * 2 && !memo_grow(t, p)) {
        return false;
    }
    size_t at = memo_at(p, v);
    uint32_t index = p->memo[at].key != NIL ? p->memo[at].index : (uint32_t)p->memo_used++;
    p->memo[at] = (memo_slot){v, index};
    if (p->proto >= 4) {
        return put_op(t, p, MEMOIZE);
    }
    if (!p->bin) {
        return put_line(t, p, PUT, str_format(t, "%u", index));
    }
    return index < 256 ? put_number(t, p, BINPUT, index, 1)
                       : put_number(t, p, LONG_BINPUT, index, 4);
}

static bool memo_get(thread *t, pickler *p, uint32_t index) {
    if (!p->bin) {
        return put_line(t, p, GET, str_format(t, "%u", index));
    }
    return index < 256 ? put_number(t, p, BINGET, index, 1)
                       : put_number(t, p, LONG_BINGET, index, 4);
}

/* ---- numbers ---- */

static bool save_bool(thread *t, pickler *p, value v) {
    if (p->proto >= 2) {
        return put_op(t, p, v == V_TRUE ? NEWTRUE : NEWFALSE);
    }
    return put(t, p, v == V_TRUE ? "I01\n" : "I00\n", 4);
}

static bool put_long(thread *t, pickler *p, const uint8_t *digits, size_t n) {
    return (n < 256 ? put_number(t, p, LONG1, n, 1) : put_number(t, p, LONG4, n, 4)) &&
           put(t, p, digits, n);
}

/* The shortest two's complement, little end first. */
static bool save_long(thread *t, pickler *p, value v) {
    int64_t small;
    if (int_to_int64(v, &small)) {
        uint8_t b[8];
        size_t n = 8;
        little(b, (uint64_t)small, 8);
        while (n > 0 && b[n - 1] == (small < 0 ? 0xFF : 0) &&
               (n == 1 ? small == 0 : (b[n - 2] >> 7) == (small < 0))) {
            n--;
        }
        return put_long(t, p, b, n);
    }
    int_view view;
    mpz_srcptr z = int_mpz(v, &view);
    size_t n = (size_t)(int_bit_length(v) / 8 + 1), count;
    uint8_t *b = mem_alloc(t, n);
    if (b == NULL) {
        return false;
    }
    memset(b, 0, n);
    mpz_export(b, &count, -1, 1, 0, 0, z); /* the magnitude */
    if (mpz_sgn(z) < 0) {
        unsigned carry = 1;
        for (size_t i = 0; i < n; i++) {
            unsigned x = (uint8_t)~b[i] + carry;
            b[i] = (uint8_t)x;
            carry = x >> 8;
        }
    }
    size_t used = n;
    if (mpz_sgn(z) < 0 && n > 1 && b[n - 1] == 0xFF && b[n - 2] >> 7 == 1) {
        used--;
    }
    bool ok = put_long(t, p, b, used);
    mem_free(t->vm, b, n);
    return ok;
}

static bool save_int(thread *t, pickler *p, value v) {
    int64_t i;
    bool small = int_to_int64(v, &i) && i >= INT32_MIN && i <= INT32_MAX;
    if (small && p->bin) {
        if (i >= 0 && i <= 0xFFFF) {
            return i <= 0xFF ? put_number(t, p, BININT1, (uint64_t)i, 1)
                             : put_number(t, p, BININT2, (uint64_t)i, 2);
        }
        return put_number(t, p, BININT, (uint64_t)i, 4);
    }
    if (p->proto >= 2) {
        return save_long(t, p, v);
    }
    value text = op_repr(t, v);
    if (!small && text != NIL) {
        text = str_format(t, "%SL", text);
    }
    return put_line(t, p, small ? INT : LONG, text);
}

static bool save_float(thread *t, pickler *p, double d) {
    if (!p->bin) {
        char text[40];
        int n = double_repr(d, text);
        return put_op(t, p, FLOAT) && put(t, p, text, (size_t)n) && put(t, p, "\n", 1);
    }
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return put_number(t, p, BINFLOAT, __builtin_bswap64(bits), 8);
}

/* ---- text and bytes ---- */

/* The header of text or data by its length: ops for lengths of 1, 4 and 8 bytes (0 = there is
 * none). */
static size_t length_head(uint8_t *head, uint64_t n, int op1, int op4, int op8) {
    int bytes_ = op1 != 0 && n <= 0xFF ? 1 : n <= 0xFFFFFFFF && op4 != 0 ? 4 : 8;
    head[0] = (uint8_t)(bytes_ == 1 ? op1 : bytes_ == 4 ? op4 : op8);
    little(head + 1, n, bytes_);
    return (size_t)bytes_ + 1;
}

/* Text for protocol 0: what is not in Latin 1 as \uXXXX, and what would break a line likewise. */
static bool put_raw_unicode(thread *t, pickler *p, str *s) {
    const char *q = s->data, *end = q + s->len;
    bool ok = put_op(t, p, UNICODE);
    while (ok && q < end) {
        uint32_t c = utf8_next(&q);
        char text[16];
        if (c >= 0x10000) {
            ok = put(t, p, text, (size_t)snprintf(text, sizeof text, "\\U%08x", c));
        } else if (c >= 256 || c == '\\' || c == 0 || c == '\n' || c == '\r' || c == 0x1a) {
            ok = put(t, p, text, (size_t)snprintf(text, sizeof text, "\\u%04x", c));
        } else {
            ok = put_op(t, p, (int)c);
        }
    }
    return ok && put(t, p, "\n", 1);
}

static bool save_str(thread *t, pickler *p, value v) {
    str *s = (str *)as_obj(v);
    if (!p->bin) {
        return put_raw_unicode(t, p, s) && memo_put(t, p, v);
    }
    uint8_t head[9];
    size_t n =
        length_head(head, s->len, p->proto >= 4 ? SHORT_BINUNICODE : 0, BINUNICODE, BINUNICODE8);
    return put_data(t, p, head, n, s->data, s->len, v) && memo_put(t, p, v);
}

/* Protocols before 3 know no bytes: a call that makes them. */
static bool save_bytes_old(thread *t, pickler *p, value v) {
    bytes *b = (bytes *)as_obj(v);
    value fn, args;
    if (b->len == 0) {
        fn = from_obj(t->vm->types[T_BYTES]);
        args = from_obj(t->vm->empty_tuple);
    } else {
        value text = bytes_decode(t, b->data, b->len, "latin-1", "strict", NIL);
        fn = stdlib_import_attr(t, "_codecs", "encode");
        args = text == NIL ? NIL : tuple_pair(t, text, str_from(t, "latin1"));
    }
    return fn != NIL && args != NIL && save_reduce(t, p, tuple_pair(t, fn, args), v);
}

static bool save_bytes(thread *t, pickler *p, value v) {
    if (p->proto < 3) {
        return save_bytes_old(t, p, v);
    }
    bytes *b = (bytes *)as_obj(v);
    uint8_t head[9];
    size_t n = length_head(head, b->len, SHORT_BINBYTES, BINBYTES, BINBYTES8);
    return put_data(t, p, head, n, b->data, b->len, v) && memo_put(t, p, v);
}

static bool save_bytearray(thread *t, pickler *p, value v) {
    bytearray *b = (bytearray *)as_obj(v);
    if (p->proto >= 5) {
        uint8_t head[9];
        size_t n = length_head(head, b->len, 0, 0, BYTEARRAY8);
        return put_data(t, p, head, n, b->data, b->len, v) && memo_put(t, p, v);
    }
    value args = from_obj(t->vm->empty_tuple);
    if (b->len > 0) {
        value data = bytes_new(t, b->data, b->len);
        args = data == NIL ? NIL : tuple_of(t, &data, 1);
    }
    return args != NIL &&
           save_reduce(t, p, tuple_pair(t, from_obj(t->vm->types[T_BYTEARRAY]), args), v);
}

/* ---- containers ---- */

static bool pop_and_get(thread *t, pickler *p, size_t pops, uint32_t index) {
    for (size_t i = 0; i < pops; i++) {
        if (!put_op(t, p, POP)) {
            return false;
        }
    }
    return memo_get(t, p, index);
}

static bool save_tuple(thread *t, pickler *p, value v) {
    tuple *x = (tuple *)as_obj(v);
    uint32_t index;
    if (x->len == 0) {
        return p->bin ? put_op(t, p, EMPTY_TUPLE) : put_op(t, p, MARK) && put_op(t, p, TUPLE);
    }
    bool small = x->len <= 3 && p->proto >= 2;
    if (!small && !put_op(t, p, MARK)) {
        return false;
    }
    for (size_t i = 0; i < x->len; i++) {
        if (!save(t, p, x->items[i], false)) {
            return false;
        }
    }
    /* A tuple that contains itself, by way of something else, has been written meanwhile. */
    if (memo_has(p, v, &index)) {
        if (!small && p->bin) {
            return put_op(t, p, POP_MARK) && memo_get(t, p, index);
        }
        return pop_and_get(t, p, x->len + !small, index);
    }
    return put_op(t, p, small ? TUPLE1 + (int)x->len - 1 : TUPLE) && memo_put(t, p, v);
}

static bool save_list(thread *t, pickler *p, value v) {
    list *l = (list *)as_obj(v);
    bool ok = p->bin ? put_op(t, p, EMPTY_LIST) : put_op(t, p, MARK) && put_op(t, p, LIST);
    if (!ok || !memo_put(t, p, v)) {
        return false;
    }
    if (p->bin && l->len == 1) {
        return save(t, p, l->items[0], false) && put_op(t, p, APPEND);
    }
    for (size_t i = 0; i < l->len;) {
        if (p->bin && !put_op(t, p, MARK)) {
            return false;
        }
        for (size_t end = i + BATCH; i < end && i < l->len; i++) {
            if (!save(t, p, l->items[i], false) || (!p->bin && !put_op(t, p, APPEND))) {
                return false;
            }
        }
        if (p->bin && !put_op(t, p, APPENDS)) {
            return false;
        }
    }
    return true;
}

static bool save_pair(thread *t, pickler *p, value key, value x) {
    return save(t, p, key, false) && save(t, p, x, false);
}

static bool save_dict(thread *t, pickler *p, value v) {
    dict *d = (dict *)as_obj(v);
    size_t pos = 0, n = d->used;
    value key, x;
    bool ok = p->bin ? put_op(t, p, EMPTY_DICT) : put_op(t, p, MARK) && put_op(t, p, DICT);
    if (!ok || !memo_put(t, p, v)) {
        return false;
    }
    if (n == 0) {
        return true;
    }
    if (p->bin && n == 1) {
        return dict_next(d, &pos, &key, &x) && save_pair(t, p, key, x) && put_op(t, p, SETITEM);
    }
    for (int batch = BATCH; batch == BATCH;) {
        if (p->bin && !put_op(t, p, MARK)) {
            return false;
        }
        for (batch = 0; batch < BATCH && dict_next(d, &pos, &key, &x); batch++) {
            if (!save_pair(t, p, key, x) || (!p->bin && !put_op(t, p, SETITEM))) {
                return false;
            }
            if (d->used != n) {
                raise_error(t, E_RUNTIME_ERROR, "dictionary changed size during iteration");
                return false;
            }
        }
        if (p->bin && !put_op(t, p, SETITEMS)) {
            return false;
        }
    }
    return true;
}

static bool save_set_old(thread *t, pickler *p, value v) {
    value items = list_from(t, v), args = items == NIL ? NIL : tuple_of(t, &items, 1);
    return args != NIL && save_reduce(t, p, tuple_pair(t, from_obj(as_obj(v)->type), args), v);
}

static bool save_set(thread *t, pickler *p, value v) {
    set *s = (set *)as_obj(v);
    size_t pos = 0, n = s->used;
    value key;
    if (p->proto < 4) {
        return save_set_old(t, p, v);
    }
    if (!put_op(t, p, EMPTY_SET) || !memo_put(t, p, v)) {
        return false;
    }
    for (int batch = n == 0 ? 0 : BATCH; batch == BATCH;) {
        if (!put_op(t, p, MARK)) {
            return false;
        }
        for (batch = 0; batch < BATCH && set_next(s, &pos, &key); batch++) {
            if (!save(t, p, key, false)) {
                return false;
            }
            if (s->used != n) {
                raise_error(t, E_RUNTIME_ERROR, "set changed size during iteration");
                return false;
            }
        }
        if (!put_op(t, p, ADDITEMS)) {
            return false;
        }
    }
    return true;
}

static bool save_frozenset(thread *t, pickler *p, value v) {
    size_t pos = 0;
    value key;
    uint32_t index;
    if (p->proto < 4) {
        return save_set_old(t, p, v);
    }
    if (!put_op(t, p, MARK)) {
        return false;
    }
    while (set_next((set *)as_obj(v), &pos, &key)) {
        if (!save(t, p, key, false)) {
            return false;
        }
    }
    if (memo_has(p, v, &index)) {
        return put_op(t, p, POP_MARK) && memo_get(t, p, index);
    }
    return put_op(t, p, FROZENSET) && memo_put(t, p, v);
}

/* The items of an iterator: what a class derived from list or dict has. op is APPEND or SETITEM. */
static bool save_items(thread *t, pickler *p, value it, int op) {
    bool pairs = op == SETITEM;
    int many = pairs ? SETITEMS : APPENDS, n = 0;
    value x, first = op_next(t, it);
    while (first != NIL) {
        value second = p->bin ? op_next(t, it) : NIL;
        if (t->exc != NIL || (second != NIL && !put_op(t, p, MARK))) {
            return false;
        }
        for (x = first, n = 0, first = NIL; x != NIL;) {
            if (pairs && (!is_kind(x, T_TUPLE) || ((tuple *)as_obj(x))->len != 2)) {
                raise_error(t, E_TYPE_ERROR, "dict items iterator must return 2-tuples");
                return false;
            }
            tuple *pair = pairs ? (tuple *)as_obj(x) : NULL;
            if (!(pairs ? save_pair(t, p, pair->items[0], pair->items[1]) : save(t, p, x, false))) {
                return false;
            }
            n++;
            if (n == 1) {
                x = second;
            } else if (n < BATCH) {
                x = op_next(t, it);
            } else {
                x = NIL;
                first = op_next(t, it);
            }
        }
        if (t->exc != NIL || !put_op(t, p, second != NIL ? many : op)) {
            return false;
        }
        if (!p->bin) {
            first = op_next(t, it);
        }
    }
    return t->exc == NIL;
}

/* ---- classes and functions: by name ---- */

/* The module that obj says it is from; else one that has it under that name; else __main__. */
static value module_of(thread *t, value v, str *name) {
    bool failed;
    value m = op_getattr_opt(t, v, N(t, __module__), &failed);
    if ((m == NIL && failed) || (m != NIL && m != NONE)) {
        return m;
    }
    value names = dict_items_list(t, t->vm->modules, 2), parent;
    list *l = (list *)as_obj(names);
    for (size_t i = 0; names != NIL && i < l->len; i++) {
        tuple *row = (tuple *)as_obj(l->items[i]);
        if (row->items[0] != from_obj(N(t, __main__)) && row->items[1] != NONE) {
            value found = pickle_find(t, row->items[1], name, true, &parent);
            if (found == v && found != NIL) {
                return row->items[0];
            }
            exc_clear(t);
        }
    }
    return names == NIL ? NIL : from_obj(N(t, __main__));
}

/* The number that copyreg.add_extension gave a global; 0 = none, -1 = failed. */
static int64_t extension_code(thread *t, value module, value name) {
    value copyreg = dict_get_str(t->vm->modules, str_intern(t, "copyreg"));
    if (copyreg == NIL) {
        return 0;
    }
    value registry = op_getattr(t, copyreg, str_intern(t, "_extension_registry")), code_ = NIL;
    if (is_kind(registry, T_DICT)) {
        value key = tuple_pair(t, module, name);
        code_ = key == NIL ? NIL : dict_get(t, (dict *)as_obj(registry), key);
    }
    return t->exc != NIL ? -1 : code_ != NIL && is_int(code_) ? as_int(code_) : 0;
}

static bool put_global(thread *t, pickler *p, str *module, str *name, value parent,
                       value module_object) {
    if (p->proto >= 4) {
        return save(t, p, from_obj(module), false) && save(t, p, from_obj(name), false) &&
               put_op(t, p, STACK_GLOBAL);
    }
    if (parent != module_object) {
        const char *last = strrchr(name->data, '.');
        value getattr = builtin_named(t, "getattr"),
              args = tuple_pair(t, parent, str_from(t, last + 1));
        return getattr != NIL && args != NIL &&
               save_reduce(t, p, tuple_pair(t, getattr, args), NIL);
    }
    if (p->fix_imports && p->proto < 3) {
        pickle_old_name(t, true, &module, &name);
    }
    return put_op(t, p, GLOBAL) && put(t, p, module->data, module->len) && put(t, p, "\n", 1) &&
           put(t, p, name->data, name->len) && put(t, p, "\n", 1);
}

static bool save_global(thread *t, pickler *p, value v, value name) {
    bool failed;
    if (name == NIL) {
        name = op_getattr_opt(t, v, N(t, __qualname__), &failed);
        if (name == NIL && !failed) {
            name = op_getattr(t, v, N(t, __name__));
        }
    }
    if (!is_kind(name, T_STR)) {
        return name != NIL &&
               pickling_error(t, "Can't pickle %R: its name is not a string", v) != NIL;
    }
    if (is_kind(v, T_TYPE) && !(((type *)as_obj(v))->flags & TYPE_HEAP)) {
        /* Never fetched, as CPython's. */
        name = str_new(t, ((str *)as_obj(name))->data, ((str *)as_obj(name))->len);
    }
    if (strstr(((str *)as_obj(name))->data, "<locals>") != NULL) {
        return raise_error(t, E_ATTRIBUTE_ERROR, "Can't pickle local object %R", name) != NIL;
    }
    value module = module_of(t, v, (str *)as_obj(name)), parent = NIL;
    if (!is_kind(module, T_STR)) {
        return module != NIL &&
               pickling_error(t, "Can't pickle %R: import of module %R failed", v, module) != NIL;
    }
    value object_ = pickle_module_named(t, (str *)as_obj(module));
    if (object_ == NIL) {
        exc_clear(t);
        return pickling_error(t, "Can't pickle %R: import of module %R failed", v, module) != NIL;
    }
    value found = pickle_find(t, object_, (str *)as_obj(name), true, &parent);
    if (found == NIL) {
        exc_clear(t);
        return pickling_error(t, "Can't pickle %R: attribute lookup %S on %S failed", v, name,
                              module) != NIL;
    }
    if (found != v) {
        return pickling_error(t, "Can't pickle %R: it's not the same object as %S.%S", v, module,
                              name) != NIL;
    }
    if (p->proto >= 2) {
        int64_t code_ = extension_code(t, module, name);
        if (code_ != 0) {
            int bytes_ = code_ < 256 ? 1 : code_ < 65536 ? 2 : 4;
            return code_ > 0 && put_number(t, p,
                                           bytes_ == 1   ? EXT1
                                           : bytes_ == 2 ? EXT2
                                                         : EXT4,
                                           (uint64_t)code_, bytes_);
        }
    }
    return put_global(t, p, (str *)as_obj(module), (str *)as_obj(name), parent, object_) &&
           memo_put(t, p, v);
}

static bool save_type(thread *t, pickler *p, value v) {
    static const uint8_t singletons[] = {T_NONETYPE, T_NOTIMPL, T_ELLIPSIS};
    static const value values[] = {NONE, NOTIMPL, ELLIPSIS};
    for (int i = 0; i < 3; i++) {
        if (v == from_obj(t->vm->types[singletons[i]])) {
            value args = tuple_of(t, &values[i], 1);
            return args != NIL &&
                   save_reduce(t, p, tuple_pair(t, from_obj(t->vm->types[T_TYPE]), args), v);
        }
    }
    return save_global(t, p, v, NIL);
}

/* ---- everything else: as its __reduce_ex__ says ---- */

/* Does the thing that makes the copy have this name? */
static bool is_called(thread *t, value fn, const char *name) {
    bool failed;
    value v = op_getattr_opt(t, fn, N(t, __name__), &failed);
    if (v == NIL) {
        exc_clear(t);
    }
    return is_kind(v, T_STR) && strcmp(((str *)as_obj(v))->data, name) == 0;
}

static bool save_newobj_ex(thread *t, pickler *p, tuple *args) {
    if (args->len != 3) {
        return pickling_error(t,
                              "length of the NEWOBJ_EX argument tuple must be exactly 3, not %zd",
                              args->len) != NIL;
    }
    value cls = args->items[0], pos = args->items[1], kw = args->items[2];
    if (!is_kind(cls, T_TYPE)) {
        return pickling_error(t, "first item from NEWOBJ_EX argument tuple must be a class, not %T",
                              cls) != NIL;
    }
    if (!is_kind(pos, T_TUPLE)) {
        return pickling_error(t,
                              "second item from NEWOBJ_EX argument tuple must be a tuple, not %T",
                              pos) != NIL;
    }
    if (!is_kind(kw, T_DICT)) {
        return pickling_error(t, "third item from NEWOBJ_EX argument tuple must be a dict, not %T",
                              kw) != NIL;
    }
    if (p->proto >= 4) {
        return save(t, p, cls, false) && save(t, p, pos, false) && save(t, p, kw, false) &&
               put_op(t, p, NEWOBJ_EX);
    }
    /* functools.partial(cls.__new__, cls, *args, **kwargs)(), made by copyreg. */
    value made = stdlib_import_attr(t, "copyreg", "_newobj_call");
    made = made == NIL ? NIL : call3(t, made, cls, pos, kw);
    return made != NIL && save(t, p, made, false) &&
           save(t, p, from_obj(t->vm->empty_tuple), false) && put_op(t, p, REDUCE);
}

static bool save_newobj(thread *t, pickler *p, tuple *args, value v) {
    if (args->len < 1) {
        return pickling_error(t, "__newobj__ arglist is empty") != NIL;
    }
    value cls = args->items[0];
    if (!is_kind(cls, T_TYPE)) {
        return pickling_error(t, "args[0] from __newobj__ args is not a type") != NIL;
    }
    if (v != NIL) {
        value real = op_getattr(t, v, N(t, __class__));
        if (real == NIL) {
            return false;
        }
        if (real != cls) {
            return pickling_error(t, "args[0] from __newobj__ args has the wrong class") != NIL;
        }
    }
    value rest = tuple_of(t, args->items + 1, args->len - 1);
    return rest != NIL && save(t, p, cls, false) && save(t, p, rest, false) && put_op(t, p, NEWOBJ);
}

static bool reduce_error(thread *t, const char *which, const char *what, value v) {
    return pickling_error(t, "%s element of the tuple returned by __reduce__ must be %s, not %T",
                          which, what, v) != NIL;
}

static bool is_iterator(thread *t, value v) {
    return type_of(t->vm, v)->slots.next != NULL;
}

static bool save_state(thread *t, pickler *p, value state, value setter, value v) {
    if (setter == NONE) {
        return save(t, p, state, false) && put_op(t, p, BUILD);
    }
    return save(t, p, setter, false) && save(t, p, v, false) && save(t, p, state, false) &&
           put_op(t, p, TUPLE2) && put_op(t, p, REDUCE) && put_op(t, p, POP);
}

/* rv: (function, arguments[, state[, list items[, dict items[, state setter]]]]). v NIL = nothing
 * to remember. */
static bool save_reduce(thread *t, pickler *p, value rv, value v) {
    if (rv == NIL) {
        return false;
    }
    tuple *x = (tuple *)as_obj(rv);
    value part[6] = {NONE, NONE, NONE, NONE, NONE, NONE};
    if (x->len < 2 || x->len > 6) {
        return pickling_error(
                   t, "tuple returned by __reduce__ must contain 2 through 6 elements") != NIL;
    }
    memcpy(part, x->items, x->len * sizeof(value));
    if (!op_callable(t, part[0])) {
        return pickling_error(
                   t, "first item of the tuple returned by __reduce__ must be callable") != NIL;
    }
    if (!is_kind(part[1], T_TUPLE)) {
        return pickling_error(
                   t, "second item of the tuple returned by __reduce__ must be a tuple") != NIL;
    }
    if (part[3] != NONE && !is_iterator(t, part[3])) {
        return reduce_error(t, "fourth", "an iterator", part[3]);
    }
    if (part[4] != NONE && !is_iterator(t, part[4])) {
        return reduce_error(t, "fifth", "an iterator", part[4]);
    }
    if (part[5] != NONE && !op_callable(t, part[5])) {
        return reduce_error(t, "sixth", "a function", part[5]);
    }
    bool ok;
    if (p->proto >= 2 && is_called(t, part[0], "__newobj__")) {
        ok = save_newobj(t, p, (tuple *)as_obj(part[1]), v);
    } else if (p->proto >= 2 && is_called(t, part[0], "__newobj_ex__")) {
        ok = save_newobj_ex(t, p, (tuple *)as_obj(part[1]));
    } else {
        ok = save(t, p, part[0], false) && save(t, p, part[1], false) && put_op(t, p, REDUCE);
    }
    uint32_t index;
    if (ok && v != NIL) {
        if (memo_has(p, v, &index)) { /* its arguments led back to it */
            return put_op(t, p, POP) && memo_get(t, p, index);
        }
        ok = memo_put(t, p, v);
    }
    return ok && (part[3] == NONE || save_items(t, p, part[3], APPEND)) &&
           (part[4] == NONE || save_items(t, p, part[4], SETITEM)) &&
           (part[2] == NONE || save_state(t, p, part[2], part[5], v));
}

/* What the dispatch table has for a class; NIL without exception = nothing. */
static value dispatched(thread *t, pickler *p, type *cls) {
    if (p->dispatch == NIL) {
        value table = stdlib_import_attr(t, "copyreg", "dispatch_table");
        return is_kind(table, T_DICT) ? dict_get(t, (dict *)as_obj(table), from_obj(cls)) : NIL;
    }
    value f = op_getitem(t, p->dispatch, from_obj(cls));
    if (f == NIL && exc_is(t, E_LOOKUP_ERROR)) {
        exc_clear(t);
    }
    return f;
}

/* Calls __reduce_ex__ or whatever is in its place. NIL = failed; NOTIMPL = v is a class: by
 * name. */
static value reduced(thread *t, pickler *p, value v) {
    type *cls = type_of(t->vm, v);
    bool failed;
    value f = dispatched(t, p, cls);
    if (f != NIL || t->exc != NIL) {
        return f == NIL ? NIL : call1(t, f, v);
    }
    if (is_subtype(cls, t->vm->types[T_TYPE])) {
        return NOTIMPL;
    }
    f = op_getattr_opt(t, v, N(t, __reduce_ex__), &failed);
    if (f != NIL) {
        return call1(t, f, from_small(p->proto));
    }
    f = failed ? NIL : op_getattr_opt(t, v, N(t, __reduce__), &failed);
    if (f == NIL) {
        return failed ? NIL : pickling_error(t, "can't pickle '%T' object: %R", v, v);
    }
    return call0(t, f);
}

static bool save_other(thread *t, pickler *p, value v) {
    value rv = NOTIMPL;
    if (p->reducer_override != NIL) {
        rv = call1(t, p->reducer_override, v);
        if (rv == NIL) {
            return false;
        }
    }
    if (rv == NOTIMPL) {
        if (is_obj(v) && as_obj(v)->type == t->vm->types[T_TYPE]) {
            return save_type(t, p, v);
        }
        if (is_kind(v, T_FUNC)) {
            return save_global(t, p, v, NIL);
        }
        rv = reduced(t, p, v);
        if (rv == NOTIMPL) {
            return save_global(t, p, v, NIL);
        }
    }
    if (rv == NIL) {
        return false;
    }
    if (is_kind(rv, T_STR)) {
        return save_global(t, p, v, rv);
    }
    if (!is_kind(rv, T_TUPLE)) {
        return pickling_error(t, "__reduce__ must return a string or tuple") != NIL;
    }
    return save_reduce(t, p, rv, v);
}

static bool save_by_kind(thread *t, pickler *p, value v) {
    switch (as_obj(v)->kind) {
    case T_TUPLE: return save_tuple(t, p, v);
    case T_LIST: return save_list(t, p, v);
    case T_DICT: return save_dict(t, p, v);
    case T_SET: return save_set(t, p, v);
    case T_FROZENSET: return save_frozenset(t, p, v);
    case T_BYTEARRAY: return save_bytearray(t, p, v);
    default: return save_other(t, p, v);
    }
}

/* Is the object's class the built-in one of its kind, not one that is derived from it? */
static bool is_plain(thread *t, value v) {
    return as_obj(v)->kind < T_COUNT && as_obj(v)->type == t->vm->types[as_obj(v)->kind];
}

/* 1 = written, 0 = it has no persistent id, -1 = failed. */
static int save_persistent(thread *t, pickler *p, value v) {
    value id = call1(t, p->persistent_id, v);
    if (id == NIL || id == NONE) {
        return id == NIL ? -1 : 0;
    }
    if (p->bin) {
        return save(t, p, id, true) && put_op(t, p, BINPERSID) ? 1 : -1;
    }
    value text = op_str(t, id);
    if (text != NIL && !str_is_ascii((str *)as_obj(text))) {
        return pickling_error(t, "persistent IDs in protocol 0 must be ASCII strings") == NIL ? -1
                                                                                              : 0;
    }
    return put_line(t, p, PERSID, text) ? 1 : -1;
}

/* Writes v. plain: it is a persistent id itself. */
static bool save(thread *t, pickler *p, value v, bool plain) {
    uint32_t index;
    if (!boundary(t, p)) {
        return false;
    }
    if (!plain && p->persistent_id != NIL) {
        int done = save_persistent(t, p, v);
        if (done != 0) {
            return done > 0;
        }
    }
    if (v == NONE) {
        return put_op(t, p, NONE_OP);
    }
    if (is_bool(v)) {
        return save_bool(t, p, v);
    }
    if (is_int(v)) {
        return save_int(t, p, v);
    }
    if (is_double(v)) {
        return save_float(t, p, as_double(v));
    }
    if (!is_obj(v)) {
        return save_other(t, p, v);
    }
    bool exact = is_plain(t, v);
    if (exact && as_obj(v)->kind == T_INT) {
        return save_int(t, p, v);
    }
    if (memo_has(p, v, &index)) {
        return memo_get(t, p, index);
    }
    if (exact && as_obj(v)->kind == T_STR) {
        return save_str(t, p, v);
    }
    if (exact && as_obj(v)->kind == T_BYTES) {
        return save_bytes(t, p, v);
    }
    if (!c_stack_ok(t)) {
        exc_clear(t);
        return raise_error(t, E_RECURSION_ERROR,
                           "maximum recursion depth exceeded while pickling an object") != NIL;
    }
    return exact ? save_by_kind(t, p, v) : save_other(t, p, v);
}

/* The whole pickle into the buffer. */
static bool dump(thread *t, pickler *p, value v) {
    p->len = 0;
    p->frame = NO_FRAME;
    p->framing = false;
    if (p->proto >= 2 && !put_number(t, p, PROTO, (uint64_t)p->proto, 1)) {
        return false;
    }
    p->framing = p->proto >= 4;
    bool ok = save(t, p, v, false) && put_op(t, p, STOP);
    close_frame(p);
    p->framing = false;
    return ok;
}

/* ---- the class ---- */

static pickler *self_pickler(value v) {
    return (pickler *)as_obj(v);
}

static void pickler_trace(gc *g, object *o) {
    pickler *p = (pickler *)o;
    gc_value(g, p->write);
    gc_value(g, p->dispatch);
    gc_value(g, p->persistent_id);
    gc_value(g, p->reducer_override);
    for (size_t i = 0; i < p->memo_cap; i++) {
        gc_value(g, p->memo[i].key);
    }
}

static void pickler_free(vm *m, object *o) {
    pickler *p = (pickler *)o;
    mem_free(m, p->out, p->cap);
    mem_free(m, p->memo, p->memo_cap * sizeof *p->memo);
}

static value pickler_new(thread *t, type *cls, value *a, int n) {
    (void)a;
    (void)n;
    t->kwnames = NIL;
    pickler *p = heap_alloc(t, cls, sizeof *p);
    if (p != NULL) {
        p->proto = -1;
    }
    return p == NULL ? NIL : from_obj(p);
}

/* The protocol that the argument asks for, or -1 with an exception. */
static int protocol_arg(thread *t, value v) {
    int64_t proto = PICKLE_DEFAULT;
    if (v != NIL && v != NONE && !int_arg(t, v, &proto)) {
        return -1;
    }
    if (proto > PICKLE_HIGHEST) {
        raise_error(t, E_VALUE_ERROR, "pickle protocol must be <= %d", PICKLE_HIGHEST);
        return -1;
    }
    return proto < 0 ? PICKLE_HIGHEST : (int)proto;
}

static bool set_up(thread *t, pickler *p, value protocol, value fix_imports) {
    int fix = fix_imports == NIL ? 1 : op_truth(t, fix_imports);
    int proto = fix < 0 ? -1 : protocol_arg(t, protocol);
    p->proto = proto;
    p->bin = proto > 0;
    p->fix_imports = fix > 0;
    return proto >= 0;
}

/* A method that a class derived from ours may have; NIL without exception = has none. */
static value own_method(thread *t, value self, const char *name, bool *failed) {
    str *s = str_intern(t, name);
    *failed = s == NULL;
    return s == NULL ? NIL : op_getattr_opt(t, self, s, failed);
}

static bool pickler_init(thread *t, value self, value *a, int n) {
    value p[4];
    bool failed;
    if (!named_args(t, "Pickler", "file\0protocol\0fix_imports\0buffer_callback\0", 1, 4, a, n,
                    p)) {
        return false;
    }
    pickler *pk = self_pickler(self);
    if (!set_up(t, pk, p[1], p[2])) {
        return false;
    }
    value write = op_getattr_opt(t, p[0], N(t, write), &failed);
    if (write == NIL) {
        if (!failed) {
            raise_error(t, E_TYPE_ERROR, "file must have a 'write' attribute");
        }
        return false;
    }
    pk->write = write;
    pk->persistent_id = own_method(t, self, "persistent_id", &failed);
    if (!failed) {
        pk->reducer_override = own_method(t, self, "reducer_override", &failed);
    }
    if (!failed && pk->dispatch == NIL) { /* a class attribute of a derived class */
        value table = type_lookup(as_obj(self)->type, str_intern(t, "dispatch_table"));
        pk->dispatch = table != NIL && !is_kind(table, T_GETSET) ? table : NIL;
    }
    return !failed;
}

static value pickler_dump(thread *t, value *a, int n) {
    (void)n;
    pickler *p = self_pickler(a[0]);
    if (p->proto < 0) {
        return pickling_error(t, "Pickler.__init__() was not called by %T.__init__()", a[0]);
    }
    return dump(t, p, a[1]) && flush(t, p) ? NONE : NIL;
}

static value pickler_clear_memo(thread *t, value *a, int n) {
    (void)n;
    pickler *p = self_pickler(a[0]);
    mem_free(t->vm, p->memo, p->memo_cap * sizeof *p->memo);
    p->memo = NULL;
    p->memo_cap = p->memo_used = 0;
    return NONE;
}

static value pickler_get_dispatch(thread *t, value self) {
    value v = self_pickler(self)->dispatch;
    return v != NIL ? v : raise_error(t, E_ATTRIBUTE_ERROR, "dispatch_table");
}

static bool pickler_set_dispatch(thread *t, value self, value x) {
    (void)t;
    self_pickler(self)->dispatch = x;
    return true;
}

static value pickler_get_fast(thread *t, value self) {
    (void)t;
    return from_small(self_pickler(self)->fast);
}

static bool pickler_set_fast(thread *t, value self, value x) {
    int on = x == NIL ? 0 : op_truth(t, x);
    self_pickler(self)->fast = on > 0;
    return on >= 0;
}

static value pickler_get_bin(thread *t, value self) {
    (void)t;
    return from_small(self_pickler(self)->bin);
}

static const native_def pickler_methods[] = {
    {"dump", pickler_dump, "self, obj, /", 0,
     "Write a pickled representation of the given object to the open file."},
    {"clear_memo", pickler_clear_memo, "self, /", 0, "Clears the pickler's \"memo\"."},
    {0},
};

static const getset_def pickler_getset[] = {
    {"dispatch_table", pickler_get_dispatch, pickler_set_dispatch, NULL},
    {"fast", pickler_get_fast, pickler_set_fast, NULL},
    {"bin", pickler_get_bin, NULL, NULL},
    {0},
};

static const type_spec pickler_spec = {
    .name = "_pickle.Pickler",
    .size = sizeof(pickler),
    .flags = TYPE_BASE,
    .trace = pickler_trace,
    .free = pickler_free,
    .slots = {.new = pickler_new, .init = pickler_init},
    .methods = pickler_methods,
    .getset = pickler_getset,
    .doc = "This takes a binary file for writing a pickle data stream.",
};

/* ---- the module ---- */

static value pickle_dumps(thread *t, value *a, int n) {
    (void)n;
    value cls = stdlib_import_attr(t, "_pickle", "_Pickler");
    value v = cls == NIL ? NIL : pickler_new(t, (type *)as_obj(cls), NULL, 0);
    if (v == NIL || !set_up(t, self_pickler(v), a[1], a[2])) {
        return NIL;
    }
    pickler *p = self_pickler(v);
    value data = dump(t, p, a[0]) ? bytes_new(t, p->out, p->len) : NIL;
    pickler_free(t->vm, as_obj(v)); /* now, not at the next collection: it may be large */
    p->out = NULL;
    p->memo = NULL;
    p->cap = p->memo_cap = 0;
    return data;
}

static value pickle_dump(thread *t, value *a, int n) {
    (void)n;
    value cls = stdlib_import_attr(t, "_pickle", "_Pickler");
    value v = cls == NIL ? NIL : pickler_new(t, (type *)as_obj(cls), NULL, 0);
    value args[3] = {a[1], a[2] == NIL ? NONE : a[2], a[3] == NIL ? V_TRUE : a[3]};
    if (v == NIL || !pickler_init(t, v, args, 3)) {
        return NIL;
    }
    return pickler_dump(t, (value[]){v, a[0]}, 2);
}

static const native_def pickle_functions[] = {
    {"dump", pickle_dump, "obj, file, protocol=None, *, fix_imports=True, buffer_callback=None", 0,
     "Write a pickled representation of obj to the open file object file."},
    {"dumps", pickle_dumps, "obj, protocol=None, *, fix_imports=True, buffer_callback=None", 0,
     "Return the pickled representation of the object as a bytes object."},
    {"load", pickle_load,
     "file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=()", 0,
     "Read and return an object from the pickle data stored in a file."},
    {"loads", pickle_loads,
     "data, /, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=()", 0,
     "Read and return an object from the given pickle data."},
    {0},
};

static type *add_error(thread *t, module *m, const char *name, type *base) {
    value b = from_obj(base), bases = tuple_of(t, &b, 1), from = str_from(t, "_pickle");
    dict *ns = dict_new(t);
    str *s = str_intern(t, name);
    if (bases == NIL || ns == NULL || from == NIL || s == NULL ||
        !dict_set_str(t, ns, N(t, __module__), from)) {
        return NULL;
    }
    type *cls =
        type_new_class(t, t->vm->types[T_TYPE], s, (tuple *)as_obj(bases), ns, NULL, 0, NIL);
    return cls != NULL && module_set(t, m, name, from_obj(cls)) ? cls : NULL;
}

static bool pickle_init(thread *t, module *m) {
    type *base = add_error(t, m, "PickleError", t->vm->exc[E_EXCEPTION]), *pickler_type,
         *unpickler_type;
    return base != NULL && add_error(t, m, "PicklingError", base) != NULL &&
           add_error(t, m, "UnpicklingError", base) != NULL &&
           module_set_type(t, m, &pickler_spec, &pickler_type) &&
           module_set_type(t, m, &unpickler_spec, &unpickler_type) &&
           module_set(t, m, "_Pickler",
                      from_obj(pickler_type)) && /* for dumps(), should a script replace Pickler */
           module_set(t, m, "_Unpickler", from_obj(unpickler_type));
}

const module_def pickle_module = {
    "_pickle",
    "Optimized C implementation for the Python pickle module.",
    pickle_functions,
    pickle_init,
};
