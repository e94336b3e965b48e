/* obj_float.c: float. Its values are in the word; only instances of classes derived from float are
 * objects (float_obj).
 *
 * Operators take ints beside floats; an int too large for a double is an OverflowError in
 * arithmetic, but comparisons between the two kinds are exact, and equal numbers have equal hashes
 * whatever their type. The digits of a repr are float_format.c's; reading and rounding rely on the
 * C library's strtod and printf being correctly rounded.
 */
#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "vm/float.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/str.h"

int float_operand(thread *t, value v, double *out) {
    if (is_any_float(v)) {
        *out = float_of(v);
        return 1;
    }
    if (is_any_int(v)) {
        bool overflow;
        *out = int_to_double(t, v, &overflow);
        if (overflow) {
            raise_error(t, E_OVERFLOW_ERROR, "int too large to convert to float");
            return -1;
        }
        return 1;
    }
    return 0;
}

#define OPERANDS(x, y)                               \
    double x, y;                                     \
    {                                                \
        int ok = float_operand(t, a, &x);            \
        ok = ok == 1 ? float_operand(t, b, &y) : ok; \
        if (ok != 1) {                               \
            return ok == 0 ? NOTIMPL : NIL;          \
        }                                            \
    }

static value float_exact(thread *t, value v) {
    (void)t;
    return from_double(float_of(v));
}

/* ---- reading ---- */

static bool word_at(const char **p, const char *end, const char *word) {
    size_t n = strlen(word);
    if ((size_t)(end - *p) < n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (tolower((unsigned char)(*p)[i]) != word[i]) {
            return false;
        }
    }
    *p += n;
    return true;
}

/* Digits with single underscores between them; copies the digits to *w. */
static bool digit_run(const char **p, const char *end, char **w) {
    const char *s = *p;
    bool last_digit = false;
    while (s < end && (isdigit((unsigned char)*s) ||
                       (*s == '_' && last_digit && s + 1 < end && isdigit((unsigned char)s[1])))) {
        last_digit = *s != '_';
        if (last_digit) {
            *(*w)++ = *s;
        }
        s++;
    }
    bool some = s > *p;
    *p = s;
    return some;
}

bool double_read(const char **pp, const char *end, char *scratch, double *out) {
    const char *p = *pp;
    char *w = scratch;
    bool neg = false;
    if (p < end && (*p == '+' || *p == '-')) {
        neg = *p++ == '-';
    }
    if (word_at(&p, end, "infinity") || word_at(&p, end, "inf")) {
        *out = neg ? -HUGE_VAL : HUGE_VAL;
        *pp = p;
        return true;
    }
    if (word_at(&p, end, "nan")) {
        *out = neg ? -(double)NAN : (double)NAN;
        *pp = p;
        return true;
    }
    bool digits = digit_run(&p, end, &w);
    if (p < end && *p == '.') {
        *w++ = *p++;
        digits = digit_run(&p, end, &w) || digits;
    }
    if (!digits) {
        return false;
    }
    const char *before = p;
    if (p < end && (*p == 'e' || *p == 'E')) {
        char *mark = w;
        *w++ = *p++;
        if (p < end && (*p == '+' || *p == '-')) {
            *w++ = *p++;
        }
        if (!digit_run(&p, end, &w)) {
            p = before;
            w = mark;
        }
    }
    *w = 0;
    double d = strtod(scratch, NULL);
    *out = neg ? -d : d;
    *pp = p;
    return true;
}

