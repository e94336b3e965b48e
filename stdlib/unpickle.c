/* unpickle.c: the reading half of the module _pickle: bytes to objects. mod_pickle.c writes them.
 *
 * An Unpickler is the small machine that a pickle is a program for: a stack of values, a stack of
 * marks in it, and the memo, an array that grows as it is filled (a far index goes into a dict: a
 * few bytes of garbage must not take gigabytes). Input comes from bytes, or from a file by exactly
 * as much as the pickle is long, so that several can stand in one file.
 *
 * Nothing here trusts the input: each operand's length, each index and the depth of the stack are
 * checked. What the pickle asks to be called is called: that is what pickles are.
 */
#include "stdlib/pickle.h"

#include <stddef.h>
#include <stdio.h>

#include "vm/heap.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/str.h"
#include "vm/type.h"

typedef struct unpickler {
    object h;
    value read, readline;              /* the file's; NIL: loads() */
    value data;                        /* loads(): the bytes being read */
    value persistent_load, find_class; /* of a class derived from Unpickler, or NIL */
    value encoding, errors;
    value buffers; /* an iterator, or NIL */
    bool ready, fix_imports, running;
    int proto;
    uint64_t memoized; /* the index of the next MEMOIZE */
    const uint8_t *in; /* data, or own */
    size_t at, len;    /* how far it is read; how much there is */
    uint8_t *own;      /* what came from the file; mem_alloc */
    size_t own_cap;
    value *stack; /* mem_alloc, as the next two */
    size_t sp, cap;
    size_t *marks;
    size_t nmarks, marks_cap;
    value *memo;
    size_t memo_cap;
    dict *far; /* indices far beyond memo_cap */
} unpickler;

/* ---- input ---- */

static bool truncated(thread *t) {
    return unpickling_error(t, "pickle data was truncated") != NIL;
}

/* Appends what the file gave to what is not read yet. */
static bool take_input(thread *t, unpickler *u, const uint8_t *p, size_t n) {
    size_t left = u->len - u->at;
    if (left + n > u->own_cap) {
        size_t cap = left + n + u->own_cap / 2 + 256;
        uint8_t *own = mem_alloc(t, cap);
        if (own == NULL) {
            return false;
        }
        if (left > 0) {
            memcpy(own, u->in + u->at, left);
        }
        mem_free(t->vm, u->own, u->own_cap);
        u->own = own;
        u->own_cap = cap;
    } else if (left > 0) {
        memmove(u->own, u->own + u->at, left);
    }
    memcpy(u->own + left, p, n);
    u->in = u->own;
    u->at = 0;
    u->len = left + n;
    return true;
}

/* What a call of read() or readline() answered. 1 = more input, 0 = the end, -1 = failed. */
static int take_answer(thread *t, unpickler *u, value data, const char *name) {
    const uint8_t *p;
    size_t n;
    if (data == NIL) {
        return -1;
    }
    if (!bytes_view(data, &p, &n)) {
        raise_error(t, E_VALUE_ERROR, "%s() returned non-bytes object (%R)", name,
                    from_obj(type_of(t->vm, data)));
        return -1;
    }
    return n == 0 ? 0 : take_input(t, u, p, n) ? 1 : -1;
}

/* Makes sure that n bytes can be read at u->in + u->at. */
static bool need(thread *t, unpickler *u, uint64_t n) {
    while (u->len - u->at < n) {
        if (u->read == NIL) {
            return truncated(t);
        }
        /* A false length must not ask for terabytes. */
        uint64_t wanted = n - (u->len - u->at), most = 1 << 20;
        int got = take_answer(
            t, u, call1(t, u->read, from_small((int64_t)(wanted < most ? wanted : most))), "read");
        if (got <= 0) {
            return got == 0 && truncated(t);
        }
    }
    return true;
}

static bool get_number(thread *t, unpickler *u, int bytes_, uint64_t *out) {
    if (!need(t, u, (uint64_t)bytes_)) {
        return false;
    }
    uint64_t x = 0;
    for (int i = 0; i < bytes_; i++) {
        x |= (uint64_t)u->in[u->at + (size_t)i] << (8 * i);
    }
    u->at += (size_t)bytes_;
    *out = x;
    return true;
}

/* The operand up to the end of the line, without it. */
static bool get_line(thread *t, unpickler *u, const char **p, size_t *n) {
    *p = NULL;
    *n = 0;
    for (;;) {
        const uint8_t *from = u->in + u->at,
                      *end = u->len > u->at ? memchr(from, '\n', u->len - u->at) : NULL;
        if (end != NULL) {
            *p = (const char *)from;
            *n = (size_t)(end - from);
            u->at += *n + 1;
            return true;
        }
        if (u->readline == NIL) {
            return truncated(t);
        }
        int got = take_answer(t, u, call0(t, u->readline), "readline");
        if (got <= 0) {
            return got == 0 && truncated(t);
        }
    }
}

/* ---- the stack ---- */

static size_t fence(const unpickler *u) {
    return u->nmarks > 0 ? u->marks[u->nmarks - 1] : 0;
}

static bool underflow(thread *t, unpickler *u) {
    return unpickling_error(t, u->nmarks > 0 ? "unexpected MARK found"
                                             : "unpickling stack underflow") != NIL;
}

static bool push(thread *t, unpickler *u, value v) {
    if (v == NIL) {
        return false;
    }
    if (u->sp == u->cap) {
        size_t cap = u->cap * 2 + 32;
        value *stack = mem_realloc(t, u->stack, u->cap * sizeof(value), cap * sizeof(value));
        if (stack == NULL) {
            return false;
        }
        u->stack = stack;
        u->cap = cap;
    }
    u->stack[u->sp++] = v;
    return true;
}

