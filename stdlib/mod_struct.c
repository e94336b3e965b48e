/* mod_struct.c: the module struct: C structures as bytes.
 *
 * A format is compiled into a list of items (code, size, offset, repetitions) and used at once, or
 * kept by a Struct. Ints are read and written byte by byte in the order that the format says, so
 * that both byte orders and any alignment are one code path. Values are packed into a buffer of
 * their own first: reading them may call back into Python code, which could resize the bytearray
 * that pack_into is to fill.
 */
#include <math.h>

#include "stdlib/stdlib.h"
#include "vm/seq.h"
#include "vm/str.h"

typedef struct item {
    char code;
    size_t size; /* of one; 's' and 'p': of the whole string */
    size_t offset;
    size_t repeat;
} item;

typedef struct layout {
    item *items;
    size_t room, count; /* items */
    size_t nvalues;
    size_t size; /* bytes */
    bool native, big;
} layout;

typedef struct struct_obj {
    object h;
    value format; /* str */
    layout layout;
} struct_obj;

static value fail(thread *t, const char *fmt, ...) {
    value cls = stdlib_import_attr(t, "struct", "error");
    if (cls == NIL) {
        return NIL;
    }
    sb b;
    sb_init(&b, t);
    va_list ap;
    va_start(ap, fmt);
    sb_vfmt(&b, fmt, ap);
    va_end(ap);
    value text = sb_take(&b);
    return text == NIL ? NIL : raise_class(t, (type *)as_obj(cls), "%S", text);
}

/* ---- formats ---- */

/* Size of a code; its alignment is the same for native formats, 1 for the others. 0 = no such
 * code. */
static size_t code_size(char c, bool at_home) {
    switch (c) {
    case 'x':
    case 'b':
    case 'B':
    case 'c':
    case '?':
    case 's':
    case 'p': return 1;
    case 'h':
    case 'H':
    case 'e': return 2;
    case 'i':
    case 'I':
    case 'f': return 4;
    case 'l':
    case 'L': return at_home ? sizeof(long) : 4;
    case 'q':
    case 'Q':
    case 'd': return 8;
    case 'n':
    case 'N':
    case 'P': return at_home ? sizeof(void *) : 0;
    default: return 0;
    }
}

static void layout_free(vm *m, layout *l) {
    mem_free(m, l->items, l->room * sizeof *l->items);
    l->items = NULL;
}

/* The text of a format: str or bytes. */
static str *format_arg(thread *t, value v) {
    if (is_kind(v, T_STR)) {
        str *s = (str *)as_obj(v);
        if (!str_is_ascii(s)) {
            str_encode(t, s, "ascii", "strict"); /* for its error */
            return NULL;
        }
        return s;
    }
    const uint8_t *p;
    size_t n;
    if (!is_kind(v, T_BYTES) || !bytes_view(v, &p, &n)) {
        raise_error(t, E_TYPE_ERROR, "Struct() argument 1 must be a str or bytes object, not %T",
                    v);
        return NULL;
    }
    value s = bytes_decode(t, p, n, "latin-1", NULL, v);
    return s == NIL ? NULL : (str *)as_obj(s);
}

static bool too_long(thread *t) {
    fail(t, "total struct size too long");
    return false;
}

static bool add_item(thread *t, layout *l, char c, size_t size, size_t repeat) {
    size_t align = l->native && c != 's' && c != 'p' && c != 'x' ? size : 1;
    size_t offset = (l->size + align - 1) / align * align;
    if (size > 0 && repeat > ((size_t)INT64_MAX - offset) / size) {
        return too_long(t);
    }
    l->size = offset + size * repeat;
    if (c != 'x') {
        l->items[l->count++] = (item){c, size, offset, repeat};
        l->nvalues += repeat;
    }
    return true;
}