const char *number_text(thread *t, value text, size_t *len, char **owned) {
    const char *s;
    const uint8_t *bytes_data;
    *owned = NULL;
    if (is_kind(text, T_STR)) {
        s = ((str *)as_obj(text))->data;
        *len = ((str *)as_obj(text))->len;
    } else if (bytes_view(text, &bytes_data, len)) {
        s = (const char *)bytes_data;
    } else {
        return NULL;
    }
    char *out = mem_alloc(t, 2 * *len + 4), *w = out;
    if (out == NULL) {
        return NULL;
    }
    *owned = out;
    if (!is_kind(text, T_STR)) {
        memcpy(out, s, *len);
        w += *len;
    } else {
        for (const char *p = s, *end = s + *len; p < end;) {
            uint32_t c = utf8_next(&p);
            int d = c < 128 ? -1 : uni_decimal(c);
            *w++ = c < 128 ? (char)c : d >= 0 ? (char)('0' + d) : uni_is_space(c) ? ' ' : '?';
        }
    }
    char *from = out;
    while (from < w && (isspace((unsigned char)*from) || (*from >= 0x1C && *from <= 0x1F))) {
        from++;
    }
    while (w > from && (isspace((unsigned char)w[-1]) || (w[-1] >= 0x1C && w[-1] <= 0x1F))) {
        w--;
    }
    size_t n = (size_t)(w - from);
    memmove(out, from, n);
    *len = n;
    return out;
}

static value float_from_text(thread *t, value text) {
    const uint8_t *data;
    size_t n, size;
    if (is_kind(text, T_STR)) {
        size = ((str *)as_obj(text))->len;
    } else if (!bytes_view(text, &data, &size)) {
        return raise_error(t, E_TYPE_ERROR,
                           "float() argument must be a string or a real number, not '%T'", text);
    }
    char *owned;
    const char *s = number_text(t, text, &n, &owned);
    if (s == NULL) {
        return NIL;
    }
    double d;
    const char *p = s;
    bool ok = double_read(&p, s + n, owned + size + 1, &d) && p == s + n;
    mem_free(t->vm, owned, 2 * size + 4);
    if (!ok) {
        return raise_error(t, E_VALUE_ERROR, "could not convert string to float: %R", text);
    }
    return from_double(d);
}

/* ---- making ---- */

static value float_from_any(thread *t, value v) {
    if (is_double(v)) {
        return v;
    }
    const slots *s = &type_of(t->vm, v)->slots;
    if (is_kind(v, T_STR) || (s->unary[UN_FLOAT] == NULL && s->unary[UN_INDEX] == NULL)) {
        return float_from_text(t, v);
    }
    if (s->unary[UN_FLOAT] != NULL) {
        value r = s->unary[UN_FLOAT](t, v);
        if (r == NIL || is_double(r)) {
            return r;
        }
        if (!is_any_float(r)) {
            return raise_error(t, E_TYPE_ERROR, "%T.__float__ returned non-float (type %T)", v, r);
        }
        return float_exact(t, r);
    }
    value i = s->unary[UN_INDEX](t, v);
    double d;
    if (i == NIL) {
        return NIL;
    }
    if (!is_any_int(i)) {
        return raise_error(t, E_TYPE_ERROR, "__index__ returned non-int (type %T)", i);
    }
    return float_operand(t, i, &d) == 1 ? from_double(d) : NIL;
}

static value float_new(thread *t, type *cls, value *a, int n) {
    bool exact = cls == t->vm->types[T_FLOAT];
    if (cls->slots.init == t->vm->types[T_FLOAT]->slots.init && !no_keywords(t, "float")) {
        return NIL;
    }
    t->kwnames = NIL;
    if (!check_args(t, "float", n, 0, 1)) {
        return NIL;
    }
    value v = n == 0 ? from_double(0.0) : float_from_any(t, a[0]);
    if (v == NIL || exact) {
        return v;
    }
    float_obj *o = heap_alloc(t, cls, sizeof *o);
    if (o == NULL) {
        return NIL;
    }
    o->d = as_double(v);
    return from_obj(o);
}

/* ---- arithmetic ---- */

static value float_add(thread *t, value a, value b) {
    OPERANDS(x, y)
    return from_double(x + y);
}

static value float_sub(thread *t, value a, value b) {
    OPERANDS(x, y)
    return from_double(x - y);
}

static value float_mul(thread *t, value a, value b) {
    OPERANDS(x, y)
    return from_double(x * y);
}

static value float_div(thread *t, value a, value b) {
    OPERANDS(x, y)
    if (y == 0.0) {
        return raise_error(t, E_ZERO_DIVISION_ERROR, "float division by zero");
    }
    return from_double(x / y);
}

