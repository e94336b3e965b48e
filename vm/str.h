/* str.h: what the files about text and bytes share (obj_str.c, str_methods.c, str_case.c,
 * obj_format.c, obj_bytes.c, codec.c, unicode.c); others need it only for the functions marked "for
 * all".
 *
 * A str is UTF-8; lone surrogates are kept as three bytes, so that order and equality of bytes are
 * those of code points and searching can be done on bytes. Positions that a script sees are code
 * points; they are converted at the edge, which costs nothing for ASCII.
 */
#ifndef GILVM_VM_STR_H
#define GILVM_VM_STR_H

#include <stdarg.h>

#include "vm/ops.h"

/* ---- UTF-8 (valid by construction) ---- */

static inline unsigned utf8_length(uint8_t lead) {
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static inline unsigned utf8_width(uint32_t c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

/* The code point at *pp, which moves on. */
static inline uint32_t utf8_next(const char **pp) {
    const uint8_t *p = (const uint8_t *)*pp;
    uint32_t c = p[0];
    if (c < 0x80) {
        *pp += 1;
        return c;
    }
    if (c < 0xE0) {
        *pp += 2;
        return (c & 0x1F) << 6 | (p[1] & 0x3Fu);
    }
    if (c < 0xF0) {
        *pp += 3;
        return (c & 0x0F) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    }
    *pp += 4;
    return (c & 0x07) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

/* The code point before *pp, which moves back to it. */
static inline uint32_t utf8_prev(const char **pp) {
    const char *p = *pp - 1;
    while (((uint8_t)*p & 0xC0) == 0x80) {
        p--;
    }
    *pp = p;
    return utf8_next(&p);
}

/* Writes c; returns the number of bytes. */
static inline unsigned utf8_put(char *p, uint32_t c) {
    if (c < 0x80) {
        p[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        p[0] = (char)(0xC0 | c >> 6);
        p[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        p[0] = (char)(0xE0 | c >> 12);
        p[1] = (char)(0x80 | (c >> 6 & 0x3F));
        p[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    p[0] = (char)(0xF0 | c >> 18);
    p[1] = (char)(0x80 | (c >> 12 & 0x3F));
    p[2] = (char)(0x80 | (c >> 6 & 0x3F));
    p[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

size_t utf8_count(const char *s, size_t n); /* code points in n bytes */
bool bytes_are_ascii(const void *s, size_t n);
const char *utf8_skip(const char *p, size_t count, const char *end); /* count code points further */

/* ---- str (obj_str.c) ---- */

/* A str with room for `len` bytes that hold `count` code points; fill data, then str_finish (only
 * if not ASCII). */
str *str_alloc(thread *t, size_t len, size_t count);
void str_finish(str *s);
value str_exact(thread *t, value s); /* s itself, or an exact copy of a subclass's instance */
value str_part(thread *t, str *s, size_t from, size_t to); /* by byte offsets */
size_t str_index_at(const str *s, size_t byte); /* how many code points stand before this byte */
str *str_intern_len(thread *t, const char *s, size_t len); /* for all */
uint64_t bytes_hash(vm *m, const void *data, size_t len);  /* of str and bytes alike */
void str_intern_sweep(
    vm *m,
    bool (*dead)(vm *m, void *o)); /* gc.c: forget interned strings that are about to be freed */
void str_intern_free(vm *m);       /* vm_free: gives the table back */
/* str_grow.c */
bool str_can_grow(const str *a, const str *b);
value str_grown(thread *t, str *a, str *b);
const uint32_t *str_shared_table(const str *s);
void str_trace(gc *g, object *o);
/* A C string argument out of a str: refuses NUL bytes with ValueError "embedded null character".
 * For all. */
const char *str_c(thread *t, value v);

/* TypeError "fn() what must be expected, not T", with None for its class. For all. */
value bad_argument(thread *t, const char *fn, const char *what, const char *expected, value v);

/* An int argument of a method: as op_to_int64, but OverflowError says "Python int too large to
 * convert to C ssize_t". For all. */
bool ssize_arg(thread *t, value v, int64_t *out) MUST_USE;
/* Likewise for one that CPython takes as a C int. */
bool int_arg(thread *t, value v, int64_t *out) MUST_USE;

/* The optional start and end of s.find() and its like, brought into [0, len]. */
bool slice_bounds(thread *t, value start, value end, size_t len, size_t *from, size_t *to) MUST_USE;
/* memmem, and the same from the right; `none` = not there. An empty needle is found at the start
 * (the end). */
#define NOT_FOUND ((size_t)-1)
size_t find_bytes(const char *hay, size_t n, const char *needle, size_t m);
size_t rfind_bytes(const char *hay, size_t n, const char *needle, size_t m);
size_t count_bytes(const char *hay, size_t n, const char *needle, size_t m, size_t limit);

/* sep.join(items) in one allocation; n values that lie in memory: BUILD_STRING with vm->empty_str.
 * For all. */
value str_join_values(thread *t, str *sep, const value *items, size_t n);

extern const native_def str_methods[]; /* str_methods.c */
int str_contains(thread *t, value v, value x);
value str_mod(thread *t, value a, value b); /* "%": format_percent.c */
/* keyword arguments of a slots.new: puts the values of the `max` parameters into out, NIL where
 * absent. */
bool new_args(thread *t, const char *fn, const char *const *params, int max, value *a, int n,
              value *out) MUST_USE;
/* format_percent.c. */
value str_percent_bytes(thread *t, const uint8_t *fmt, size_t len, value args, bool to_bytearray);

/* str_case.c: natives */
/* clang-format off */
#define STR_CASE_NATIVES(X) \
    X(str_capitalize) X(str_casefold) X(str_lower) X(str_upper) X(str_title) X(str_swapcase) \
    X(str_isalnum) X(str_isalpha) X(str_isascii) X(str_isdecimal) X(str_isdigit) \
    X(str_isidentifier) X(str_islower) X(str_isnumeric) X(str_isprintable) X(str_isspace) \
    X(str_istitle) X(str_isupper)
/* clang-format on */
#define X(f) value f(thread *t, value *a, int n);
STR_CASE_NATIVES(X)
#undef X
value str_format_method(thread *t, value *a, int n); /* format_fields.c */
value str_format_map_method(thread *t, value *a, int n);
/* bytes.title() and its like on ASCII letters, in place. */
void ascii_title(uint8_t *s, size_t n);

/* ---- bytes and bytearray (obj_bytes.c, bytes_methods.c) ---- */

typedef struct bytes_iter { /* T_BYTES_ITER, T_BYTEARRAY_ITER */
    object h;
    value seq; /* NIL once exhausted */
    size_t at;
} bytes_iter;

/* As bytes_view, with TypeError "a bytes-like object is required, not 'T'". For all. */
bool buffer_arg(thread *t, value v, const uint8_t **p, size_t *n) MUST_USE;
/* An int (or __index__) as a byte; else TypeError, or ValueError "byte must be in range(0,
 * 256)". */
bool byte_arg(thread *t, value v, uint8_t *out) MUST_USE;

/* ---- Unicode (unicode.c); for all ---- */
const char *uni_category(uint32_t c); /* "Lu" */
bool uni_is_alpha(uint32_t c);
bool uni_is_alnum(uint32_t c);
int uni_decimal(uint32_t c); /* 0..9, or -1 */
int uni_digit(uint32_t c);   /* also superscripts and the like */
bool uni_numeric(uint32_t c, int64_t *num, int64_t *den);
bool uni_is_space(uint32_t c);
bool uni_is_lower(uint32_t c);
bool uni_is_upper(uint32_t c);
bool uni_is_title(uint32_t c);
bool uni_is_printable(uint32_t c);
static inline bool char_is_space(uint32_t c) {
    return c < 128 ? c == ' ' || c - 9 < 5 || c - 28 < 4 : uni_is_space(c);
}
bool uni_is_linebreak(uint32_t c);
bool uni_is_id_start(uint32_t c); /* '_' included */
bool uni_is_id_continue(uint32_t c);
bool uni_is_case_ignorable(uint32_t c);
/* Full mappings: at most three code points into out; returns how many. */
int uni_upper(uint32_t c, uint32_t out[3]);
int uni_lower(uint32_t c, uint32_t out[3]);
int uni_title(uint32_t c, uint32_t out[3]);
int uni_fold(uint32_t c, uint32_t out[3]);

/* ---- float formatting (float_format.c) ---- */
enum { FLOAT_ALTERNATE = 1, FLOAT_DOT_0 = 2, FLOAT_NO_NEG_0 = 4 };
/* Appends d as 'e', 'f', 'g' (or their capitals) with `precision`, or as 'r'epr; a sign for
 * negative ones only. Flags: '#'; "1.0" rather than "1"; 'z'. False = no memory. */
bool float_digits(sb *b, double d, char kind, int precision, unsigned flags);

/* ---- codecs (codec.c); for all ---- */
/* bytes from a str; encoding and errors as a script gives them (NULL = utf-8, strict). */
value str_encode(thread *t, str *s, const char *encoding, const char *errors);
value bytes_decode(thread *t, const uint8_t *p, size_t n, const char *encoding, const char *errors,
                   value obj /* what an error shows, or NIL */);
/* UTF-8 without surrogates, or UnicodeEncodeError: for output. */
bool str_has_surrogates(const str *s);

/* n times the same code point. strbuf.c */
bool sb_fill(sb *b, uint32_t code_point, size_t n);
/* sb_fmt's formatter (error.c). */
bool sb_vfmt(sb *b, const char *fmt, va_list ap);

#endif