/* NIL = underflow. */
static value pop(thread *t, unpickler *u) {
    if (u->sp <= fence(u)) {
        underflow(t, u);
        return NIL;
    }
    return u->stack[--u->sp];
}

static value *top(thread *t, unpickler *u) {
    if (u->sp <= fence(u)) {
        underflow(t, u);
        return NULL;
    }
    return &u->stack[u->sp - 1];
}

static bool push_mark(thread *t, unpickler *u) {
    if (u->nmarks == u->marks_cap) {
        size_t cap = u->marks_cap * 2 + 16;
        size_t *marks =
            mem_realloc(t, u->marks, u->marks_cap * sizeof(size_t), cap * sizeof(size_t));
        if (marks == NULL) {
            return false;
        }
        u->marks = marks;
        u->marks_cap = cap;
    }
    u->marks[u->nmarks++] = u->sp;
    return true;
}

static bool pop_mark(thread *t, unpickler *u, size_t *at) {
    *at = 0;
    if (u->nmarks == 0) {
        return unpickling_error(t, "could not find MARK") != NIL;
    }
    *at = u->marks[--u->nmarks];
    return true;
}

/* ---- the memo ---- */

static bool memo_set(thread *t, unpickler *u, uint64_t index) {
    value *v = top(t, u);
    if (v == NULL) {
        return false;
    }
    if (index >= u->memo_cap * 2 + 1024) {
        if (u->far == NULL && (u->far = dict_new(t)) == NULL) {
            return false;
        }
        return dict_set(t, u->far, int_new_u64(t, index), *v);
    }
    if (index >= u->memo_cap) {
        size_t cap = (size_t)index * 2 + 32, old = u->memo_cap;
        value *memo = mem_realloc(t, u->memo, old * sizeof(value), cap * sizeof(value));
        if (memo == NULL) {
            return false;
        }
        memset(memo + old, 0, (cap - old) * sizeof(value));
        u->memo = memo;
        u->memo_cap = cap;
    }
    u->memo[index] = *v;
    return true;
}

static bool memo_fetch(thread *t, unpickler *u, uint64_t index) {
    value v = index < u->memo_cap ? u->memo[index] : NIL;
    if (v == NIL && u->far != NULL) {
        v = dict_get(t, u->far, int_new_u64(t, index));
    }
    if (v == NIL && t->exc == NIL) {
        return unpickling_error(t, "Memo value not found at index %lu", (unsigned long)index) !=
               NIL;
    }
    return push(t, u, v);
}

/* The number in a line, for GET and PUT. */
static bool line_index(thread *t, unpickler *u, uint64_t *index) {
    const char *p;
    size_t n;
    int64_t i;
    if (!get_line(t, u, &p, &n)) {
        return false;
    }
    value v = int_parse(t, p, n, 10);
    if (v == NIL || !op_to_int64(t, v, &i)) {
        return false;
    }
    if (i < 0) {
        return raise_error(t, E_VALUE_ERROR, "negative PUT argument") != NIL;
    }
    *index = (uint64_t)i;
    return true;
}

/* ---- numbers ---- */

static bool load_int_line(thread *t, unpickler *u) {
    const char *p;
    size_t n;
    if (!get_line(t, u, &p, &n)) {
        return false;
    }
    if (n == 2 && p[0] == '0' && (p[1] == '0' || p[1] == '1')) {
        return push(t, u, from_bool(p[1] == '1'));
    }
    return push(t, u, int_parse(t, p, n, 0));
}

static bool load_long_line(thread *t, unpickler *u) {
    const char *p;
    size_t n;
    if (!get_line(t, u, &p, &n)) {
        return false;
    }
    return push(t, u, int_parse(t, p, n > 0 && p[n - 1] == 'L' ? n - 1 : n, 0));
}

static bool load_float_line(thread *t, unpickler *u) {
    const char *p;
    size_t n;
    if (!get_line(t, u, &p, &n)) {
        return false;
    }
    value text = str_decode(t, p, n, "strict");
    return text != NIL && push(t, u, call1(t, from_obj(t->vm->types[T_FLOAT]), text));
}

static bool load_long(thread *t, unpickler *u, int bytes_) {
    uint64_t n;
    if (!get_number(t, u, bytes_, &n)) {
        return false;
    }
    if (bytes_ == 4 && n > INT32_MAX) {
        return unpickling_error(t, "LONG pickle has negative byte count") != NIL;
    }
    if (!need(t, u, n)) {
        return false;
    }
    const uint8_t *p = u->in + u->at;
    bool negative = n > 0 && p[n - 1] & 0x80;
    u->at += n;
    if (n <= 8) {
        uint64_t x = negative ? UINT64_MAX : 0;
        for (size_t i = 0; i < n; i++) {
            x = (x & ~((uint64_t)0xFF << (8 * i))) | (uint64_t)p[i] << (8 * i);
        }
        return push(t, u, int_new(t, (int64_t)x));
    }
    if (!int_reserve(t, n * 8)) {
        return false;
    }
    mpz_t z;
    mpz_init(z);
    mpz_import(z, n, -1, 1, 0, 0, p);
    if (negative) {
        mpz_t all;
        mpz_init(all);
        mpz_setbit(all, n * 8);
        mpz_sub(z, z, all);
        mpz_clear(all);
    }
    return push(t, u, int_take_mpz(t, z));
}

static bool load_binfloat(thread *t, unpickler *u) {
    uint64_t bits;
    double d;
    if (!get_number(t, u, 8, &bits)) {
        return false;
    }
    bits = __builtin_bswap64(bits);
    memcpy(&d, &bits, sizeof d);
    return push(t, u, from_double(d));
}

/* ---- text and bytes ---- */