/* Python's sign rule: the remainder has the divisor's sign. */
static void divide_floor(double x, double y, double *quotient, double *remainder) {
    double mod = fmod(x, y), div = (x - mod) / y;
    if (mod != 0.0) {
        if ((y < 0) != (mod < 0)) {
            mod += y;
            div -= 1.0;
        }
    } else {
        mod = copysign(0.0, y);
    }
    if (div != 0.0) {
        double whole = floor(div);
        div = div - whole > 0.5 ? whole + 1.0 : whole;
    } else {
        div = copysign(0.0, x / y);
    }
    *quotient = div;
    *remainder = mod;
}

static value float_floordiv(thread *t, value a, value b) {
    OPERANDS(x, y)
    if (y == 0.0) {
        return raise_error(t, E_ZERO_DIVISION_ERROR, "float floor division by zero");
    }
    double q, r;
    divide_floor(x, y, &q, &r);
    return from_double(q);
}

static value float_mod(thread *t, value a, value b) {
    OPERANDS(x, y)
    if (y == 0.0) {
        return raise_error(t, E_ZERO_DIVISION_ERROR, "float modulo");
    }
    double r = fmod(x, y);
    if (r != 0.0) {
        r = (y < 0) != (r < 0) ? r + y : r;
    } else {
        r = copysign(0.0, y);
    }
    return from_double(r);
}

static value float_divmod(thread *t, value a, value b) {
    OPERANDS(x, y)
    if (y == 0.0) {
        return raise_error(t, E_ZERO_DIVISION_ERROR, "float divmod()");
    }
    double q, r;
    divide_floor(x, y, &q, &r);
    return tuple_pair(t, from_double(q), from_double(r));
}

/* OverflowError(34, 'Numerical result out of range'), as CPython makes it from errno. */
static value raise_range(thread *t) {
    value text = str_from(t, strerror(ERANGE));
    value exc = text == NIL
                    ? NIL
                    : call2(t, from_obj(t->vm->exc[E_OVERFLOW_ERROR]), from_small(ERANGE), text);
    return exc == NIL ? NIL : raise_value(t, exc);
}

static value float_pow(thread *t, value a, value b) {
    OPERANDS(x, y)
    if (x == 0.0 && y < 0.0) {
        return raise_error(t, E_ZERO_DIVISION_ERROR, "0.0 cannot be raised to a negative power");
    }
    if (x < 0.0 && isfinite(x) && isfinite(y) && y != floor(y)) {
        value cx = complex_new(t, x, 0.0), cy = cx == NIL ? NIL : complex_new(t, y, 0.0);
        return cy == NIL ? NIL : op_binary(t, cx, cy, BIN_POW);
    }
    double r = pow(x, y);
    if (isinf(r) && isfinite(x) && isfinite(y)) {
        return raise_range(t);
    }
    return from_double(r);
}

static value float_neg(thread *t, value v) {
    (void)t;
    return from_double(-float_of(v));
}

static value float_abs(thread *t, value v) {
    (void)t;
    return from_double(fabs(float_of(v)));
}

static value float_int(thread *t, value v) {
    return int_from_double(t, float_of(v));
}

static int float_truth(thread *t, value v) {
    (void)t;
    return float_of(v) != 0.0;
}

/* ---- order and hash ---- */

static value float_compare(thread *t, value a, value b, int op) {
    (void)t;
    double x = float_of(a);
    int c; /* 2: unordered */
    if (is_any_float(b)) {
        double y = float_of(b);
        c = x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;
    } else if (is_any_int(b)) {
        c = isnan(x) ? 2 : -int_compare_double(b, x);
    } else {
        return NOTIMPL;
    }
    switch (op) {
    case CMP_LT: return from_bool(c == -1);
    case CMP_LE: return from_bool(c <= 0);
    case CMP_EQ: return from_bool(c == 0);
    case CMP_NE: return from_bool(c != 0);
    case CMP_GT: return from_bool(c == 1);
    default: return from_bool(c == 0 || c == 1);
    }
}