static bool parse(thread *t, str *s, layout *l) {
    const char *p = s->data, *end = p + s->len;
    uint16_t probe = 1;
    bool native_big = *(const uint8_t *)&probe == 0;
    if (memchr(p, 0, s->len) != NULL) {
        fail(t, "embedded null character");
        return false;
    }
    *l = (layout){.native = true, .big = native_big, .room = s->len + 1};
    l->items = mem_alloc(t, l->room * sizeof *l->items);
    if (l->items == NULL) {
        return false;
    }
    if (p < end && strchr("@=<>!", *p) != NULL && *p) {
        l->native = *p == '@';
        l->big = *p == '>' || *p == '!' || ((*p == '@' || *p == '=') && native_big);
        p++;
    }
    while (p < end) {
        char c = *p++;
        size_t n = 1;
        if (c == ' ' || (c >= 9 && c <= 13)) {
            continue;
        }
        if (c >= '0' && c <= '9') {
            n = (size_t)(c - '0');
            for (; p < end && *p >= '0' && *p <= '9'; p++) {
                if (n > ((size_t)INT64_MAX - 9) / 10) {
                    layout_free(t->vm, l);
                    return too_long(t);
                }
                n = n * 10 + (size_t)(*p - '0');
            }
            if (p == end) {
                fail(t, "repeat count given without format specifier");
                layout_free(t->vm, l);
                return false;
            }
            c = *p++;
        }
        size_t size = code_size(c, l->native);
        if (size == 0) {
            fail(t, "bad char in struct format");
            layout_free(t->vm, l);
            return false;
        }
        bool text = c == 's' || c == 'p';
        if (!add_item(t, l, c, text ? n : size, text ? 1 : n)) {
            layout_free(t->vm, l);
            return false;
        }
    }
    return true;
}

/* ---- values to bytes ---- */

static void put_uint(uint8_t *p, uint64_t u, size_t size, bool big) {
    for (size_t i = 0; i < size; i++) {
        p[big ? size - 1 - i : i] = (uint8_t)(u >> 8 * i);
    }
}

static uint64_t get_uint(const uint8_t *p, size_t size, bool big) {
    uint64_t u = 0;
    for (size_t i = 0; i < size; i++) {
        u |= (uint64_t)p[big ? size - 1 - i : i] << 8 * i;
    }
    return u;
}

static bool is_unsigned(char c) {
    return c == 'B' || c == 'H' || c == 'I' || c == 'L' || c == 'Q' || c == 'N' || c == 'P';
}

static value int_range_error(thread *t, char c, size_t size) {
    const char *name = c == 'b'   ? "byte"
                       : c == 'B' ? "ubyte"
                       : c == 'h' ? "short"
                       : c == 'H' ? "ushort"
                                  : NULL;
    uint64_t most = is_unsigned(c) ? UINT64_MAX >> (64 - 8 * size) : UINT64_MAX >> (65 - 8 * size);
    long least = is_unsigned(c) ? 0 : -(long)most - 1;
    if (name != NULL) {
        return fail(t, "%s format requires %ld <= number <= %lu", name, least, (unsigned long)most);
    }
    return fail(t, "'%c' format requires %ld <= number <= %lu", c, least, (unsigned long)most);
}

static bool pack_int(thread *t, const item *f, value v, uint8_t *p, bool big) {
    if (!is_any_int(v)) {
        if (type_of(t->vm, v)->slots.unary[UN_INDEX] == NULL) {
            fail(t, "required argument is not an integer");
            return false;
        }
        v = op_index(t, v);
        if (v == NIL) {
            return false;
        }
    }
    int64_t i;
    uint64_t u;
    bool wide = f->size == 8, no_sign = is_unsigned(f->code);
    if (int_to_int64(v, &i)) {
        if (i < 0 && no_sign && f->size >= 4) {
            fail(t, "argument out of range");
            return false;
        }
        u = (uint64_t)i;
        if (!wide) {
            int64_t most =
                no_sign ? ((int64_t)1 << 8 * f->size) - 1 : ((int64_t)1 << (8 * f->size - 1)) - 1;
            int64_t least = no_sign ? 0 : -most - 1;
            if (i < least || i > most) {
                int_range_error(t, f->code, f->size);
                return false;
            }
        }
    } else {
        const bigint *b = (const bigint *)as_obj(v);
        if (b->size != 1 || !no_sign || f->size < 4) {
            fail(t, "argument out of range");
            return false;
        }
        u = b->limbs[0];
        if (!wide) {
            int_range_error(t, f->code, f->size);
            return false;
        }
    }
    put_uint(p, u, f->size, big);
    return true;
}