static bool get_data(thread *t, unpickler *u, int bytes_, const char *what, const uint8_t **p,
                     size_t *n) {
    uint64_t len;
    *p = NULL;
    *n = 0;
    if (!get_number(t, u, bytes_, &len)) {
        return false;
    }
    if (len > INT64_MAX) {
        return raise_error(t, E_OVERFLOW_ERROR, "%s exceeds system's maximum size of %ld bytes",
                           what, INT64_MAX) != NIL;
    }
    if (!need(t, u, len)) {
        return false;
    }
    *p = u->in + u->at;
    *n = len;
    u->at += len;
    return true;
}

static bool load_text(thread *t, unpickler *u, int bytes_) {
    const uint8_t *p;
    size_t n;
    if (!get_data(t, u, bytes_, "BINUNICODE", &p, &n)) {
        return false;
    }
    return push(t, u,
                bytes_are_ascii(p, n) ? str_new_ascii(t, (const char *)p, n)
                                      : bytes_decode(t, p, n, "utf-8", "surrogatepass", NIL));
}

static bool load_bytes(thread *t, unpickler *u, int bytes_) {
    const uint8_t *p;
    size_t n;
    return get_data(t, u, bytes_, "BINBYTES", &p, &n) && push(t, u, bytes_new(t, p, n));
}

static bool load_bytearray(thread *t, unpickler *u) {
    const uint8_t *p;
    size_t n;
    return get_data(t, u, 8, "BYTEARRAY8", &p, &n) && push(t, u, bytearray_new(t, p, n));
}

/* Python 2's str: bytes, or text by the encoding that the caller names. */
static bool push_old_string(thread *t, unpickler *u, const uint8_t *p, size_t n) {
    const char *encoding = u->encoding == NIL ? "ASCII" : str_c(t, u->encoding);
    const char *errors = u->errors == NIL ? "strict" : str_c(t, u->errors);
    if (encoding == NULL || errors == NULL) {
        return false;
    }
    return push(t, u,
                strcmp(encoding, "bytes") == 0 ? bytes_new(t, p, n)
                                               : bytes_decode(t, p, n, encoding, errors, NIL));
}

static bool load_old_string(thread *t, unpickler *u, int bytes_) {
    uint64_t n;
    if (!get_number(t, u, bytes_, &n)) {
        return false;
    }
    if (bytes_ == 4 && n > INT32_MAX) {
        return unpickling_error(t, "BINSTRING pickle has negative byte count") != NIL;
    }
    if (!need(t, u, n)) {
        return false;
    }
    u->at += n;
    return push_old_string(t, u, u->in + u->at - n, n);
}

static int hex_digit(int c) {
    return c >= '0' && c <= '9'                 ? c - '0'
           : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                : -1;
}

/* The escapes of a Python 2 string literal. */
static bool load_quoted(thread *t, unpickler *u) {
    const char *p;
    size_t n, out = 0;
    if (!get_line(t, u, &p, &n)) {
        return false;
    }
    while (n > 0 && (p[n - 1] == '\r' || p[n - 1] == ' ')) {
        n--;
    }
    if (n < 2 || p[0] != p[n - 1] || (p[0] != '"' && p[0] != '\'')) {
        return unpickling_error(t, "the STRING opcode argument must be quoted") != NIL;
    }
    uint8_t *b = mem_alloc(t, n);
    if (b == NULL) {
        return false;
    }
    for (size_t i = 1; i < n - 1; i++) {
        static const char from[] = "abtnvfr\\'\"", to[] = "\a\b\t\n\v\f\r\\'\"";
        const char *known = NULL;
        if (p[i] != '\\' || i + 1 >= n - 1) {
            b[out++] = (uint8_t)p[i];
        } else if (p[i + 1] == 'x' && i + 3 < n - 1 && hex_digit(p[i + 2]) >= 0 &&
                   hex_digit(p[i + 3]) >= 0) {
            b[out++] = (uint8_t)(hex_digit(p[i + 2]) << 4 | hex_digit(p[i + 3]));
            i += 3;
        } else if (p[i + 1] >= '0' && p[i + 1] <= '7') {
            unsigned c = 0;
            for (int k = 0; k < 3 && i + 1 < n - 1 && p[i + 1] >= '0' && p[i + 1] <= '7'; k++) {
                c = c << 3 | (unsigned)(p[++i] - '0');
            }
            b[out++] = (uint8_t)c;
        } else if (p[i + 1] != '\0' && (known = strchr(from, p[i + 1])) != NULL) {
            b[out++] = (uint8_t)to[known - from];
            i++;
        } else {
            b[out++] = '\\';
        }
    }
    bool ok = push_old_string(t, u, b, out);
    mem_free(t->vm, b, n);
    return ok;
}

/* Latin 1 with \uXXXX and \UXXXXXXXX. */
static bool load_raw_unicode(thread *t, unpickler *u) {
    const char *p;
    size_t n;
    if (!get_line(t, u, &p, &n)) {
        return false;
    }
    /* sb may allocate, and the input may move: not yet, but cheap. */
    value line = bytes_new(t, p, n);
    sb b;
    sb_init(&b, t);
    const uint8_t *q = line == NIL ? NULL : ((bytes *)as_obj(line))->data;
    for (size_t i = 0; line != NIL && i < n; i++) {
        size_t digits = q[i] == '\\' && i + 1 < n ? (q[i + 1] == 'u'   ? 4
                                                     : q[i + 1] == 'U' ? 8
                                                                       : 0)
                                                  : 0,
               k = 0;
        uint32_t c = 0;
        for (; k < digits && i + 2 + k < n && hex_digit(q[i + 2 + k]) >= 0; k++) {
            c = c << 4 | (uint32_t)hex_digit(q[i + 2 + k]);
        }
        if (digits == 0) {
            sb_char(&b, q[i]);
            continue;
        }
        if (k < digits || c > 0x10FFFF) {
            sb_drop(&b);
            return raise_error(t, E_VALUE_ERROR, "bad \\u escape in a UNICODE pickle") != NIL;
        }
        sb_char(&b, c);
        i += digits + 1;
    }
    if (line == NIL) {
        sb_drop(&b);
        return false;
    }
    return push(t, u, sb_take(&b));
}

