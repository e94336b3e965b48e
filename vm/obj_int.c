/* obj_int.c: int and bool.
 *
 * Small ints (49 bits) are in the word; the rest are `bigint` objects whose limbs GMP computes on.
 * Each operator looks first for two small ints, then for two numbers of at most one limb (done with
 * 128-bit arithmetic), and only then calls GMP. A result is always brought back to the small form
 * if it fits, so that equal small ints stay the same word; instances of classes derived from int
 * are the exception: they are always objects, whatever their number.
 *
 * Division and remainder round towards minus infinity, bit operations see two's complement of
 * endless width, as in Python.
 *
 * GMP aborts when its malloc fails. Operators whose result can be much larger than their operands
 * therefore bound the result first and ask int_reserve whether the heap limit leaves room for it
 * and for GMP's scratch space.
 */
#include "vm/int.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "vm/str.h"

_Static_assert(sizeof(mp_limb_t) == 8 && GMP_NAIL_BITS == 0, "limbs are 64 bits");

typedef unsigned __int128 u128;
typedef __int128 i128;

enum { DEFAULT_MAX_STR_DIGITS = 4300, MAX_STR_DIGITS_THRESHOLD = 640 };

/* An int of any kind taken apart: n limbs at p, without leading zeros. */
typedef struct view {
    const mp_limb_t *p;
    int64_t n;
    bool neg;
    mp_limb_t one;
} view;

/* For a v known to be an int. */
static void view_any(value v, view *w) {
    if (is_kind(v, T_INT)) {
        const bigint *b = (const bigint *)as_obj(v);
        w->p = (const mp_limb_t *)b->limbs;
        w->neg = b->size < 0;
        w->n = w->neg ? -b->size : b->size;
        w->one = w->n == 0 ? 0 : w->p[0];
        return;
    }
    int64_t i = is_int(v) ? as_int(v) : v == V_TRUE;
    w->neg = i < 0;
    w->one = w->neg ? (mp_limb_t)-i : (mp_limb_t)i;
    w->p = &w->one;
    w->n = w->one != 0;
}

static bool view_int(value v, view *w) {
    if (!is_any_int(v)) {
        return false;
    }
    view_any(v, w);
    return true;
}

static bool view_two(value a, value b, view *x, view *y) {
    return view_int(a, x) && view_int(b, y);
}

mpz_srcptr int_mpz(value v, int_view *w) {
    if (is_kind(v, T_INT)) {
        const bigint *b = (const bigint *)as_obj(v);
        return mpz_roinit_n(w->z, (const mp_limb_t *)b->limbs, (mp_size_t)b->size);
    }
    int64_t i = is_int(v) ? as_int(v) : v == V_TRUE;
    w->one = i < 0 ? (mp_limb_t)-i : (mp_limb_t)i;
    return mpz_roinit_n(w->z, &w->one, i < 0 ? -1 : i != 0);
}

static mpz_srcptr view_mpz(const view *x, mpz_ptr z) {
    return mpz_roinit_n(z, x->p, (mp_size_t)(x->neg ? -x->n : x->n));
}

/* ---- making ints ---- */

static value out_of_memory(thread *t) {
    return raise_value(t, t->vm->memory_error);
}

bool int_reserve(thread *t, uint64_t bits) {
    if (bits < (uint64_t)1 << 20) {
        return true;
    }
    if (bits > INT_MAX_BITS) {
        out_of_memory(t);
        return false;
    }
    /* The result as an object, the result as GMP has it, and about twice that for its transforms.
     * The block is only asked for: its pages are never touched. */
    size_t room = (size_t)bits / 8 * 4;
    void *p = mem_alloc(t, room);
    if (p == NULL) {
        return false;
    }
    mem_free(t->vm, p, room);
    return true;
}

static bigint *room_for(thread *t, int64_t limbs) {
    if ((uint64_t)limbs > INT_MAX_BITS / 64 + 64) {
        out_of_memory(t);
        return NULL;
    }
    return heap_new(t, T_INT, sizeof(bigint) + (size_t)limbs * 8);
}

static mp_limb_t *limbs_of(bigint *b) {
    return (mp_limb_t *)b->limbs;
}

/* Gives b its sign and size, n limbs or fewer; the small form if that will do. */
static value finish(bigint *b, int64_t n, bool neg) {
    while (n > 0 && b->limbs[n - 1] == 0) {
        n--;
    }
    if (n <= 1) {
        uint64_t m = n == 0 ? 0 : b->limbs[0];
        if (m <= (uint64_t)SMALL_INT_MAX + neg) {
            return from_small(neg ? -(int64_t)m : (int64_t)m);
        }
    }
    b->size = neg ? -n : n;
    return from_obj(b);
}

static value from_u128(thread *t, u128 m, bool neg) {
    if (m <= (u128)((uint64_t)SMALL_INT_MAX + neg)) {
        return from_small(neg ? -(int64_t)m : (int64_t)m);
    }
    int64_t n = m >> 64 ? 2 : 1;
    bigint *b = heap_new(t, T_INT, sizeof(bigint) + (size_t)n * 8);
    if (b == NULL) {
        return NIL;
    }
    b->limbs[0] = (uint64_t)m;
    if (n == 2) {
        b->limbs[1] = (uint64_t)(m >> 64);
    }
    b->size = neg ? -n : n;
    return from_obj(b);
}

static value from_i128(thread *t, i128 i) {
    return i < 0 ? from_u128(t, (u128)0 - (u128)i, true) : from_u128(t, (u128)i, false);
}

value int_new(thread *t, int64_t i) {
    if (fits_small(i)) {
        return from_small(i);
    }
    return from_i128(t, i);
}

value int_new_u64(thread *t, uint64_t u) {
    return from_u128(t, u, false);
}

static value from_limbs(thread *t, const mp_limb_t *p, int64_t n, bool neg) {
    if (n <= 1) {
        return from_u128(t, n == 0 ? 0 : p[0], neg);
    }
    bigint *b = room_for(t, n);
    if (b == NULL) {
        return NIL;
    }
    memcpy(b->limbs, p, (size_t)n * 8);
    return finish(b, n, neg);
}

static value int_from_mpz(thread *t, mpz_srcptr z) {
    return from_limbs(t, mpz_limbs_read(z), (int64_t)mpz_size(z), mpz_sgn(z) < 0);
}

value int_take_mpz(thread *t, mpz_ptr z) {
    value v = int_from_mpz(t, z);
    mpz_clear(z);
    return v;
}

static value int_exact(thread *t, value v) {
    if (is_int(v) || is_exact(v, T_INT)) {
        return v;
    }
    view x;
    view_any(v, &x);
    return from_limbs(t, x.p, x.n, x.neg);
}

/* ---- looking at ints ---- */

bool int_to_int64(value v, int64_t *out) {
    view x;
    if (is_int(v)) {
        *out = as_int(v);
        return true;
    }
    if (!view_int(v, &x) || x.n > 1 || x.one > (uint64_t)INT64_MAX + x.neg) {
        return false;
    }
    *out = x.neg ? (int64_t)(0 - x.one) : (int64_t)x.one;
    return true;
}

int int_sign(value v) {
    view x;
    view_any(v, &x);
    return x.n == 0 ? 0 : x.neg ? -1 : 1;
}

static unsigned limb_bits(mp_limb_t m) {
    return m == 0 ? 0 : 64 - (unsigned)__builtin_clzl(m);
}

static uint64_t view_bits(const view *x) {
    return x->n == 0 ? 0 : (uint64_t)(x->n - 1) * 64 + limb_bits(x->p[x->n - 1]);
}