int64_t double_hash(double d) {
    const uint64_t modulus = ((uint64_t)1 << 61) - 1;
    if (isinf(d)) {
        return d > 0 ? 314159 : -314159;
    }
    if (isnan(d)) {
        return 0;
    }
    if (d == (double)(int64_t)(fabs(d) < 1e15 ? d : 0)) {
        int64_t i = (int64_t)d;
        return i == -1 ? -2 : i;
    }
    int e;
    double m = frexp(d, &e);
    bool neg = m < 0;
    m = fabs(m);
    uint64_t x = 0;
    while (m != 0.0) { /* 28 bits at a time, as CPython does it */
        x = ((x << 28) & modulus) | x >> (61 - 28);
        m *= 268435456.0;
        e -= 28;
        uint64_t y = (uint64_t)m;
        m -= (double)y;
        x += y;
        if (x >= modulus) {
            x -= modulus;
        }
    }
    e = e >= 0 ? e % 61 : 60 - (-1 - e) % 61;
    x = ((x << e) & modulus) | x >> (61 - e);
    int64_t h = neg ? -(int64_t)x : (int64_t)x;
    return h == -1 ? -2 : h;
}

static bool float_hash(thread *t, value v, int64_t *out) {
    (void)t;
    *out = double_hash(float_of(v));
    return true;
}

static value float_repr(thread *t, value v) {
    char buf[40];
    int n = double_repr(float_of(v), buf);
    return str_new_ascii(t, buf, (size_t)n);
}

/* ---- methods ---- */

static value float_as_integer_ratio(thread *t, value *a, int n) {
    (void)n;
    double d = float_of(a[0]);
    if (isinf(d)) {
        return raise_error(t, E_OVERFLOW_ERROR, "cannot convert Infinity to integer ratio");
    }
    if (isnan(d)) {
        return raise_error(t, E_VALUE_ERROR, "cannot convert NaN to integer ratio");
    }
    int e;
    double m = frexp(d, &e);
    for (int i = 0; i < 300 && m != floor(m); i++) {
        m *= 2.0;
        e--;
    }
    value top = int_from_double(t, m), bottom = from_small(1);
    value power =
        top == NIL ? NIL : op_binary(t, from_small(1), from_small(e < 0 ? -e : e), BIN_LSHIFT);
    if (power == NIL) {
        return NIL;
    }
    if (e > 0) {
        top = op_binary(t, top, power, BIN_MUL);
    } else {
        bottom = power;
    }
    return top == NIL ? NIL : tuple_pair(t, top, bottom);
}

static value float_self(thread *t, value *a, int n) {
    (void)n;
    return float_exact(t, a[0]);
}

static value float_hex(thread *t, value *a, int n) {
    (void)n;
    double d = float_of(a[0]);
    if (!isfinite(d)) {
        return float_repr(t, from_double(d));
    }
    const char *sign = signbit(d) ? "-" : "";
    if (d == 0.0) {
        return str_format(t, "%s0x0.0p+0", sign);
    }
    int e;
    double m = frexp(fabs(d), &e);
    int shift = 1 - (DBL_MIN_EXP - e > 0 ? DBL_MIN_EXP - e : 0);
    m = ldexp(m, shift);
    e -= shift;
    char digits[32];
    unsigned whole = (unsigned)m;
    m -= whole;
    int k = snprintf(digits, sizeof digits, "0x%u.", whole);
    for (int i = 0; i < 13; i++) {
        m *= 16.0;
        unsigned digit = (unsigned)m;
        m -= digit;
        digits[k++] = "0123456789abcdef"[digit];
    }
    digits[k] = 0;
    return str_format(t, "%s%sp%s%d", sign, digits, e < 0 ? "-" : "+", abs(e));
}