/* ---- containers ---- */

/* The values from the mark on, as a tuple; they leave the stack. */
static value take_tuple(thread *t, unpickler *u) {
    size_t at;
    if (!pop_mark(t, u, &at)) {
        return NIL;
    }
    value v = at == u->sp ? from_obj(t->vm->empty_tuple) : tuple_of(t, u->stack + at, u->sp - at);
    u->sp = at;
    return v;
}

static bool load_small_tuple(thread *t, unpickler *u, size_t n) {
    if (u->sp < fence(u) + n) {
        return underflow(t, u);
    }
    value v = tuple_of(t, u->stack + u->sp - n, n);
    u->sp -= n;
    return push(t, u, v);
}

/* Between the mark and the top: values for what stands below the mark. */
static bool below_mark(thread *t, unpickler *u, value *target, value *values) {
    size_t at;
    if (!pop_mark(t, u, &at)) {
        return false;
    }
    if (at <= fence(u)) {
        return underflow(t, u);
    }
    *target = u->stack[at - 1];
    *values = list_of(t, u->stack + at, u->sp - at);
    u->sp = at;
    return *values != NIL;
}

static bool append_all(thread *t, value target, value values) {
    list *l = (list *)as_obj(values);
    bool failed;
    if (is_exact(target, T_LIST)) {
        return list_extend(t, (list *)as_obj(target), values);
    }
    value extend = op_getattr_opt(t, target, str_intern(t, "extend"), &failed);
    if (extend != NIL || failed) {
        return extend != NIL && call1(t, extend, values) != NIL;
    }
    for (size_t i = 0; i < l->len; i++) {
        if (call_method(t, target, N(t, append), &l->items[i], 1) == NIL) {
            return false;
        }
    }
    return true;
}

static bool load_appends(thread *t, unpickler *u) {
    value target, values;
    return below_mark(t, u, &target, &values) &&
           (seq_fast_len(values) == 0 || append_all(t, target, values));
}

static bool load_append(thread *t, unpickler *u) {
    value v = pop(t, u), *target = v == NIL ? NULL : top(t, u);
    if (target == NULL) {
        return false;
    }
    if (is_exact(*target, T_LIST)) {
        return list_append(t, (list *)as_obj(*target), v);
    }
    value values = list_of(t, &v, 1);
    return values != NIL && append_all(t, *target, values);
}

static bool set_item(thread *t, value target, value key, value v) {
    return is_exact(target, T_DICT) ? dict_set(t, (dict *)as_obj(target), key, v)
                                    : op_setitem(t, target, key, v);
}

static bool set_items(thread *t, value target, value values) {
    list *l = (list *)as_obj(values);
    if (l->len % 2 != 0) {
        return unpickling_error(t, "odd number of items for SETITEMS") != NIL;
    }
    for (size_t i = 0; i + 1 < l->len; i += 2) {
        if (!set_item(t, target, l->items[i], l->items[i + 1])) {
            return false;
        }
    }
    return true;
}

static bool load_setitems(thread *t, unpickler *u) {
    value target, values;
    return below_mark(t, u, &target, &values) && set_items(t, target, values);
}

static bool load_setitem(thread *t, unpickler *u) {
    value v = pop(t, u), key = v == NIL ? NIL : pop(t, u), *target = key == NIL ? NULL : top(t, u);
    return target != NULL && set_item(t, *target, key, v);
}

static bool load_additems(thread *t, unpickler *u) {
    value target, values;
    if (!below_mark(t, u, &target, &values)) {
        return false;
    }
    list *l = (list *)as_obj(values);
    for (size_t i = 0; i < l->len; i++) {
        bool ok = is_exact(target, T_SET)
                      ? set_add(t, (set *)as_obj(target), l->items[i])
                      : call_method(t, target, N(t, add), &l->items[i], 1) != NIL;
        if (!ok) {
            return false;
        }
    }
    return true;
}

static bool load_marked(thread *t, unpickler *u, int op) {
    value items = take_tuple(t, u);
    if (items == NIL || op == TUPLE) {
        return push(t, u, items);
    }
    if (op == LIST) {
        return push(t, u, list_from(t, items));
    }
    if (op == FROZENSET) {
        value v = set_new(t, T_FROZENSET);
        return v != NIL && set_update(t, (set *)as_obj(v), items) && push(t, u, v);
    }
    dict *d = dict_new(t);
    value l = d == NULL ? NIL : list_from(t, items);
    return l != NIL && set_items(t, from_obj(d), l) && push(t, u, from_obj(d));
}

/* ---- classes and instances ---- */

static value find_global(thread *t, unpickler *u, str *module, str *name) {
    value parent;
    if (u->find_class != NIL) {
        return call2(t, u->find_class, from_obj(module), from_obj(name));
    }
    if (u->fix_imports && u->proto < 3) {
        pickle_old_name(t, false, &module, &name);
    }
    value m = t->exc != NIL ? NIL : pickle_module_named(t, module);
    value v = m == NIL ? NIL : pickle_find(t, m, name, u->proto >= 4, &parent);
    if (v == NIL && m != NIL && t->exc == NIL) {
        return raise_error(t, E_ATTRIBUTE_ERROR, "Can't get attribute %R on %R", from_obj(name), m);
    }
    return v;
}