uint64_t int_bit_length(value v) {
    view x;
    view_any(v, &x);
    return view_bits(&x);
}

static int compare_views(const view *x, const view *y) {
    int sx = x->n == 0 ? 0 : x->neg ? -1 : 1, sy = y->n == 0 ? 0 : y->neg ? -1 : 1;
    if (sx != sy) {
        return sx < sy ? -1 : 1;
    }
    int c = x->n != y->n ? (x->n < y->n ? -1 : 1)
            : x->n == 0  ? 0
                         : mpn_cmp(x->p, y->p, (mp_size_t)x->n);
    c = c < 0 ? -1 : c > 0;
    return sx < 0 ? -c : c;
}

int int_compare(value a, value b) {
    view x, y;
    if (both_int(a, b)) {
        return as_int(a) < as_int(b) ? -1 : as_int(a) > as_int(b);
    }
    view_any(a, &x);
    view_any(b, &y);
    return compare_views(&x, &y);
}

int int_compare_double(value a, double d) {
    if (is_int(a)) { /* 49 bits: exact as a double */
        double i = (double)as_int(a);
        return i < d ? -1 : i > d;
    }
    int_view w;
    if (isinf(d)) {
        return d > 0 ? -1 : 1;
    }
    int c = mpz_cmp_d(int_mpz(a, &w), d);
    return c < 0 ? -1 : c > 0;
}

/* The top 64 bits of the magnitude, the lowest of them also standing for whatever nonzero came
 * below: that rounds to 53 bits as the whole number would. */
static double view_to_double(const view *x, bool *overflow) {
    *overflow = false;
    if (x->n <= 1) {
        double d = (double)x->one;
        return x->neg ? -d : d;
    }
    uint64_t bits = view_bits(x);
    if (bits > 1024) {
        *overflow = true;
        return x->neg ? -HUGE_VAL : HUGE_VAL;
    }
    unsigned top = limb_bits(x->p[x->n - 1]);
    uint64_t m = x->p[x->n - 1] << (64 - top);
    uint64_t rest = x->p[x->n - 2];
    if (top < 64) {
        m |= rest >> top;
        rest <<= 64 - top;
    }
    for (int64_t i = 0; rest == 0 && i < x->n - 2; i++) {
        rest = x->p[i];
    }
    double d = ldexp((double)(m | (rest != 0)), (int)(bits - 64));
    *overflow = isinf(d);
    return x->neg ? -d : d;
}

double int_to_double(thread *t, value v, bool *overflow) {
    view x;
    (void)t;
    if (is_int(v)) {
        *overflow = false;
        return (double)as_int(v);
    }
    view_any(v, &x);
    return view_to_double(&x, overflow);
}

/* As int_to_double, OverflowError set when there is no such double. */
static bool to_double(thread *t, value v, double *out) {
    bool overflow;
    *out = int_to_double(t, v, &overflow);
    if (overflow) {
        raise_error(t, E_OVERFLOW_ERROR, "int too large to convert to float");
    }
    return !overflow;
}

value int_from_double(thread *t, double d) {
    if (d > -1e14 && d < 1e14) {
        return from_small((int64_t)d);
    }
    if (isnan(d)) {
        return raise_error(t, E_VALUE_ERROR, "cannot convert float NaN to integer");
    }
    if (isinf(d)) {
        return raise_error(t, E_OVERFLOW_ERROR, "cannot convert float infinity to integer");
    }
    mpz_t z;
    mpz_init_set_d(z, d);
    return int_take_mpz(t, z);
}

/* CPython's hash of numbers: the value modulo the Mersenne prime 2^61 - 1, with the sign. */
static int64_t int_hash(value v) {
    const uint64_t modulus = ((uint64_t)1 << 61) - 1;
    view x;
    view_any(v, &x);
    int64_t h;
    if (x.n <= 1) {
        h = (int64_t)(x.one % modulus);
    } else {
        h = (int64_t)mpn_mod_1(x.p, (mp_size_t)x.n, modulus);
    }
    h = x.neg ? -h : h;
    return h == -1 ? -2 : h;
}

static bool int_hash_slot(thread *t, value v, int64_t *out) {
    (void)t;
    if (is_int(v)) {
        *out = as_int(v) == -1 ? -2 : as_int(v);
        return true;
    }
    *out = int_hash(v);
    return true;
}

static int int_truth(thread *t, value v) {
    (void)t;
    return int_sign(v) != 0;
}

static value int_compare_slot(thread *t, value a, value b, int op) {
    (void)t;
    view x, y;
    int c;
    if (both_int(a, b)) {
        c = as_int(a) < as_int(b) ? -1 : as_int(a) > as_int(b);
    } else if (view_two(a, b, &x, &y)) {
        c = compare_views(&x, &y);
    } else {
        return NOTIMPL;
    }
    switch (op) {
    case CMP_LT: return from_bool(c < 0);
    case CMP_LE: return from_bool(c <= 0);
    case CMP_EQ: return from_bool(c == 0);
    case CMP_NE: return from_bool(c != 0);
    case CMP_GT: return from_bool(c > 0);
    default: return from_bool(c >= 0);
    }
}

/* ---- text ---- */

static int64_t digit_limit(thread *t) {
    int limit = t->vm->max_str_digits;
    return limit == 0 ? DEFAULT_MAX_STR_DIGITS : limit < 0 ? INT64_MAX : limit;
}

static value too_many_digits(thread *t) {
    return raise_error(t, E_VALUE_ERROR,
                       "Exceeds the limit (%ld digits) for integer string conversion; use "
                       "sys.set_int_max_str_digits() to increase "
                       "the limit",
                       (long)digit_limit(t));
}

static bool is_power_of_two(int base) {
    return (base & (base - 1)) == 0;
}

/* What multiplying or dividing n limbs by m <= n costs, in items: n * m / 4 while the school's way
 * is taken, which is up to some thirty limbs, and then as GMP's faster ways, whose cost grows about
 * as n * sqrt(m). */
static void charge_limbs(thread *t, size_t n, size_t m) {
    size_t root = 1;
    if (m < 32) {
        thread_work(t, n * m / 4);
        return;
    }
    while ((root + 1) * (root + 1) <= m / 32) {
        root += root < 64 ? 1 : root / 64;
    }
    thread_work(t, n * 8 * root);
}

static value small_to_str(thread *t, int64_t i) {
    char buf[24], *end = buf + sizeof buf, *p = end;
    uint64_t m = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    do {
        *--p = (char)('0' + m % 10);
        m /= 10;
    } while (m != 0);
    if (i < 0) {
        *--p = '-';
    }
    return str_new_ascii(t, p, (size_t)(end - p));
}

value int_to_str_base(thread *t, value v, int base) {
    if (base == 10 && is_int(v)) {
        return small_to_str(t, as_int(v));
    }
    view x;
    view_any(v, &x);
    if (x.n <= 1) {
        char buf[72], *end = buf + sizeof buf, *p = end;
        uint64_t m = x.one;
        if (base == 10) {
            do {
                *--p = (char)('0' + m % 10);
                m /= 10;
            } while (m != 0);
        } else {
            do {
                *--p = "0123456789abcdefghijklmnopqrstuvwxyz"[m % (unsigned)base];
                m /= (unsigned)base;
            } while (m != 0);
        }
        if (x.neg) {
            *--p = '-';
        }
        return str_new_ascii(t, p, (size_t)(end - p));
    }
    mpz_t z;
    mpz_srcptr src = view_mpz(&x, z);
    size_t digits = mpz_sizeinbase(src, base); /* exact, or one too many */
    bool limited = !is_power_of_two(base);
    if (limited && (int64_t)digits - 1 > digit_limit(t)) {
        return too_many_digits(t);
    }
    char small[512];
    size_t room = digits + 2;
    char *buf = room <= sizeof small ? small : mem_alloc(t, room);
    if (buf == NULL) {
        return NIL;
    }
    value s = NIL;
    if (int_reserve(t, view_bits(&x))) {
        mpz_get_str(buf, base, src);
        charge_limbs(t, x.n, limited ? x.n : 1);
        size_t n = strlen(buf);
        if (limited && (int64_t)n - x.neg > digit_limit(t)) {
            too_many_digits(t);
        } else {
            s = str_new_ascii(t, buf, n);
        }
    }
    if (buf != small) {
        mem_free(t->vm, buf, room);
    }
    return s;
}