/* The hexadecimal literal at [p, end); false = malformed. */
static bool hex_literal(const char *p, const char *end) {
    if (end - p >= 2 && p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
        p += 2;
    }
    int digits = 0;
    for (; p < end && isxdigit((unsigned char)*p); p++) {
        digits = 1;
    }
    if (p < end && *p == '.') {
        for (p++; p < end && isxdigit((unsigned char)*p); p++) {
            digits = 1;
        }
    }
    if (digits && p < end && (*p == 'p' || *p == 'P')) {
        p++;
        if (p < end && (*p == '+' || *p == '-')) {
            p++;
        }
        if (p == end) {
            return false;
        }
        while (p < end && isdigit((unsigned char)*p)) {
            p++;
        }
    }
    return digits && p == end;
}

static value float_fromhex(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "bad argument type for built-in operation");
    }
    size_t size = ((str *)as_obj(a[1]))->len, len;
    char *owned;
    const char *p = number_text(t, a[1], &len, &owned);
    if (p == NULL) {
        return NIL;
    }
    const char *end = p + len;
    bool neg = false;
    double d = 0.0;
    bool ok;
    if (p < end && (*p == '+' || *p == '-')) {
        neg = *p++ == '-';
    }
    const char *word = p;
    if (word_at(&word, end, "infinity") || ((word = p), word_at(&word, end, "inf"))) {
        d = HUGE_VAL;
        ok = word == end;
    } else if ((word = p), word_at(&word, end, "nan")) {
        d = (double)NAN;
        ok = word == end;
    } else {
        ok = hex_literal(p, end);
        if (ok) { /* strtod wants the prefix */
            char *w = owned + size + 1;
            if (!(end - p >= 2 && (p[1] | 0x20) == 'x')) {
                *w++ = '0';
                *w++ = 'x';
            }
            memcpy(w, p, (size_t)(end - p));
            w[end - p] = 0;
            d = strtod(owned + size + 1, NULL);
        }
    }
    bool word_given = ok && word != p && word == end;
    mem_free(t->vm, owned, 2 * size + 4);
    if (!ok) {
        return raise_error(t, E_VALUE_ERROR, "invalid hexadecimal floating-point string");
    }
    if (isinf(d) && !word_given) {
        return raise_error(t, E_OVERFLOW_ERROR,
                           "hexadecimal value too large to represent as a float");
    }
    value v = from_double(neg ? -d : d);
    return as_obj(a[0]) == &t->vm->types[T_FLOAT]->h ? v : call1(t, a[0], v);
}

static value float_is_integer(thread *t, value *a, int n) {
    (void)t;
    (void)n;
    double d = float_of(a[0]);
    return from_bool(isfinite(d) && floor(d) == d);
}

/* Half to even at a power of ten above one. */
static value round_tens(thread *t, double d, int digits) {
    mpz_t z, power, r;
    mpz_inits(power, r, NULL);
    mpz_init_set_d(z, fabs(d));
    bool fraction = floor(d) != d;
    mpz_ui_pow_ui(power, 10, (unsigned long)digits);
    mpz_fdiv_qr(z, r, z, power);
    mpz_mul_2exp(r, r, 1);
    int c = mpz_cmp(r, power);
    if (c > 0 || (c == 0 && (fraction || mpz_odd_p(z)))) {
        mpz_add_ui(z, z, 1);
    }
    mpz_mul(z, z, power);
    mpz_clears(power, r, NULL);
    value v = int_take_mpz(t, z);
    bool overflow;
    if (v == NIL) {
        return NIL;
    }
    double out = int_to_double(t, v, &overflow);
    if (overflow) {
        return raise_error(t, E_OVERFLOW_ERROR, "rounded value too large to represent");
    }
    return from_double(copysign(out, d));
}

static value float_round(thread *t, value *a, int n) {
    (void)n;
    double d = float_of(a[0]);
    if (a[1] == NIL || a[1] == NONE) {
        double r = round(d);
        if (fabs(d - r) == 0.5) {
            r = 2.0 * round(d / 2.0);
        }
        return int_from_double(t, r);
    }
    int64_t digits;
    if (!op_to_index_clip(t, a[1], &digits)) {
        return NIL;
    }
    if (!isfinite(d) || digits > 323) {
        return from_double(d);
    }
    if (digits < -308) {
        return from_double(0.0 * d);
    }
    if (digits < 0) {
        return round_tens(t, d, (int)-digits);
    }
    char buf[700];
    snprintf(buf, sizeof buf, "%.*f", (int)digits, d);
    d = strtod(buf, NULL);
    return isinf(d) ? raise_error(t, E_OVERFLOW_ERROR, "rounded value too large to represent")
                    : from_double(d);
}