static str *line_name(thread *t, unpickler *u) {
    const char *p;
    size_t n;
    if (!get_line(t, u, &p, &n)) {
        return NULL;
    }
    value v = str_decode(t, p, n, "strict");
    return v == NIL ? NULL : str_intern_value(t, (str *)as_obj(v));
}

static value line_global(thread *t, unpickler *u) {
    str *module = line_name(t, u), *name = module == NULL ? NULL : line_name(t, u);
    return name == NULL ? NIL : find_global(t, u, module, name);
}

static bool load_stack_global(thread *t, unpickler *u) {
    value name = pop(t, u), module = name == NIL ? NIL : pop(t, u);
    if (module == NIL) {
        return false;
    }
    if (!is_exact(name, T_STR) || !is_exact(module, T_STR)) {
        return unpickling_error(t, "STACK_GLOBAL requires str") != NIL;
    }
    return push(t, u, find_global(t, u, (str *)as_obj(module), (str *)as_obj(name)));
}

static bool load_extension(thread *t, unpickler *u, int bytes_) {
    uint64_t code_;
    if (!get_number(t, u, bytes_, &code_)) {
        return false;
    }
    if (code_ == 0 || (bytes_ == 4 && code_ > INT32_MAX)) {
        return unpickling_error(t, "EXT specifies code <= 0") != NIL;
    }
    value table = stdlib_import_attr(t, "copyreg", "_inverted_registry");
    value pair =
        is_kind(table, T_DICT) ? dict_get(t, (dict *)as_obj(table), int_new_u64(t, code_)) : NIL;
    if (t->exc != NIL) {
        return false;
    }
    if (!is_kind(pair, T_TUPLE) || ((tuple *)as_obj(pair))->len != 2 ||
        !is_kind(((tuple *)as_obj(pair))->items[0], T_STR) ||
        !is_kind(((tuple *)as_obj(pair))->items[1], T_STR)) {
        return raise_error(t, E_VALUE_ERROR, "unregistered extension code %ld", (long)code_) != NIL;
    }
    tuple *names = (tuple *)as_obj(pair);
    return push(t, u,
                find_global(t, u, (str *)as_obj(names->items[0]), (str *)as_obj(names->items[1])));
}

static bool load_reduce(thread *t, unpickler *u) {
    value args = pop(t, u), f = args == NIL ? NIL : pop(t, u);
    if (f == NIL) {
        return false;
    }
    if (!is_kind(args, T_TUPLE)) {
        return raise_error(t, E_TYPE_ERROR, "argument list must be a tuple") != NIL;
    }
    tuple *x = (tuple *)as_obj(args);
    return push(t, u, call_values(t, f, x->items, (int)x->len, NIL));
}

static value new_instance(thread *t, value cls, tuple *args, dict *kw) {
    size_t nkw = kw == NULL ? 0 : kw->used, pos = 0;
    value maker = op_getattr(t, cls, N(t, __new__)), all = tuple_new(t, args->len + 1 + nkw);
    value names = all == NIL ? NIL : tuple_new(t, nkw), key, v;
    if (names == NIL || maker == NIL) {
        return NIL;
    }
    value *items = ((tuple *)as_obj(all))->items;
    items[0] = cls;
    memcpy(items + 1, args->items, args->len * sizeof(value));
    for (size_t i = 0; i < nkw; i++) {
        if (!dict_next(kw, &pos, &key, &v) || !is_kind(key, T_STR)) {
            return raise_error(t, E_TYPE_ERROR, "keywords must be strings");
        }
        ((tuple *)as_obj(names))->items[i] = key;
        items[1 + args->len + i] = v;
    }
    return call_values(t, maker, items, (int)args->len + 1, nkw > 0 ? names : NIL);
}

static bool load_newobj(thread *t, unpickler *u, bool with_keywords) {
    const char *op = with_keywords ? "NEWOBJ_EX" : "NEWOBJ";
    value kw = with_keywords ? pop(t, u) : NONE;
    value args = kw == NIL ? NIL : pop(t, u), cls = args == NIL ? NIL : pop(t, u);
    if (cls == NIL) {
        return false;
    }
    if (!is_kind(cls, T_TYPE)) {
        return unpickling_error(t, "%s class argument must be a type, not %T", op, cls) != NIL;
    }
    if (((type *)as_obj(cls))->slots.new == NULL) {
        return unpickling_error(t, "%s class argument '%N' doesn't have __new__", op,
                                (type *)as_obj(cls)) != NIL;
    }
    if (!is_kind(args, T_TUPLE)) {
        return unpickling_error(t, "%s args argument must be a tuple, not %T", op, args) != NIL;
    }
    if (with_keywords && !is_kind(kw, T_DICT)) {
        return unpickling_error(t, "NEWOBJ_EX kwargs argument must be a dict, not %T", kw) != NIL;
    }
    return push(
        t, u,
        new_instance(t, cls, (tuple *)as_obj(args), with_keywords ? (dict *)as_obj(kw) : NULL));
}

/* INST and OBJ, of protocols 0 and 1. */
static bool instantiate(thread *t, unpickler *u, value cls, value args) {
    tuple *x = (tuple *)as_obj(args);
    bool failed = false;
    if (x->len == 0 && is_kind(cls, T_TYPE) &&
        op_getattr_opt(t, cls, str_intern(t, "__getinitargs__"), &failed) == NIL && !failed) {
        return push(t, u, new_instance(t, cls, x, NULL));
    }
    return !failed && push(t, u, call_values(t, cls, x->items, (int)x->len, NIL));
}