static value int_repr(thread *t, value v) {
    return int_to_str_base(t, v, 10);
}

static int digit_of(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'z' ? c - 'a' + 10
           : c >= 'A' && c <= 'Z' ? c - 'A' + 10
                                  : 99;
}

/* Brings text to ASCII: other scripts' digits become 0-9, other spaces ' ', anything else '?'. NULL
 * = MemoryError. The result, never longer than the text, is `s` itself when nothing had to be
 * done. */
static const char *to_ascii_digits(thread *t, const char *s, size_t *n, char **owned) {
    *owned = NULL;
    if (bytes_are_ascii(s, *n)) {
        return s;
    }
    char *out = mem_alloc(t, *n + 1), *w = out;
    if (out == NULL) {
        return NULL;
    }
    *owned = out;
    for (const char *p = s, *end = s + *n; p < end;) {
        uint32_t c = utf8_next(&p);
        int d = c < 128 ? -1 : uni_decimal(c);
        *w++ = c < 128 ? (char)c : d >= 0 ? (char)('0' + d) : uni_is_space(c) ? ' ' : '?';
    }
    *n = (size_t)(w - out);
    return out;
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
}

/* Strips sign, prefix and underscores off ASCII text: the digits to `out` (room for n), their count
 * to *count. */
static bool clean_digits(const char *s, size_t n, int *base, bool *neg, char *out, size_t *count) {
    const char *p = s, *end = s + n;
    while (p < end && is_space(*p)) {
        p++;
    }
    while (end > p && is_space(end[-1])) {
        end--;
    }
    *neg = false;
    if (p < end && (*p == '-' || *p == '+')) {
        *neg = *p++ == '-';
    }
    bool no_zeros = false;
    bool after_prefix = false;
    if (end - p >= 2 && *p == '0') {
        char c = (char)(p[1] | 0x20);
        int b = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;
        if (b != 0 && (*base == 0 || *base == b)) {
            *base = b;
            p += 2;
            after_prefix = true;
        }
    }
    if (*base == 0) {
        no_zeros = p < end && *p == '0';
        *base = 10;
    }
    size_t k = 0;
    bool underscore = !after_prefix; /* the last character was one, or there is nothing before: no
                                        further one is allowed */
    bool nonzero = false;
    if (p == end) {
        return false;
    }
    for (; p < end; p++) {
        if (*p == '_') {
            if (underscore) {
                return false;
            }
            underscore = true;
            continue;
        }
        if (digit_of(*p) >= *base) {
            return false;
        }
        underscore = false;
        nonzero = nonzero || *p != '0';
        out[k++] = *p;
    }
    *count = k;
    return !underscore && !(no_zeros && nonzero);
}

static value parse_cleaned(thread *t, char *digits, size_t count, int base, bool neg) {
    if (!is_power_of_two(base) && count > MAX_STR_DIGITS_THRESHOLD &&
        (int64_t)count > digit_limit(t)) {
        return raise_error(t, E_VALUE_ERROR,
                           "Exceeds the limit (%ld digits) for integer string conversion: value "
                           "has %zd digits; use "
                           "sys.set_int_max_str_digits() to increase the limit",
                           (long)digit_limit(t), (ssize_t)count);
    }
    size_t skip = 0;
    while (skip < count && digits[skip] == '0') {
        skip++;
    }
    digits += skip;
    count -= skip;
    if (count <= 12 || (base <= 10 && count <= 19)) { /* 36^12 and 10^19 fit into 64 bits */
        uint64_t m = 0;
        for (size_t i = 0; i < count; i++) {
            m = m * (unsigned)base + (unsigned)digit_of(digits[i]);
        }
        return from_u128(t, m, neg);
    }
    uint64_t bits = (uint64_t)count * (base <= 2    ? 1
                                       : base <= 4  ? 2
                                       : base <= 8  ? 3
                                       : base <= 16 ? 4
                                       : base <= 32 ? 5
                                                    : 6);
    if (!int_reserve(t, bits)) {
        return NIL;
    }
    digits[count] = 0;
    mpz_t z;
    mpz_init_set_str(z, digits, base);
    charge_limbs(t, mpz_size(z), is_power_of_two(base) ? 1 : mpz_size(z));
    if (neg) {
        mpz_neg(z, z);
    }
    return int_take_mpz(t, z);
}

/* NIL with *bad: not a number, and nothing is raised yet. */
static value parse_int(thread *t, const char *s, size_t n, int base, bool *bad) {
    *bad = false;
    char *owned, small[128];
    size_t len = n;
    const char *text = to_ascii_digits(t, s, &len, &owned);
    if (text == NULL) {
        return NIL;
    }
    value v = NIL;
    size_t room = len + 2, count;
    char *digits = room <= sizeof small ? small : mem_alloc(t, room);
    if (digits != NULL) {
        bool neg;
        int b = base;
        if (clean_digits(text, len, &b, &neg, digits, &count)) {
            v = parse_cleaned(t, digits, count, b, neg);
        } else {
            *bad = true;
        }
        if (digits != small) {
            mem_free(t->vm, digits, room);
        }
    }
    if (owned != NULL) {
        mem_free(t->vm, owned, n + 1);
    }
    return v;
}

static value bad_literal(thread *t, int base, value text) {
    value r = op_repr(t, text);
    if (r == NIL) {
        return NIL;
    }
    if (((str *)as_obj(r))->count > 200) { /* as CPython's %.200R */
        r = str_slice(t, (str *)as_obj(r), 0, 200);
        if (r == NIL) {
            return NIL;
        }
    }
    return raise_error(t, E_VALUE_ERROR, "invalid literal for int() with base %d: %U", base,
                       (str *)as_obj(r));
}

value int_parse(thread *t, const char *s, size_t n, int base) {
    bool bad;
    value v = parse_int(t, s, n, base, &bad);
    if (bad) {
        value text = str_decode(t, s, n, "replace");
        return text == NIL ? NIL : bad_literal(t, base, text);
    }
    return v;
}

/* ---- addition, multiplication ---- */

static value add_views(thread *t, const view *x, const view *y, bool subtract) {
    bool yneg = y->neg != subtract;
    if (x->n <= 1 && y->n <= 1) {
        i128 a = x->neg ? -(i128)x->one : (i128)x->one, b = yneg ? -(i128)y->one : (i128)y->one;
        return from_i128(t, a + b);
    }
    const view *big = x, *small = y;
    bool neg = x->neg;
    if (x->neg == yneg) {
        if (x->n < y->n) {
            big = y;
            small = x;
        }
        bigint *r = room_for(t, big->n + 1);
        if (r == NULL) {
            return NIL;
        }
        r->limbs[big->n] =
            mpn_add(limbs_of(r), big->p, (mp_size_t)big->n, small->p, (mp_size_t)small->n);
        return finish(r, big->n + 1, neg);
    }
    int c = x->n != y->n ? (x->n < y->n ? -1 : 1) : mpn_cmp(x->p, y->p, (mp_size_t)x->n);
    if (c == 0) {
        return from_small(0);
    }
    if (c < 0) {
        big = y;
        small = x;
        neg = yneg;
    }
    bigint *r = room_for(t, big->n);
    if (r == NULL) {
        return NIL;
    }
    mpn_sub(limbs_of(r), big->p, (mp_size_t)big->n, small->p, (mp_size_t)small->n);
    return finish(r, big->n, neg);
}