/* The bits of a half-precision float nearest to d; false = too large. */
static bool half_bits(double d, uint16_t *out) {
    uint16_t sign = signbit(d) ? 0x8000 : 0;
    int e;
    if (isnan(d)) {
        *out = sign | 0x7E00;
        return true;
    }
    if (isinf(d) || d == 0) {
        *out = sign | (d == 0 ? 0 : 0x7C00);
        return true;
    }
    double f = frexp(fabs(d), &e); /* f in [0.5, 1) */
    if (e < -24) {                 /* below half of the smallest one */
        *out = sign;
        return true;
    }
    double scaled = e < -13 ? ldexp(f, e + 24) : ldexp(f, 11); /* in units of the last place */
    double whole = nearbyint(scaled);                          /* half to even */
    int bits = (int)whole;
    if (e < -13) {
        *out = (uint16_t)(sign |
                          bits); /* subnormal; rounding up may make it the smallest normal one */
        return true;
    }
    bits +=
        (e + 13)
        << 10; /* carries from rounding move on into the exponent: bits holds the hidden one too */
    if (bits >= 0x7C00) {
        return false;
    }
    *out = (uint16_t)(sign | bits);
    return true;
}

static double half_value(uint16_t h) {
    int e = h >> 10 & 31;
    int m = h & 0x3FF;
    double d = e == 31  ? (m ? (double)NAN : (double)INFINITY)
               : e == 0 ? ldexp(m, -24)
                        : ldexp(m | 0x400, e - 25);
    return h & 0x8000 ? -d : d;
}

static bool pack_float(thread *t, const item *f, value v, uint8_t *p, const layout *l) {
    double d;
    if (is_double(v)) {
        d = as_double(v);
    } else if (!op_to_double(t, v, &d)) {
        if (exc_is(t, E_TYPE_ERROR)) {
            exc_clear(t);
            fail(t, "required argument is not a float");
        }
        return false;
    }
    uint64_t u = 0;
    bool fits = true;
    if (f->code == 'd') {
        memcpy(&u, &d, sizeof u);
    } else if (f->code == 'f') {
        float x = (float)d;
        uint32_t bits;
        fits = l->native || isinf(d) || !isinf(x);
        memcpy(&bits, &x, sizeof bits);
        u = bits;
    } else {
        uint16_t bits = 0;
        fits = half_bits(d, &bits);
        u = bits;
    }
    if (!fits) {
        raise_error(t, E_OVERFLOW_ERROR, "float too large to pack with %c format", f->code);
        return false;
    }
    put_uint(p, u, f->size, l->big);
    return true;
}

static bool pack_one(thread *t, const layout *l, const item *f, value v, uint8_t *p) {
    const uint8_t *s;
    size_t n;
    int truth;
    switch (f->code) {
    case 'c':
        if (!is_kind(v, T_BYTES) || !bytes_view(v, &s, &n) || n != 1) {
            fail(t, "char format requires a bytes object of length 1");
            return false;
        }
        *p = s[0];
        return true;
    case 's':
    case 'p':
        if (!bytes_view(v, &s, &n)) {
            fail(t, "argument for '%c' must be a bytes object", f->code);
            return false;
        }
        if (f->code == 'p' && f->size > 0) {
            n = n < f->size - 1 ? n : f->size - 1;
            *p++ = (uint8_t)(n < 255 ? n : 255);
        } else {
            n = n < f->size ? n : f->size;
        }
        memcpy(p, s, n);
        return true;
    case '?':
        truth = op_truth(t, v);
        *p = truth > 0;
        return truth >= 0;
    case 'e':
    case 'f':
    case 'd': return pack_float(t, f, v, p, l);
    default: return pack_int(t, f, v, p, l->big);
    }
}

/* A bytes with the values packed. */
static value pack(thread *t, const layout *l, const value *v, size_t n, const char *name) {
    if (n != l->nvalues) {
        return fail(t, "%s expected %zu items for packing (got %zu)", name, l->nvalues, n);
    }
    value r = bytes_new(t, NULL, l->size);
    if (r == NIL) {
        return NIL;
    }
    for (size_t i = 0; i < l->count; i++) {
        const item *f = &l->items[i];
        for (size_t k = 0; k < f->repeat; k++) {
            if (!pack_one(t, l, f, *v++, ((bytes *)as_obj(r))->data + f->offset + k * f->size)) {
                return NIL;
            }
        }
    }
    return r;
}

/* ---- bytes to values ---- */