static bool load_inst(thread *t, unpickler *u) {
    value args = take_tuple(t, u), cls = args == NIL ? NIL : line_global(t, u);
    return cls != NIL && instantiate(t, u, cls, args);
}

static bool load_obj(thread *t, unpickler *u) {
    value all = take_tuple(t, u);
    if (all == NIL) {
        return false;
    }
    tuple *x = (tuple *)as_obj(all);
    if (x->len == 0) {
        return underflow(t, u);
    }
    value args = tuple_of(t, x->items + 1, x->len - 1);
    return args != NIL && instantiate(t, u, x->items[0], args);
}

/* inst.__dict__[name] = v. A plain instance keeps its attributes by shape, if the class has nothing
 * of the name. */
static bool set_attribute(thread *t, value inst, dict **d, value name, value v) {
    if (is_kind(name, T_STR)) {
        str *s = str_intern_value(t, (str *)as_obj(name));
        if (s == NULL) {
            return false;
        }
        if (*d == NULL && is_kind(inst, T_OBJECT) && type_lookup(as_obj(inst)->type, s) == NIL) {
            return generic_setattr(t, inst, s, v);
        }
        name = from_obj(s);
    }
    if (*d == NULL) {
        value live = op_getattr(t, inst, N(t, __dict__));
        if (live == NIL) {
            return false;
        }
        if (!is_kind(live, T_DICT)) {
            return op_setitem(t, live, name, v);
        }
        *d = (dict *)as_obj(live);
    }
    return dict_set(t, *d, name, v);
}

static bool set_state(thread *t, value inst, value state) {
    value members = NONE, key, v;
    size_t pos = 0;
    if (is_kind(state, T_TUPLE) && ((tuple *)as_obj(state))->len == 2) {
        members = ((tuple *)as_obj(state))->items[1];
        state = ((tuple *)as_obj(state))->items[0];
    }
    if (state != NONE) {
        dict *d = NULL;
        if (!is_kind(state, T_DICT)) {
            return unpickling_error(t, "state is not a dictionary") != NIL;
        }
        while (dict_next((dict *)as_obj(state), &pos, &key, &v)) {
            if (!set_attribute(t, inst, &d, key, v)) {
                return false;
            }
        }
    }
    if (members != NONE) {
        pos = 0;
        if (!is_kind(members, T_DICT)) {
            return unpickling_error(t, "slot state is not a dictionary") != NIL;
        }
        while (dict_next((dict *)as_obj(members), &pos, &key, &v)) {
            if (!is_kind(key, T_STR)) {
                return raise_error(t, E_TYPE_ERROR, "attribute name must be string, not '%T'",
                                   key) != NIL;
            }
            if (!op_setattr(t, inst, (str *)as_obj(key), v)) {
                return false;
            }
        }
    }
    return true;
}

static bool load_build(thread *t, unpickler *u) {
    value state = pop(t, u), *at = state == NIL ? NULL : top(t, u);
    bool failed;
    if (at == NULL) {
        return false;
    }
    value inst = *at, setter = op_getattr_opt(t, inst, N(t, __setstate__), &failed);
    if (setter != NIL) {
        return call1(t, setter, state) != NIL;
    }
    return !failed && set_state(t, inst, state);
}

static bool load_persistent(thread *t, unpickler *u, value id) {
    if (id == NIL) {
        return false;
    }
    if (u->persistent_load == NIL) {
        return unpickling_error(t, "A load persistent id instruction was encountered,\n"
                                   "but no persistent_load function was specified.") != NIL;
    }
    return push(t, u, call1(t, u->persistent_load, id));
}

static bool load_next_buffer(thread *t, unpickler *u) {
    if (u->buffers == NIL) {
        return unpickling_error(t, "pickle stream refers to out-of-band data but no *buffers* "
                                   "argument was given") != NIL;
    }
    value v = op_next(t, u->buffers);
    if (v == NIL && t->exc == NIL) {
        return unpickling_error(t, "not enough out-of-band buffers") != NIL;
    }
    return push(t, u, v);
}

/* ---- the loop ---- */

static bool load_proto(thread *t, unpickler *u) {
    uint64_t n;
    if (!get_number(t, u, 1, &n)) {
        return false;
    }
    if (n > PICKLE_HIGHEST) {
        return raise_error(t, E_VALUE_ERROR, "unsupported pickle protocol: %d", (int)n) != NIL;
    }
    u->proto = (int)n;
    return true;
}

static bool load_frame(thread *t, unpickler *u) {
    uint64_t n;
    if (!get_number(t, u, 8, &n)) {
        return false;
    }
    if (n > INT64_MAX) {
        return raise_error(t, E_OVERFLOW_ERROR,
                           "FRAME length exceeds system's maximum of %ld bytes", INT64_MAX) != NIL;
    }
    return need(t, u, n); /* all of it in one read */
}

static bool load_memoize(thread *t, unpickler *u) {
    if (!memo_set(t, u, u->memoized)) {
        return false;
    }
    u->memoized++;
    return true;
}

static bool load_pop(thread *t, unpickler *u) {
    if (u->nmarks > 0 && u->marks[u->nmarks - 1] == u->sp) {
        u->nmarks--;
        return true;
    }
    return pop(t, u) != NIL;
}

static bool bad_key(thread *t, int c) {
    if (c >= 0x20 && c <= 0x7e && c != '\'' && c != '\\') {
        return unpickling_error(t, "invalid load key, '%c'.", c) != NIL;
    }
    char text[8];
    snprintf(text, sizeof text, "\\x%02x", (unsigned)c);
    return unpickling_error(t, "invalid load key, '%s'.", text) != NIL;
}