static value int_add(thread *t, value a, value b) {
    if (both_int(a, b)) {
        return int_new(t, as_int(a) + as_int(b));
    }
    view x, y;
    return view_two(a, b, &x, &y) ? add_views(t, &x, &y, false) : NOTIMPL;
}

static value int_sub(thread *t, value a, value b) {
    if (both_int(a, b)) {
        return int_new(t, as_int(a) - as_int(b));
    }
    view x, y;
    return view_two(a, b, &x, &y) ? add_views(t, &x, &y, true) : NOTIMPL;
}

static value mul_views(thread *t, const view *x, const view *y) {
    bool neg = x->neg != y->neg;
    if (x->n <= 1 && y->n <= 1) {
        u128 m = (u128)x->one * y->one;
        return from_u128(t, m, neg && m != 0);
    }
    if (x->n == 0 || y->n == 0) {
        return from_small(0);
    }
    if (x->n < y->n) {
        const view *swap = x;
        x = y;
        y = swap;
    }
    if (!int_reserve(t, (uint64_t)(x->n + y->n) * 64)) {
        return NIL;
    }
    bigint *r = room_for(t, x->n + y->n);
    if (r == NULL) {
        return NIL;
    }
    charge_limbs(t, x->n, y->n);
    if (y->n == 1) {
        r->limbs[x->n] = mpn_mul_1(limbs_of(r), x->p, (mp_size_t)x->n, y->one);
    } else if (x->p == y->p) {
        mpn_sqr(limbs_of(r), x->p, (mp_size_t)x->n);
    } else {
        mpn_mul(limbs_of(r), x->p, (mp_size_t)x->n, y->p, (mp_size_t)y->n);
    }
    return finish(r, x->n + y->n, neg);
}

static value int_mul(thread *t, value a, value b) {
    if (both_int(a, b)) {
        int64_t r;
        if (!__builtin_mul_overflow(as_int(a), as_int(b), &r)) {
            return int_new(t, r);
        }
        return from_i128(t, (i128)as_int(a) * as_int(b));
    }
    view x, y;
    return view_two(a, b, &x, &y) ? mul_views(t, &x, &y) : NOTIMPL;
}

/* ---- division ---- */

static value by_zero(thread *t) {
    return raise_error(t, E_ZERO_DIVISION_ERROR, "integer division or modulo by zero");
}

/* Floor division; q and r may be NULL. False = exception. */
static bool divmod_views(thread *t, const view *x, const view *y, value *q, value *r) {
    bool differ = x->neg != y->neg;
    if (x->n <= 1 && y->n <= 1) {
        uint64_t quo = x->one / y->one, rem = x->one % y->one;
        u128 wide = quo;
        if (rem != 0 && differ) {
            wide++;
            rem = y->one - rem;
        }
        value v = NONE;
        if (q != NULL) {
            v = *q = from_u128(t, wide, differ && wide != 0);
        }
        if (r != NULL && v != NIL) {
            v = *r = from_u128(t, rem, y->neg && rem != 0);
        }
        return v != NIL;
    }
    if (x->n < y->n) { /* |x| < |y| */
        if (differ && x->n != 0) {
            if (q != NULL) {
                *q = from_small(-1);
            }
            return r == NULL || (*r = add_views(t, x, y, false)) != NIL;
        }
        if (q != NULL) {
            *q = from_small(0);
        }
        return r == NULL || (*r = from_limbs(t, x->p, x->n, x->neg)) != NIL;
    }
    bigint *bq = room_for(t, x->n - y->n + 2), *br = bq == NULL ? NULL : room_for(t, y->n);
    if (br == NULL || !int_reserve(t, view_bits(x))) {
        return false;
    }
    charge_limbs(t, x->n, y->n);
    if (y->n == 1) {
        br->limbs[0] = mpn_divrem_1(limbs_of(bq), 0, x->p, (mp_size_t)x->n, y->one);
    } else {
        mpn_tdiv_qr(limbs_of(bq), limbs_of(br), 0, x->p, (mp_size_t)x->n, y->p, (mp_size_t)y->n);
    }
    int64_t nq = x->n - y->n + 1;
    if (differ && !mpn_zero_p(limbs_of(br), (mp_size_t)y->n)) {
        bq->limbs[nq] = mpn_add_1(limbs_of(bq), limbs_of(bq), (mp_size_t)nq, 1);
        nq++;
        mpn_sub_n(limbs_of(br), y->p, limbs_of(br), (mp_size_t)y->n);
    }
    if (q != NULL) {
        *q = finish(bq, nq, differ);
    }
    if (r != NULL) {
        *r = finish(br, y->n, y->neg);
    }
    return true;
}

static value int_floordiv(thread *t, value a, value b) {
    view x, y;
    if (both_int(a, b)) {
        int64_t i = as_int(a), d = as_int(b);
        if (d == 0) {
            return by_zero(t);
        }
        int64_t q = i / d;
        return int_new(t, q - ((i % d != 0) & ((i ^ d) < 0)));
    }
    if (!view_two(a, b, &x, &y)) {
        return NOTIMPL;
    }
    value q;
    return y.n == 0 ? by_zero(t) : divmod_views(t, &x, &y, &q, NULL) ? q : NIL;
}

static value int_mod(thread *t, value a, value b) {
    view x, y;
    if (both_int(a, b)) {
        int64_t i = as_int(a), d = as_int(b);
        if (d == 0) {
            return raise_error(t, E_ZERO_DIVISION_ERROR, "integer modulo by zero");
        }
        int64_t r = i % d;
        return from_small(r != 0 && (r ^ d) < 0 ? r + d : r);
    }
    if (!view_two(a, b, &x, &y)) {
        return NOTIMPL;
    }
    if (y.n == 0) {
        return raise_error(t, E_ZERO_DIVISION_ERROR, "integer modulo by zero");
    }
    value r;
    /* The step of many generators and checksums: no quotient needed. */
    if (y.n == 1 && !x.neg && !y.neg && x.n > 1) {
        return from_u128(t, mpn_mod_1(x.p, (mp_size_t)x.n, y.one), false);
    }
    return divmod_views(t, &x, &y, NULL, &r) ? r : NIL;
}

static value int_divmod(thread *t, value a, value b) {
    view x, y;
    if (!view_two(a, b, &x, &y)) {
        return NOTIMPL;
    }
    if (y.n == 0) {
        return by_zero(t);
    }
    value q, r;
    return divmod_views(t, &x, &y, &q, &r) ? tuple_pair(t, q, r) : NIL;
}