static value unpack_one(thread *t, const layout *l, const item *f, const uint8_t *p) {
    uint64_t u;
    switch (f->code) {
    case 'c': return bytes_new(t, p, 1);
    case 's': return bytes_new(t, p, f->size);
    case 'p': {
        size_t n = f->size == 0 ? 0 : p[0] < f->size ? p[0] : f->size - 1;
        return bytes_new(t, f->size == 0 ? p : p + 1, n);
    }
    case '?': return from_bool(p[0] != 0);
    default: break;
    }
    u = get_uint(p, f->size, l->big);
    if (f->code == 'd') {
        double d;
        memcpy(&d, &u, sizeof d);
        return from_double(d);
    }
    if (f->code == 'f') {
        uint32_t bits = (uint32_t)u;
        float x;
        memcpy(&x, &bits, sizeof x);
        return from_double((double)x);
    }
    if (f->code == 'e') {
        return from_double(half_value((uint16_t)u));
    }
    if (is_unsigned(f->code)) {
        return int_new_u64(t, u);
    }
    unsigned shift = 64 - 8 * (unsigned)f->size;
    return int_new(t, (int64_t)(u << shift) >> shift);
}

static value unpack(thread *t, const layout *l, const uint8_t *p) {
    value r = tuple_new(t, l->nvalues);
    size_t n = 0;
    for (size_t i = 0; r != NIL && i < l->count; i++) {
        const item *f = &l->items[i];
        for (size_t k = 0; k < f->repeat; k++) {
            value v = unpack_one(t, l, f, p + f->offset + k * f->size);
            if (v == NIL) {
                return NIL;
            }
            ((tuple *)as_obj(r))->items[n++] = v;
        }
    }
    return r;
}

static value unpack_all(thread *t, const layout *l, value buffer) {
    const uint8_t *p;
    size_t n;
    if (!buffer_arg(t, buffer, &p, &n)) {
        return NIL;
    }
    if (n != l->size) {
        return fail(t, "unpack requires a buffer of %zu bytes", l->size);
    }
    return unpack(t, l, p);
}

/* Where `size` bytes at `offset` stand in n bytes; false = they do not. */
static bool place(thread *t, int64_t offset, size_t size, size_t n, bool packing, size_t *at) {
    int64_t need = (int64_t)size, len = (int64_t)n;
    if (offset < 0) {
        if (offset + need > 0) {
            fail(t,
                 packing ? "no space to pack %ld bytes at offset %ld"
                         : "not enough data to unpack %ld bytes at offset %ld",
                 (long)need, (long)offset);
            return false;
        }
        if (offset + len < 0) {
            fail(t, "offset %ld out of range for %ld-byte buffer", (long)offset, (long)len);
            return false;
        }
        offset += len;
    }
    if (len - offset < need) {
        fail(t,
             packing ? "pack_into requires a buffer of at least %lu bytes for packing %ld bytes at "
                       "offset %ld (actual buffer size is %ld)"
                     : "unpack_from requires a buffer of at least %lu bytes for unpacking %ld "
                       "bytes at offset %ld (actual buffer size is %ld)",
             (unsigned long)offset + (unsigned long)need, (long)need, (long)offset, (long)len);
        return false;
    }
    *at = (size_t)offset;
    return true;
}

static value unpack_from(thread *t, const layout *l, value buffer, value offset) {
    int64_t i = 0;
    if (offset != NIL && !op_to_int64(t, offset, &i)) {
        return NIL;
    }
    const uint8_t *p;
    size_t n, at;
    if (!buffer_arg(t, buffer, &p, &n) || !place(t, i, l->size, n, false, &at)) {
        return NIL;
    }
    return unpack(t, l, p + at);
}

static value iter_unpack(thread *t, const layout *l, value buffer) {
    const uint8_t *p;
    size_t n;
    if (!buffer_arg(t, buffer, &p, &n)) {
        return NIL;
    }
    if (l->size == 0) {
        return fail(t, "cannot iteratively unpack with a struct of length 0");
    }
    if (n % l->size != 0) {
        return fail(t, "iterative unpacking requires a buffer of a multiple of %zu bytes", l->size);
    }
    value rows = list_new(t, n / l->size);
    for (size_t at = 0; rows != NIL && at < n; at += l->size) {
        value row = unpack(t, l, p + at);
        if (row == NIL || !list_append(t, (list *)as_obj(rows), row)) {
            return NIL;
        }
    }
    return rows == NIL ? NIL : op_iter(t, rows);
}