static bool step(thread *t, unpickler *u, int op) {
    uint64_t n;
    size_t mark;
    switch (op) {
    case NONE_OP: return push(t, u, NONE);
    case NEWTRUE: return push(t, u, V_TRUE);
    case NEWFALSE: return push(t, u, V_FALSE);
    case BININT: return get_number(t, u, 4, &n) && push(t, u, int_new(t, (int32_t)(uint32_t)n));
    case BININT1: return get_number(t, u, 1, &n) && push(t, u, int_new(t, (int64_t)n));
    case BININT2: return get_number(t, u, 2, &n) && push(t, u, int_new(t, (int64_t)n));
    case INT: return load_int_line(t, u);
    case LONG: return load_long_line(t, u);
    case LONG1: return load_long(t, u, 1);
    case LONG4: return load_long(t, u, 4);
    case FLOAT: return load_float_line(t, u);
    case BINFLOAT: return load_binfloat(t, u);
    case SHORT_BINBYTES: return load_bytes(t, u, 1);
    case BINBYTES: return load_bytes(t, u, 4);
    case BINBYTES8: return load_bytes(t, u, 8);
    case BYTEARRAY8: return load_bytearray(t, u);
    case NEXT_BUFFER: return load_next_buffer(t, u);
    case READONLY_BUFFER: return top(t, u) != NULL;
    case STRING: return load_quoted(t, u);
    case SHORT_BINSTRING: return load_old_string(t, u, 1);
    case BINSTRING: return load_old_string(t, u, 4);
    case UNICODE: return load_raw_unicode(t, u);
    case SHORT_BINUNICODE: return load_text(t, u, 1);
    case BINUNICODE: return load_text(t, u, 4);
    case BINUNICODE8: return load_text(t, u, 8);
    case EMPTY_TUPLE: return push(t, u, from_obj(t->vm->empty_tuple));
    case TUPLE1: return load_small_tuple(t, u, 1);
    case TUPLE2: return load_small_tuple(t, u, 2);
    case TUPLE3: return load_small_tuple(t, u, 3);
    case TUPLE:
    case LIST:
    case DICT:
    case FROZENSET: return load_marked(t, u, op);
    case EMPTY_LIST: return push(t, u, list_new(t, 0));
    case EMPTY_DICT: {
        dict *d = dict_new(t);
        return d != NULL && push(t, u, from_obj(d));
    }
    case EMPTY_SET: return push(t, u, set_new(t, T_SET));
    case APPEND: return load_append(t, u);
    case APPENDS: return load_appends(t, u);
    case SETITEM: return load_setitem(t, u);
    case SETITEMS: return load_setitems(t, u);
    case ADDITEMS: return load_additems(t, u);
    case GLOBAL: return push(t, u, line_global(t, u));
    case STACK_GLOBAL: return load_stack_global(t, u);
    case EXT1: return load_extension(t, u, 1);
    case EXT2: return load_extension(t, u, 2);
    case EXT4: return load_extension(t, u, 4);
    case REDUCE: return load_reduce(t, u);
    case NEWOBJ: return load_newobj(t, u, false);
    case NEWOBJ_EX: return load_newobj(t, u, true);
    case INST: return load_inst(t, u);
    case OBJ: return load_obj(t, u);
    case BUILD: return load_build(t, u);
    case PERSID: {
        str *s = line_name(t, u);
        return s != NULL && load_persistent(t, u, from_obj(s));
    }
    case BINPERSID: return load_persistent(t, u, pop(t, u));
    case GET: return line_index(t, u, &n) && memo_fetch(t, u, n);
    case BINGET: return get_number(t, u, 1, &n) && memo_fetch(t, u, n);
    case LONG_BINGET: return get_number(t, u, 4, &n) && memo_fetch(t, u, n);
    case PUT: return line_index(t, u, &n) && memo_set(t, u, n);
    case BINPUT: return get_number(t, u, 1, &n) && memo_set(t, u, n);
    case LONG_BINPUT: return get_number(t, u, 4, &n) && memo_set(t, u, n);
    case MEMOIZE: return load_memoize(t, u);
    case MARK: return push_mark(t, u);
    case POP: return load_pop(t, u);
    case POP_MARK: return pop_mark(t, u, &mark) && (u->sp = mark, true);
    case DUP: {
        value *v = top(t, u);
        return v != NULL && push(t, u, *v);
    }
    case PROTO: return load_proto(t, u);
    case FRAME: return load_frame(t, u);
    default: return bad_key(t, op);
    }
}

/* Runs the program up to its STOP; the result, or NIL. */
static value run(thread *t, unpickler *u) {
    u->sp = u->nmarks = 0;
    u->proto = 0;
    for (;;) {
        if (u->at == u->len && !need(t, u, 1)) {
            if (exc_matches(t, t->exc, pickle_class(t, "UnpicklingError"))) {
                exc_clear(t);
                raise_error(t, E_EOF_ERROR, "Ran out of input");
            }
            return NIL;
        }
        int op = u->in[u->at++];
        if (op == STOP) {
            return pop(t, u);
        }
        if (!step(t, u, op)) {
            return NIL;
        }
    }
}

static value load(thread *t, unpickler *u) {
    if (u->running) {
        return raise_error(t, E_RUNTIME_ERROR, "the Unpickler is in use");
    }
    u->running = true;
    value v = run(t, u);
    u->running = false;
    u->sp = u->nmarks = 0;
    return v;
}

/* ---- the class ---- */

static unpickler *self_unpickler(value v) {
    return (unpickler *)as_obj(v);
}

static void unpickler_trace(gc *g, object *o) {
    unpickler *u = (unpickler *)o;
    const value direct[] = {u->read,       u->readline, u->data,   u->persistent_load,
                            u->find_class, u->encoding, u->errors, u->buffers};
    gc_values(g, direct, sizeof direct / sizeof direct[0]);
    gc_values(g, u->stack, u->sp);
    gc_values(g, u->memo, u->memo_cap);
    gc_object(g, u->far);
}