static value divide_views(thread *t, const view *x, const view *y) {
    if (x->n <= 1 && y->n <= 1 && x->one <= (uint64_t)1 << 53 && y->one <= (uint64_t)1 << 53) {
        double d = (double)x->one / (double)y->one;
        return from_double(x->neg != y->neg ? -d : d);
    }
    bool neg = x->neg != y->neg;
    if (x->n == 0) {
        return from_double(neg ? -0.0 : 0.0);
    }
    /* A quotient of 66 or 67 bits, the remainder telling whether there is more; then one rounding
     * to the precision that a double has at that size. */
    int64_t shift = (int64_t)view_bits(x) - (int64_t)view_bits(y) - 66;
    if (shift > 1024) {
        return raise_error(t, E_OVERFLOW_ERROR, "integer division result too large for a float");
    }
    if (shift < -1250) {
        return from_double(neg ? -0.0 : 0.0);
    }
    if (!int_reserve(t, view_bits(x) + view_bits(y))) {
        return NIL;
    }
    mpz_t zx, zy, q, r;
    mpz_srcptr sx = mpz_roinit_n(zx, x->p, (mp_size_t)x->n),
               sy = mpz_roinit_n(zy, y->p, (mp_size_t)y->n);
    mpz_inits(q, r, NULL);
    if (shift <= 0) {
        mpz_mul_2exp(r, sx, (mp_bitcnt_t)-shift);
        mpz_tdiv_qr(q, r, r, sy);
    } else {
        mpz_t scaled;
        mpz_init(scaled);
        mpz_mul_2exp(scaled, sy, (mp_bitcnt_t)shift);
        mpz_tdiv_qr(q, r, sx, scaled);
        mpz_clear(scaled);
    }
    bool more = mpz_sgn(r) != 0;
    int64_t bits = (int64_t)mpz_sizeinbase(q, 2), top = bits + shift;
    int64_t precision = top < -1021 ? top + 1074 : 53;
    double d = 0.0;
    if (precision >= 0) {
        int64_t drop = bits - precision;
        mpz_fdiv_q_2exp(r, q, (mp_bitcnt_t)drop);
        uint64_t m = mpz_get_ui(r);
        bool half = mpz_tstbit(q, (mp_bitcnt_t)drop - 1) != 0;
        bool above = more || mpz_scan1(q, 0) < (mp_bitcnt_t)drop - 1;
        if (half && (above || (m & 1))) {
            m++;
        }
        d = ldexp((double)m, (int)(drop + shift));
    }
    mpz_clears(q, r, NULL);
    if (isinf(d)) {
        return raise_error(t, E_OVERFLOW_ERROR, "integer division result too large for a float");
    }
    return from_double(neg ? -d : d);
}

static value int_div(thread *t, value a, value b) {
    view x, y;
    if (both_int(a, b) && as_int(b) != 0) {
        return from_double((double)as_int(a) / (double)as_int(b));
    }
    if (!view_two(a, b, &x, &y)) {
        return NOTIMPL;
    }
    if (y.n == 0) {
        return raise_error(t, E_ZERO_DIVISION_ERROR, "division by zero");
    }
    return divide_views(t, &x, &y);
}

/* ---- powers ---- */

static value pow_views(thread *t, const view *x, const view *y) {
    uint64_t e = y->one;
    if (y->n == 0) {
        return from_small(1);
    }
    if (x->n == 0) {
        return from_small(0);
    }
    if (x->n == 1 && x->one == 1) {
        return from_small(x->neg && (e & 1) ? -1 : 1);
    }
    if (y->n > 1 || e > INT_MAX_BITS || (view_bits(x) - 1) > INT_MAX_BITS / e) {
        return out_of_memory(t);
    }
    if (x->n == 1) {
        u128 r = 1;
        uint64_t base = x->one, left = e;
        for (;;) {
            if (left & 1) {
                if (r >> 64) {
                    break;
                }
                r *= base;
            }
            left >>= 1;
            if (left == 0) {
                return from_u128(t, r, x->neg && (e & 1));
            }
            if (base >> 32) {
                break;
            }
            base *= base;
        }
    }
    if (!int_reserve(t, view_bits(x) * e)) {
        return NIL;
    }
    mpz_t z, r;
    mpz_init(r);
    mpz_pow_ui(r, view_mpz(x, z), e);
    charge_limbs(t, mpz_size(r), mpz_size(r)); /* the last squaring is most of it */
    return int_take_mpz(t, r);
}

static value int_pow(thread *t, value a, value b) {
    view x, y;
    if (!view_two(a, b, &x, &y)) {
        return NOTIMPL;
    }
    if (y.neg) { /* floats, as CPython */
        double da, db;
        if (!to_double(t, a, &da) || !to_double(t, b, &db)) {
            return NIL;
        }
        return op_binary(t, from_double(da), from_double(db), BIN_POW);
    }
    return pow_views(t, &x, &y);
}

static uint64_t pow_mod_limb(uint64_t base, uint64_t e, uint64_t m) {
    uint64_t r = 1 % m;
    base %= m;
    if (m >> 32 == 0) {
        for (; e != 0; e >>= 1) {
            if (e & 1) {
                r = r * base % m;
            }
            base = base * base % m;
        }
        return r;
    }
    for (; e != 0; e >>= 1) {
        if (e & 1) {
            r = (uint64_t)((u128)r * base % m);
        }
        base = (uint64_t)((u128)base * base % m);
    }
    return r;
}

value int_pow_mod(thread *t, value a, value b, value mod) {
    view x, y, m;
    if (!view_two(a, b, &x, &y) || !view_int(mod, &m)) {
        return NOTIMPL;
    }
    if (m.n == 0) {
        return raise_error(t, E_VALUE_ERROR, "pow() 3rd argument cannot be 0");
    }
    if (m.n == 1 && y.n <= 1 && x.n <= 1 && !x.neg && !y.neg && !m.neg) {
        return from_u128(t, pow_mod_limb(x.one, y.one, m.one), false);
    }
    if (!int_reserve(t, view_bits(&m) * 8 + view_bits(&x))) {
        return NIL;
    }
    mpz_t zx, zy, zm, r;
    mpz_srcptr sy = view_mpz(&y, zy);
    mpz_init(r);
    m.neg = false; /* the result takes its sign from the real one, below */
    mpz_srcptr sm = view_mpz(&m, zm);
    if (y.neg) {
        if (!mpz_invert(r, view_mpz(&x, zx), sm)) {
            if (m.n == 1 && m.one == 1) {
                mpz_clear(r);
                return from_small(0);
            }
            mpz_clear(r);
            return raise_error(t, E_VALUE_ERROR, "base is not invertible for the given modulus");
        }
        mpz_t e;
        mpz_init(e);
        mpz_neg(e, sy);
        mpz_powm(r, r, e, sm);
        mpz_clear(e);
    } else {
        mpz_powm(r, view_mpz(&x, zx), sy, sm);
    }
    charge_limbs(t, mpz_size(sm) * mpz_sizeinbase(sy, 2), mpz_size(sm)); /* a squaring a bit */
    if (int_sign(mod) < 0 && mpz_sgn(r) != 0) {
        mpz_sub(r, r, sm);
    }
    return int_take_mpz(t, r);
}

/* ---- shifts ---- */

static value shift_left(thread *t, const view *x, const view *y) {
    if (y->neg) {
        return raise_error(t, E_VALUE_ERROR, "negative shift count");
    }
    if (x->n == 0) {
        return from_small(0);
    }
    if (y->n > 1 || y->one > INT64_MAX) {
        return raise_error(t, E_OVERFLOW_ERROR, "too many digits in integer");
    }
    uint64_t count = y->one;
    if (x->n == 1 && count < 64) {
        return from_u128(t, (u128)x->one << count, x->neg);
    }
    if (count > INT_MAX_BITS) {
        return out_of_memory(t);
    }
    int64_t words = (int64_t)(count / 64);
    unsigned bits = count % 64;
    bigint *r = room_for(t, x->n + words + 1);
    if (r == NULL) {
        return NIL;
    }
    if (bits == 0) {
        memcpy(r->limbs + words, x->p, (size_t)x->n * 8);
    } else {
        r->limbs[words + x->n] = mpn_lshift(limbs_of(r) + words, x->p, (mp_size_t)x->n, bits);
    }
    return finish(r, x->n + words + 1, x->neg);
}