/* a: buffer, offset, values ... */
static value pack_into(thread *t, const layout *l, value *a, int n) {
    if (n < 2) {
        return fail(t, n == 0 ? "pack_into expected buffer argument"
                              : "pack_into expected offset argument");
    }
    if ((size_t)(n - 2) != l->nvalues) {
        return fail(t, "pack_into expected %zu items for packing (got %d)", l->nvalues, n - 2);
    }
    if (!is_kind(a[0], T_BYTEARRAY)) {
        return raise_error(t, E_TYPE_ERROR, "argument must be read-write bytes-like object, not %T",
                           a[0]);
    }
    int64_t offset;
    size_t at;
    bytearray *to = (bytearray *)as_obj(a[0]);
    if (!op_to_int64(t, a[1], &offset) || !place(t, offset, l->size, to->len, true, &at)) {
        return NIL;
    }
    value data = pack(t, l, a + 2, (size_t)(n - 2), "pack_into");
    if (data == NIL || !place(t, offset, l->size, to->len, true, &at)) {
        return NIL;
    }
    if (l->size > 0) {
        memcpy(to->data + at, ((bytes *)as_obj(data))->data, l->size);
    }
    return NONE;
}

/* ---- the class Struct ---- */

#define LAYOUT(v) (&((struct_obj *)as_obj(v))->layout)

static value struct_new(thread *t, type *cls, value *a, int n) {
    static const char *const params[] = {"format"};
    value arg[1];
    if (!new_args(t, "Struct", params, 1, a, n, arg)) {
        return NIL;
    }
    if (arg[0] == NIL) {
        return raise_error(t, E_TYPE_ERROR, "Struct() missing required argument 'format' (pos 1)");
    }
    str *format = format_arg(t, arg[0]);
    struct_obj *s = format == NULL ? NULL : heap_alloc(t, cls, cls->size);
    if (s == NULL || !parse(t, format, &s->layout)) {
        return NIL;
    }
    s->format = from_obj(format);
    return from_obj(s);
}

static void struct_trace(gc *g, object *o) {
    gc_value(g, ((struct_obj *)o)->format);
}

static void struct_free(vm *m, object *o) {
    layout_free(m, &((struct_obj *)o)->layout);
}

static value struct_pack_method(thread *t, value *a, int n) {
    return no_keywords(t, "Struct.pack") ? pack(t, LAYOUT(a[0]), a + 1, (size_t)(n - 1), "pack")
                                         : NIL;
}

static value struct_pack_into_method(thread *t, value *a, int n) {
    return no_keywords(t, "Struct.pack_into") ? pack_into(t, LAYOUT(a[0]), a + 1, n - 1) : NIL;
}

static value struct_unpack_method(thread *t, value *a, int n) {
    (void)n;
    return unpack_all(t, LAYOUT(a[0]), a[1]);
}

static value struct_unpack_from_method(thread *t, value *a, int n) {
    (void)n;
    return unpack_from(t, LAYOUT(a[0]), a[1], a[2]);
}

static value struct_iter_unpack_method(thread *t, value *a, int n) {
    (void)n;
    return iter_unpack(t, LAYOUT(a[0]), a[1]);
}

static value struct_get_format(thread *t, value self) {
    (void)t;
    return ((struct_obj *)as_obj(self))->format;
}

static value struct_get_size(thread *t, value self) {
    return int_new(t, (int64_t)LAYOUT(self)->size);
}