static void unpickler_free(vm *m, object *o) {
    unpickler *u = (unpickler *)o;
    mem_free(m, u->own, u->own_cap);
    mem_free(m, u->stack, u->cap * sizeof(value));
    mem_free(m, u->marks, u->marks_cap * sizeof(size_t));
    mem_free(m, u->memo, u->memo_cap * sizeof(value));
    u->own = NULL;
    u->stack = NULL;
    u->marks = NULL;
    u->memo = NULL;
    u->own_cap = u->cap = u->marks_cap = u->memo_cap = u->sp = 0;
}

static value unpickler_new(thread *t, type *cls, value *a, int n) {
    (void)a;
    (void)n;
    t->kwnames = NIL;
    unpickler *u = heap_alloc(t, cls, sizeof *u);
    return u == NULL ? NIL : from_obj(u);
}

static value unpickler_find_class(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_STR) || !is_kind(a[2], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "find_class() needs two strings");
    }
    unpickler *u = self_unpickler(a[0]);
    value mine = u->find_class;
    u->find_class = NIL; /* what the overriding method calls */
    value v = find_global(t, u, (str *)as_obj(a[1]), (str *)as_obj(a[2]));
    u->find_class = mine;
    return v;
}

/* The arguments that loads(), load() and Unpickler() share: fix_imports, encoding, errors,
 * buffers. */
static bool set_up(thread *t, unpickler *u, const value *p) {
    int fix = p[0] == NIL ? 1 : op_truth(t, p[0]);
    u->fix_imports = fix > 0;
    u->encoding = p[1];
    u->errors = p[2];
    u->buffers = p[3] == NIL || p[3] == NONE ? NIL : op_iter(t, p[3]);
    u->ready = fix >= 0 && t->exc == NIL;
    return u->ready;
}

static bool set_file(thread *t, unpickler *u, value file) {
    bool failed;
    value read = op_getattr_opt(t, file, N(t, read), &failed);
    value readline = read == NIL ? NIL : op_getattr_opt(t, file, N(t, readline), &failed);
    if (readline == NIL) {
        if (!failed) {
            raise_error(t, E_TYPE_ERROR, "file must have 'read' and 'readline' attributes");
        }
        return false;
    }
    u->read = read;
    u->readline = readline;
    return true;
}

static bool unpickler_init(thread *t, value self, value *a, int n) {
    value p[5];
    bool failed;
    unpickler *u = self_unpickler(self);
    if (!named_args(t, "Unpickler", "file\0fix_imports\0encoding\0errors\0buffers\0", 1, 1, a, n,
                    p) ||
        !set_file(t, u, p[0]) || !set_up(t, u, p + 1)) {
        return false;
    }
    u->at = u->len = 0;
    str *load_name = str_intern(t, "persistent_load"), *find_name = str_intern(t, "find_class");
    if (load_name == NULL || find_name == NULL) {
        return false;
    }
    u->persistent_load = op_getattr_opt(t, self, load_name, &failed);
    if (!failed && !is_kind(type_lookup(as_obj(self)->type, find_name), T_METHOD_DESC)) {
        u->find_class = op_getattr_opt(t, self, find_name, &failed);
    }
    return !failed;
}

static value unpickler_load(thread *t, value *a, int n) {
    (void)n;
    unpickler *u = self_unpickler(a[0]);
    if (!u->ready) {
        return unpickling_error(t, "Unpickler.__init__() was not called by %T.__init__()", a[0]);
    }
    return load(t, u);
}

static const native_def unpickler_methods[] = {
    {"load", unpickler_load, "self, /", 0, "Load a pickle."},
    {"find_class", unpickler_find_class, "self, module_name, global_name, /", 0,
     "Return an object from a specified module."},
    {0},
};

const type_spec unpickler_spec = {
    .name = "_pickle.Unpickler",
    .size = sizeof(unpickler),
    .flags = TYPE_BASE,
    .trace = unpickler_trace,
    .free = unpickler_free,
    .slots = {.new = unpickler_new, .init = unpickler_init},
    .methods = unpickler_methods,
    .doc = "This takes a binary file for reading a pickle data stream.",
};

static unpickler *plain_unpickler(thread *t) {
    value cls = stdlib_import_attr(t, "_pickle", "_Unpickler");
    value v = cls == NIL ? NIL : unpickler_new(t, (type *)as_obj(cls), NULL, 0);
    return v == NIL ? NULL : self_unpickler(v);
}

value pickle_load(thread *t, value *a, int n) {
    (void)n;
    unpickler *u = plain_unpickler(t);
    if (u == NULL || !set_file(t, u, a[0]) || !set_up(t, u, a + 1)) {
        return NIL;
    }
    value v = load(t, u);
    unpickler_free(t->vm, &u->h);
    return v;
}

value pickle_loads(thread *t, value *a, int n) {
    (void)n;
    const uint8_t *p;
    size_t len;
    unpickler *u = plain_unpickler(t);
    if (u == NULL || !buffer_arg(t, a[0], &p, &len) || !set_up(t, u, a + 1)) {
        return NIL;
    }
    u->data = is_kind(a[0], T_BYTES)
                  ? a[0]
                  : bytes_new(t, p, len); /* a copy of what could change meanwhile */
    if (u->data == NIL) {
        return NIL;
    }
    u->in = ((bytes *)as_obj(u->data))->data;
    u->len = ((bytes *)as_obj(u->data))->len;
    value v = load(t, u);
    unpickler_free(t->vm, &u->h);
    return v;
}