static value shift_right(thread *t, const view *x, const view *y) {
    if (y->neg) {
        return raise_error(t, E_VALUE_ERROR, "negative shift count");
    }
    if (y->n > 1 || y->one >= (uint64_t)x->n * 64) {
        return from_small(x->neg ? -1 : 0);
    }
    int64_t words = (int64_t)(y->one / 64), n = x->n - words;
    unsigned bits = y->one % 64;
    bigint *r = room_for(t, n + 1);
    if (r == NULL) {
        return NIL;
    }
    mp_limb_t lost = 0;
    if (bits == 0) {
        memcpy(r->limbs, x->p + words, (size_t)n * 8);
    } else {
        lost = mpn_rshift(limbs_of(r), x->p + words, (mp_size_t)n, bits);
    }
    if (x->neg) {
        for (int64_t i = 0; lost == 0 && i < words; i++) {
            lost = x->p[i];
        }
        if (lost != 0) {
            r->limbs[n] = mpn_add_1(limbs_of(r), limbs_of(r), (mp_size_t)n, 1);
            n++;
        }
    }
    return finish(r, n, x->neg);
}

static value int_lshift(thread *t, value a, value b) {
    if (both_int(a, b)) {
        int64_t i = as_int(a), s = as_int(b);
        if (s >= 0 && s < 15) {
            return int_new(t, i * ((int64_t)1 << s));
        }
    }
    view x, y;
    return view_two(a, b, &x, &y) ? shift_left(t, &x, &y) : NOTIMPL;
}

static value int_rshift(thread *t, value a, value b) {
    if (both_int(a, b) && as_int(b) >= 0) {
        return from_small(as_int(a) >> (as_int(b) > 63 ? 63 : as_int(b)));
    }
    view x, y;
    return view_two(a, b, &x, &y) ? shift_right(t, &x, &y) : NOTIMPL;
}

/* ---- bits ---- */

/* The lowest 64 bits in two's complement. */
static uint64_t low_bits(const view *x) {
    return x->neg ? 0 - x->one : x->one;
}

static value bits_with_gmp(thread *t, const view *x, const view *y,
                           void (*f)(mpz_ptr, mpz_srcptr, mpz_srcptr)) {
    if (!int_reserve(t, (uint64_t)(x->n > y->n ? x->n : y->n) * 64)) {
        return NIL;
    }
    mpz_t a, b, r;
    mpz_init(r);
    f(r, view_mpz(x, a), view_mpz(y, b));
    return int_take_mpz(t, r);
}

static value int_and(thread *t, value a, value b) {
    if (both_int(a, b)) {
        return from_small(as_int(a) & as_int(b));
    }
    view x, y;
    if (!view_two(a, b, &x, &y)) {
        return NOTIMPL;
    }
    if (is_bool(a) && is_bool(b)) {
        return from_bool(x.n & y.n);
    }
    /* Masking: the result is no wider than the mask. */
    if ((x.n <= 1 && !x.neg) || (y.n <= 1 && !y.neg)) {
        return from_u128(t, low_bits(&x) & low_bits(&y), false);
    }
    return bits_with_gmp(t, &x, &y, mpz_and);
}

static value int_or(thread *t, value a, value b) {
    if (both_int(a, b)) {
        return from_small(as_int(a) | as_int(b));
    }
    view x, y;
    if (!view_two(a, b, &x, &y)) {
        return NOTIMPL;
    }
    if (is_bool(a) && is_bool(b)) {
        return from_bool(x.n | y.n);
    }
    if (x.n <= 1 && y.n <= 1 && !x.neg && !y.neg) {
        return from_u128(t, x.one | y.one, false);
    }
    return bits_with_gmp(t, &x, &y, mpz_ior);
}

static value int_xor(thread *t, value a, value b) {
    if (both_int(a, b)) {
        return from_small(as_int(a) ^ as_int(b));
    }
    view x, y;
    if (!view_two(a, b, &x, &y)) {
        return NOTIMPL;
    }
    if (is_bool(a) && is_bool(b)) {
        return from_bool(x.n ^ y.n);
    }
    if (x.n <= 1 && y.n <= 1 && !x.neg && !y.neg) {
        return from_u128(t, x.one ^ y.one, false);
    }
    return bits_with_gmp(t, &x, &y, mpz_xor);
}

/* ---- one operand ---- */

static value int_neg(thread *t, value v) {
    if (is_int(v)) {
        return int_new(t, -as_int(v));
    }
    view x;
    view_any(v, &x);
    return from_limbs(t, x.p, x.n, x.n != 0 && !x.neg);
}

static value int_invert(thread *t, value v) {
    if (is_int(v)) {
        return from_small(~as_int(v));
    }
    view x, one = {.n = 1, .one = 1};
    one.p = &one.one;
    view_any(v, &x);
    value r = add_views(t, &x, &one, false);
    return r == NIL ? NIL : int_neg(t, r);
}

static value int_abs(thread *t, value v) {
    return int_sign(v) < 0 ? int_neg(t, v) : int_exact(t, v);
}

static value int_float(thread *t, value v) {
    double d;
    return to_double(t, v, &d) ? from_double(d) : NIL;
}

/* ---- making: int(...), bool(...) ---- */

static value int_from_text(thread *t, value text, int base) {
    const char *s;
    size_t n;
    bool bad;
    if (is_kind(text, T_STR)) {
        s = ((str *)as_obj(text))->data;
        n = ((str *)as_obj(text))->len;
    } else {
        const uint8_t *p;
        if (!bytes_view(text, &p, &n)) {
            return raise_error(t, E_TYPE_ERROR,
                               "int() can't convert non-string with explicit base");
        }
        s = (const char *)p;
        if (!bytes_are_ascii(s, n)) {
            return bad_literal(t, base, text);
        }
    }
    value v = parse_int(t, s, n, base, &bad);
    return bad ? bad_literal(t, base, text) : v;
}

/* What a number slot answered must be an int. */
static value checked_int(thread *t, value r, const char *dunder) {
    if (r != NIL && !is_any_int(r)) {
        return raise_error(t, E_TYPE_ERROR, "%s returned non-int (type %T)", dunder, r);
    }
    return r == NIL ? NIL : int_exact(t, r);
}

static value int_from_any(thread *t, value v) {
    if (is_int(v) || is_exact(v, T_INT)) {
        return v;
    }
    if (is_double(v)) {
        return int_from_double(t, as_double(v));
    }
    const slots *s = &type_of(t->vm, v)->slots;
    if (s->unary[UN_INT] != NULL) {
        return checked_int(t, s->unary[UN_INT](t, v), "__int__");
    }
    if (s->unary[UN_INDEX] != NULL) {
        return checked_int(t, s->unary[UN_INDEX](t, v), "__index__");
    }
    bool found;
    value r = call_special(t, v, N(t, __trunc__), NULL, 0, &found);
    if (found) {
        if (r != NIL && !is_any_int(r)) {
            if (type_of(t->vm, r)->slots.unary[UN_INDEX] == NULL) {
                return raise_error(t, E_TYPE_ERROR, "__trunc__ returned non-Integral (type %T)", r);
            }
            r = op_index(t, r);
        }
        return r == NIL ? NIL : int_exact(t, r);
    }
    const uint8_t *p;
    size_t n;
    if (is_kind(v, T_STR) || bytes_view(v, &p, &n)) {
        return int_from_text(t, v, 10);
    }
    return raise_error(
        t, E_TYPE_ERROR,
        "int() argument must be a string, a bytes-like object or a real number, not '%T'", v);
}