static value float_trunc(thread *t, value *a, int n) {
    (void)n;
    return int_from_double(t, float_of(a[0]));
}

static value float_floor(thread *t, value *a, int n) {
    (void)n;
    return int_from_double(t, floor(float_of(a[0])));
}

static value float_ceil(thread *t, value *a, int n) {
    (void)n;
    return int_from_double(t, ceil(float_of(a[0])));
}

static value float_format(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "__format__() argument must be str, not %T", a[1]);
    }
    if (((str *)as_obj(a[1]))->len == 0) {
        return op_str(t, a[0]);
    }
    return format_float(t, a[0], (str *)as_obj(a[1]));
}

static value float_getnewargs(thread *t, value *a, int n) {
    (void)n;
    value v = float_exact(t, a[0]);
    return tuple_of(t, &v, 1);
}

static value float_sizeof(thread *t, value *a, int n) {
    (void)t;
    (void)a;
    (void)n;
    return from_small(24);
}

static value float_get_imag(thread *t, value self) {
    (void)t;
    (void)self;
    return from_double(0.0);
}

static const native_def float_methods[] = {
    {"as_integer_ratio", float_as_integer_ratio, "self, /", 0, "Return integer ratio."},
    {"conjugate", float_self, "self, /", 0, "Return self, the complex conjugate of any float."},
    {"hex", float_hex, "self, /", 0,
     "Return a hexadecimal representation of a floating-point number."},
    {"fromhex", float_fromhex, "cls, string, /", NATIVE_CLASS,
     "Create a floating-point number from a hexadecimal string."},
    {"is_integer", float_is_integer, "self, /", 0, "Return True if the float is an integer."},
    {"__round__", float_round, "self, ndigits=None, /", 0,
     "Return the Integral closest to x, rounding half toward even.\n\nWhen an argument is passed, "
     "work like built-in round(x, "
     "ndigits)."},
    {"__trunc__", float_trunc, "self, /", 0, "Return the Integral closest to x between 0 and x."},
    {"__floor__", float_floor, "self, /", 0, "Return the floor as an Integral."},
    {"__ceil__", float_ceil, "self, /", 0, "Return the ceiling as an Integral."},
    {"__format__", float_format, "self, format_spec, /", 0,
     "Formats the float according to format_spec."},
    {"__getnewargs__", float_getnewargs, "self, /", 0, NULL},
    {"__sizeof__", float_sizeof, "self, /", 0, "Size of object in memory, in bytes."},
    {0},
};

static const getset_def float_getset[] = {
    {"real", float_exact, NULL, "the real part of a complex number"},
    {"imag", float_get_imag, NULL, "the imaginary part of a complex number"},
    {0},
};

const type_spec float_spec = {
    .name = "float",
    .size = sizeof(float_obj),
    .flags = TYPE_BASE | TYPE_MATCH_SELF | TYPE_NO_WEAKREF,
    .slots =
        {
            .repr = float_repr,
            .hash = float_hash,
            .compare = float_compare,
            .truth = float_truth,
            .binary = {[BIN_ADD] = float_add,
                       [BIN_SUB] = float_sub,
                       [BIN_MUL] = float_mul,
                       [BIN_DIV] = float_div,
                       [BIN_FLOORDIV] = float_floordiv,
                       [BIN_MOD] = float_mod,
                       [BIN_POW] = float_pow,
                       [BIN_DIVMOD] = float_divmod},
            .unary = {[UN_NEG] = float_neg,
                      [UN_POS] = float_exact,
                      [UN_ABS] = float_abs,
                      [UN_INT] = float_int,
                      [UN_FLOAT] = float_exact},
            .new = float_new,
        },
    .methods = float_methods,
    .getset = float_getset,
    .doc = "Convert a string or number to a floating point number, if possible.",
};