static const native_def struct_obj_methods[] = {
    {"pack", struct_pack_method, NULL, 0, NULL},
    {"pack_into", struct_pack_into_method, NULL, 0, NULL},
    {"unpack", struct_unpack_method, "self, buffer, /", 0, NULL},
    {"unpack_from", struct_unpack_from_method, "self, /, buffer, offset=0", 0, NULL},
    {"iter_unpack", struct_iter_unpack_method, "self, buffer, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def struct_obj_getset[] = {
    {"format", struct_get_format, NULL, "struct format string"},
    {"size", struct_get_size, NULL, "struct size in bytes"},
    {NULL, NULL, NULL, NULL},
};

static const type_spec struct_spec = {
    .name = "_struct.Struct",
    .size = sizeof(struct_obj),
    .flags = TYPE_BASE | TYPE_WEAKREF,
    .trace = struct_trace,
    .free = struct_free,
    .slots = {.new = struct_new},
    .methods = struct_obj_methods,
    .getset = struct_obj_getset,
    .doc = "Struct(fmt) --> compiled struct object",
};

/* ---- functions ---- */

static bool parse_arg(thread *t, value v, layout *l) {
    str *s = format_arg(t, v);
    return s != NULL && parse(t, s, l);
}

static value struct_calcsize(thread *t, value *a, int n) {
    (void)n;
    layout l;
    if (!parse_arg(t, a[0], &l)) {
        return NIL;
    }
    layout_free(t->vm, &l);
    return int_new(t, (int64_t)l.size);
}

static value struct_pack(thread *t, value *a, int n) {
    layout l;
    if (!no_keywords(t, "pack")) {
        return NIL;
    }
    if (n == 0) {
        return raise_error(t, E_TYPE_ERROR, "missing format argument");
    }
    if (!parse_arg(t, a[0], &l)) {
        return NIL;
    }
    value r = pack(t, &l, a + 1, (size_t)(n - 1), "pack");
    layout_free(t->vm, &l);
    return r;
}

static value struct_pack_into(thread *t, value *a, int n) {
    layout l;
    if (!no_keywords(t, "pack_into")) {
        return NIL;
    }
    if (n == 0) {
        return raise_error(t, E_TYPE_ERROR, "missing format argument");
    }
    if (!parse_arg(t, a[0], &l)) {
        return NIL;
    }
    value r = pack_into(t, &l, a + 1, n - 1);
    layout_free(t->vm, &l);
    return r;
}

static value struct_unpack(thread *t, value *a, int n) {
    (void)n;
    layout l;
    if (!parse_arg(t, a[0], &l)) {
        return NIL;
    }
    value r = unpack_all(t, &l, a[1]);
    layout_free(t->vm, &l);
    return r;
}

static value struct_unpack_from(thread *t, value *a, int n) {
    (void)n;
    layout l;
    if (!parse_arg(t, a[0], &l)) {
        return NIL;
    }
    value r = unpack_from(t, &l, a[1], a[2]);
    layout_free(t->vm, &l);
    return r;
}

static value struct_iter_unpack(thread *t, value *a, int n) {
    (void)n;
    layout l;
    if (!parse_arg(t, a[0], &l)) {
        return NIL;
    }
    value r = iter_unpack(t, &l, a[1]);
    layout_free(t->vm, &l);
    return r;
}

static bool struct_init(thread *t, module *m) {
    static const char *const all[] = {"calcsize",    "pack",        "pack_into", "unpack",
                                      "unpack_from", "iter_unpack", "Struct",    "error"};
    if (!module_set_type(t, m, &struct_spec, NULL)) {
        return false;
    }
    value base = from_obj(t->vm->exc[E_EXCEPTION]);
    value bases = tuple_of(t, &base, 1);
    dict *ns = dict_new(t);
    value module_name = str_from(t, "struct");
    str *name = str_intern(t, "error");
    if (bases == NIL || ns == NULL || module_name == NIL || name == NULL ||
        !dict_set_str(t, ns, N(t, __module__), module_name)) {
        return false;
    }
    type *error =
        type_new_class(t, t->vm->types[T_TYPE], name, (tuple *)as_obj(bases), ns, NULL, 0, NIL);
    if (error == NULL || !module_set(t, m, "error", from_obj(error))) {
        return false;
    }
    value names_list = list_new(t, sizeof all / sizeof all[0]);
    for (size_t i = 0; names_list != NIL && i < sizeof all / sizeof all[0]; i++) {
        value s = str_from(t, all[i]);
        if (s == NIL || !list_append(t, (list *)as_obj(names_list), s)) {
            return false;
        }
    }
    return module_set(t, m, "__all__", names_list);
}

static const native_def struct_functions[] = {
    {"calcsize", struct_calcsize, "format, /", 0,
     "Return size in bytes of the struct described by the format string."},
    {"pack", struct_pack, NULL, 0, NULL},
    {"pack_into", struct_pack_into, NULL, 0, NULL},
    {"unpack", struct_unpack, "format, buffer, /", 0, NULL},
    {"unpack_from", struct_unpack_from, "format, /, buffer, offset=0", 0, NULL},
    {"iter_unpack", struct_iter_unpack, "format, buffer, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

const module_def struct_module = {
    .name = "struct",
    .doc = "Functions to convert between Python values and C structs.",
    .methods = struct_functions,
    .init = struct_init,
};