/* v as an instance of cls, a class derived from int. */
static value int_of_class(thread *t, type *cls, value v) {
    view x;
    view_any(v, &x);
    bigint *b = heap_alloc(t, cls, sizeof(bigint) + (size_t)x.n * 8);
    if (b == NULL) {
        return NIL;
    }
    memcpy(b->limbs, x.p, (size_t)x.n * 8);
    b->size = x.neg ? -x.n : x.n;
    return from_obj(b);
}

static value int_make(thread *t, value x, value base) {
    if (base == NIL) {
        return x == NIL ? from_small(0) : int_from_any(t, x);
    }
    if (x == NIL) {
        return raise_error(t, E_TYPE_ERROR, "int() missing string argument");
    }
    int64_t b;
    if (!op_to_index_clip(t, base, &b)) {
        return NIL;
    }
    if ((b != 0 && b < 2) || b > 36) {
        return raise_error(t, E_VALUE_ERROR, "int() base must be >= 2 and <= 36, or 0");
    }
    return int_from_text(t, x, (int)b);
}

static value int_new_slot(thread *t, type *cls, value *a, int n) {
    value kwnames = t->kwnames, base = n > 1 ? a[1] : NIL;
    t->kwnames = NIL;
    int nkw = kwnames == NIL ? 0 : (int)((tuple *)as_obj(kwnames))->len;
    if (n + nkw > 2) {
        return raise_error(t, E_TYPE_ERROR, "int() takes at most 2 arguments (%d given)", n + nkw);
    }
    for (int i = 0; i < nkw; i++) {
        str *name = (str *)as_obj(((tuple *)as_obj(kwnames))->items[i]);
        if (strcmp(name->data, "base") != 0) {
            return raise_error(t, E_TYPE_ERROR, "'%U' is an invalid keyword argument for int()",
                               name);
        }
        if (n > 1) {
            return raise_error(t, E_TYPE_ERROR,
                               "argument for int() given by name ('base') and position (2)");
        }
        base = a[n + i];
    }
    value v = int_make(t, n > 0 ? a[0] : NIL, base);
    return v == NIL || cls == t->vm->types[T_INT] ? v : int_of_class(t, cls, v);
}

static value bool_new(thread *t, type *cls, value *a, int n) {
    (void)cls;
    bool keywords = t->kwnames != NIL && ((tuple *)as_obj(t->kwnames))->len > 0;
    t->kwnames = NIL;
    if (keywords) {
        return raise_error(t, E_TYPE_ERROR, "bool() takes no keyword arguments");
    }
    if (n > 1) {
        return raise_error(t, E_TYPE_ERROR, "bool expected at most 1 argument, got %d", n);
    }
    int truth = n == 0 ? 0 : op_truth(t, a[0]);
    return truth < 0 ? NIL : from_bool(truth);
}

static value bool_repr(thread *t, value v) {
    return v == V_TRUE ? str_new_ascii(t, "True", 4) : str_new_ascii(t, "False", 5);
}

/* ---- methods ---- */

static value int_bit_length_method(thread *t, value *a, int n) {
    (void)n;
    return int_new_u64(t, int_bit_length(a[0]));
}

static value int_bit_count(thread *t, value *a, int n) {
    view x;
    (void)n;
    view_any(a[0], &x);
    return int_new_u64(t, x.n == 0 ? 0 : mpn_popcount(x.p, (mp_size_t)x.n));
}

static value int_as_integer_ratio(thread *t, value *a, int n) {
    (void)n;
    value v = int_exact(t, a[0]);
    return v == NIL ? NIL : tuple_pair(t, v, from_small(1));
}

static value int_self(thread *t, value *a, int n) {
    (void)n;
    return int_exact(t, a[0]);
}

/* 1 = little, 0 = big, -1 = exception. */
static int byte_order(thread *t, value order) {
    if (order == NIL) {
        return 0;
    }
    if (!is_kind(order, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "argument 'byteorder' must be str, not %T", order);
        return -1;
    }
    const char *s = ((str *)as_obj(order))->data;
    if (strcmp(s, "little") == 0) {
        return 1;
    }
    if (strcmp(s, "big") == 0) {
        return 0;
    }
    raise_error(t, E_VALUE_ERROR, "byteorder must be either 'little' or 'big'");
    return -1;
}

static void reverse(uint8_t *p, size_t n) {
    for (size_t i = 0, j = n; i + 1 < j; i++) {
        uint8_t c = p[i];
        p[i] = p[--j];
        p[j] = c;
    }
}

static value int_to_bytes(thread *t, value *a, int n) {
    (void)n;
    int64_t length = 1;
    int is_signed = 0;
    if (a[1] != NIL && !op_to_int64(t, a[1], &length)) {
        return NIL;
    }
    int little = byte_order(t, a[2]);
    if (little < 0 || (a[3] != NIL && (is_signed = op_truth(t, a[3])) < 0)) {
        return NIL;
    }
    if (length < 0) {
        return raise_error(t, E_VALUE_ERROR, "length argument must be non-negative");
    }
    view x;
    view_any(a[0], &x);
    if (x.neg && !is_signed) {
        return raise_error(t, E_OVERFLOW_ERROR, "can't convert negative int to unsigned");
    }
    /* A signed number needs a bit for its sign, but for -128 and its like. */
    uint64_t bits = view_bits(&x);
    if (is_signed && !(x.neg && mpn_scan1(x.p, 0) == bits - 1)) {
        bits++;
    }
    /* CPython lets -1 pass as no bytes at all. */
    if (x.n == 0 || (x.neg && x.one == 1 && x.n == 1 && length == 0)) {
        bits = 0;
    }
    if ((bits + 7) / 8 > (uint64_t)length) {
        return raise_error(t, E_OVERFLOW_ERROR, "int too big to convert");
    }
    value r = bytes_new(t, NULL, (size_t)length);
    if (r == NIL) {
        return NIL;
    }
    uint8_t *p = ((bytes *)as_obj(r))->data;
    for (int64_t i = 0; i < length && i / 8 < x.n; i++) {
        p[i] = (uint8_t)(x.p[i / 8] >> (i % 8 * 8));
    }
    if (x.neg) {
        bool carry = true;
        for (int64_t i = 0; i < length; i++) {
            p[i] = (uint8_t)(~p[i] + carry);
            carry = carry && p[i] == 0;
        }
    }
    if (!little) {
        reverse(p, (size_t)length);
    }
    return r;
}

static value bytes_to_int(thread *t, const uint8_t *p, size_t len, bool little, bool is_signed) {
    if (len > INT_MAX_BITS / 8) {
        return out_of_memory(t);
    }
    int64_t limbs = (int64_t)(len + 7) / 8;
    bigint *b = room_for(t, limbs);
    if (b == NULL) {
        return NIL;
    }
    bool neg = is_signed && len > 0 && (little ? p[len - 1] : p[0]) >= 0x80;
    for (size_t i = 0; i < (size_t)limbs * 8; i++) {
        uint64_t byte = i >= len ? (neg ? 0xFF : 0) : little ? p[i] : p[len - 1 - i];
        b->limbs[i / 8] |= byte << (i % 8 * 8);
    }
    if (neg) {
        mpn_neg(limbs_of(b), limbs_of(b), (mp_size_t)limbs);
    }
    return finish(b, limbs, neg);
}

static value int_from_bytes(thread *t, value *a, int n) {
    (void)n;
    int is_signed = 0, little = byte_order(t, a[2]);
    if (little < 0 || (a[3] != NIL && (is_signed = op_truth(t, a[3])) < 0)) {
        return NIL;
    }
    const uint8_t *p;
    size_t len;
    value data = a[1];
    if (!bytes_view(data, &p, &len)) {
        if (is_any_int(data) || is_kind(data, T_STR) || type_of(t->vm, data)->slots.iter == NULL) {
            return raise_error(t, E_TYPE_ERROR, "cannot convert '%T' object to bytes", data);
        }
        data = call1(t, from_obj(t->vm->types[T_BYTES]), data);
        if (data == NIL || !bytes_view(data, &p, &len)) {
            return NIL;
        }
    }
    value v = bytes_to_int(t, p, len, little, is_signed);
    if (v == NIL || as_obj(a[0]) == &t->vm->types[T_INT]->h) {
        return v;
    }
    return call1(t, a[0], v);
}

static value int_round(thread *t, value *a, int n) {
    (void)n;
    value self = int_exact(t, a[0]), digits = a[1] == NIL ? NIL : op_index(t, a[1]);
    if (self == NIL || (a[1] != NIL && digits == NIL)) {
        return NIL;
    }
    int64_t d;
    if (digits == NIL || int_sign(digits) >= 0) {
        return self;
    }
    /* 10^-d beyond twice the number: nothing is left of it. 3.33 bits a digit. */
    if (!int_to_int64(digits, &d) || -d > (int64_t)(int_bit_length(self) / 3 + 2)) {
        return from_small(0);
    }
    int_view w;
    mpz_t power, q, r;
    mpz_inits(power, q, r, NULL);
    mpz_ui_pow_ui(power, 10, (unsigned long)-d);
    mpz_fdiv_qr(q, r, int_mpz(self, &w), power);
    mpz_mul_2exp(r, r, 1);
    int c = mpz_cmp(r, power);
    if (c > 0 || (c == 0 && mpz_odd_p(q))) { /* half to even */
        mpz_add_ui(q, q, 1);
    }
    mpz_mul(q, q, power);
    mpz_clears(power, r, NULL);
    return int_take_mpz(t, q);
}

static value int_format(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "__format__() argument must be str, not %T", a[1]);
    }
    if (((str *)as_obj(a[1]))->len == 0) {
        return op_str(t, a[0]);
    }
    return format_int(t, a[0], (str *)as_obj(a[1]));
}

static value int_getnewargs(thread *t, value *a, int n) {
    (void)n;
    value v = int_exact(t, a[0]);
    return v == NIL ? NIL : tuple_of(t, &v, 1);
}

/* What CPython would say: 30-bit digits behind a header of 24 bytes. */
static value int_sizeof(thread *t, value *a, int n) {
    (void)n;
    return int_new_u64(t, 24 + (int_bit_length(a[0]) + 29) / 30 * 4);
}

static value int_get_real(thread *t, value self) {
    return int_exact(t, self);
}

static value int_get_imag(thread *t, value self) {
    (void)t;
    (void)self;
    return from_small(0);
}

static value int_get_denominator(thread *t, value self) {
    (void)t;
    (void)self;
    return from_small(1);
}

static const native_def int_methods[] = {
    {"bit_length", int_bit_length_method, "self, /", 0,
     "Number of bits necessary to represent self in binary.\n\n>>> bin(37)\n'0b100101'\n>>> "
     "(37).bit_length()\n6"},
    {"bit_count", int_bit_count, "self, /", 0,
     "Number of ones in the binary representation of the absolute value of self.\n\nAlso known as "
     "the population count."},
    {"as_integer_ratio", int_as_integer_ratio, "self, /", 0, "Return integer ratio."},
    {"conjugate", int_self, "self, /", 0, "Returns self, the complex conjugate of any int."},
    {"to_bytes", int_to_bytes, "self, /, length=1, byteorder='big', *, signed=False", 0,
     "Return an array of bytes representing an integer."},
    {"from_bytes", int_from_bytes, "cls, /, bytes, byteorder='big', *, signed=False", NATIVE_CLASS,
     "Return the integer represented by the given array of bytes."},
    {"__trunc__", int_self, "self, /", 0, "Truncating an Integral returns itself."},
    {"__floor__", int_self, "self, /", 0, "Flooring an Integral returns itself."},
    {"__ceil__", int_self, "self, /", 0, "Ceiling of an Integral returns itself."},
    {"__round__", int_round, "self, ndigits=None, /", 0,
     "Rounding an Integral returns itself.\n\nRounding with an ndigits argument also returns an "
     "integer."},
    {"__format__", int_format, "self, format_spec, /", 0, NULL},
    {"__getnewargs__", int_getnewargs, "self, /", 0, NULL},
    {"__sizeof__", int_sizeof, "self, /", 0, "Returns size in memory, in bytes."},
    {0},
};

static const getset_def int_getset[] = {
    {"real", int_get_real, NULL, "the real part of a complex number"},
    {"imag", int_get_imag, NULL, "the imaginary part of a complex number"},
    {"numerator", int_get_real, NULL, "the numerator of a rational number in lowest terms"},
    {"denominator", int_get_denominator, NULL,
     "the denominator of a rational number in lowest terms"},
    {0},
};

const type_spec int_spec = {
    .name = "int",
    .size = sizeof(bigint) + 8,
    .flags = TYPE_BASE | TYPE_MATCH_SELF | TYPE_NO_WEAKREF,
    .slots =
        {
            .repr = int_repr,
            .hash = int_hash_slot,
            .compare = int_compare_slot,
            .truth = int_truth,
            .binary = {[BIN_ADD] = int_add,
                       [BIN_SUB] = int_sub,
                       [BIN_MUL] = int_mul,
                       [BIN_DIV] = int_div,
                       [BIN_FLOORDIV] = int_floordiv,
                       [BIN_MOD] = int_mod,
                       [BIN_POW] = int_pow,
                       [BIN_LSHIFT] = int_lshift,
                       [BIN_RSHIFT] = int_rshift,
                       [BIN_AND] = int_and,
                       [BIN_OR] = int_or,
                       [BIN_XOR] = int_xor,
                       [BIN_DIVMOD] = int_divmod},
            .unary = {[UN_NEG] = int_neg,
                      [UN_POS] = int_exact,
                      [UN_INVERT] = int_invert,
                      [UN_ABS] = int_abs,
                      [UN_INT] = int_exact,
                      [UN_FLOAT] = int_float,
                      [UN_INDEX] = int_exact},
            .new = int_new_slot,
        },
    .methods = int_methods,
    .getset = int_getset,
    .doc = "int([x]) -> integer\n"
           "int(x, base=10) -> integer\n"
           "\n"
           "Convert a number or string to an integer, or return 0 if no arguments\n"
           "are given.  If x is a number, return x.__int__().  For floating point\n"
           "numbers, this truncates towards zero.\n"
           "\n"
           "If x is not a number or if base is given, then x must be a string,\n"
           "bytes, or bytearray instance representing an integer literal in the\n"
           "given base.  The literal can be preceded by '+' or '-' and be surrounded\n"
           "by whitespace.  The base defaults to 10.  Valid bases are 0 and 2-36.\n"
           "Base 0 means to interpret the base from the string as an integer literal.\n"
           ">>> int('0b100', base=0)\n"
           "4",
};

const type_spec bool_spec = {
    .name = "bool",
    .base = T_INT,
    .flags = TYPE_MATCH_SELF | TYPE_NO_WEAKREF,
    .slots =
        {
            .repr = bool_repr,
            .binary = {[BIN_AND] = int_and, [BIN_OR] = int_or, [BIN_XOR] = int_xor},
            .new = bool_new,
        },
    .doc = "bool(x) -> bool\n"
           "\n"
           "Returns True when the argument x is true, False otherwise.\n"
           "The builtins True and False are the only two instances of the class bool.\n"
           "The class bool is a subclass of the class int, and cannot be subclassed.",
};
