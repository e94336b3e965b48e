/* obj_complex.c: complex. Division and powers follow CPython's algorithms step by step, so that
 * results agree to the last bit.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>

#include "vm/float.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/str.h"

typedef struct cnum {
    double re, im;
} cnum;

static value of_cnum(thread *t, cnum c) {
    return complex_new(t, c.re, c.im);
}

value complex_new(thread *t, double re, double im) {
    complex_obj *c = heap_new(t, T_COMPLEX, sizeof *c);
    if (c == NULL) {
        return NIL;
    }
    c->re = re;
    c->im = im;
    return from_obj(c);
}

static cnum to_cnum(value v) {
    const complex_obj *c = (const complex_obj *)as_obj(v);
    return (cnum){c->re, c->im};
}

/* As float_operand, for complex ones too. */
static int number_arg(thread *t, value v, cnum *out) {
    if (is_kind(v, T_COMPLEX)) {
        *out = to_cnum(v);
        return 1;
    }
    out->im = 0.0;
    return float_operand(t, v, &out->re);
}

#define OPERANDS(x, y)                            \
    cnum x, y;                                    \
    {                                             \
        int ok = number_arg(t, a, &x);            \
        ok = ok == 1 ? number_arg(t, b, &y) : ok; \
        if (ok != 1) {                            \
            return ok == 0 ? NOTIMPL : NIL;       \
        }                                         \
    }

/* ---- arithmetic ---- */

static cnum product(cnum x, cnum y) {
    return (cnum){x.re * y.re - x.im * y.im, x.re * y.im + x.im * y.re};
}

/* Dividing by the larger part first keeps intermediate results in range. */
static bool quotient(cnum x, cnum y, cnum *out) {
    double abs_re = fabs(y.re), abs_im = fabs(y.im);
    if (abs_re >= abs_im) {
        if (abs_re == 0.0) {
            return false;
        }
        double ratio = y.im / y.re, denominator = y.re + y.im * ratio;
        *out = (cnum){(x.re + x.im * ratio) / denominator, (x.im - x.re * ratio) / denominator};
    } else if (abs_im >= abs_re) {
        double ratio = y.re / y.im, denominator = y.re * ratio + y.im;
        *out = (cnum){(x.re * ratio + x.im) / denominator, (x.im * ratio - x.re) / denominator};
    } else {
        *out = (cnum){(double)NAN, (double)NAN};
    }
    return true;
}

static value complex_add(thread *t, value a, value b) {
    OPERANDS(x, y)
    return complex_new(t, x.re + y.re, x.im + y.im);
}

static value complex_sub(thread *t, value a, value b) {
    OPERANDS(x, y)
    return complex_new(t, x.re - y.re, x.im - y.im);
}

static value complex_mul(thread *t, value a, value b) {
    OPERANDS(x, y)
    return of_cnum(t, product(x, y));
}

static value complex_div(thread *t, value a, value b) {
    OPERANDS(x, y)
    cnum q;
    if (!quotient(x, y, &q)) {
        return raise_error(t, E_ZERO_DIVISION_ERROR, "complex division by zero");
    }
    return of_cnum(t, q);
}

static cnum power_unsigned(cnum x, long n) {
    cnum r = {1.0, 0.0}, p = x;
    for (long mask = 1; mask > 0 && n >= mask; mask <<= 1) {
        if (n & mask) {
            r = product(r, p);
        }
        p = product(p, p);
    }
    return r;
}

/* False: a zero to a negative or complex power. */
static bool power(cnum x, cnum y, cnum *out) {
    if (y.im == 0.0 && y.re == floor(y.re) && fabs(y.re) <= 100.0) {
        long n = (long)y.re;
        if (n >= 0) {
            *out = power_unsigned(x, n);
            return true;
        }
        return quotient((cnum){1.0, 0.0}, power_unsigned(x, -n), out);
    }
    if (y.re == 0.0 && y.im == 0.0) {
        *out = (cnum){1.0, 0.0};
        return true;
    }
    if (x.re == 0.0 && x.im == 0.0) {
        *out = (cnum){0.0, 0.0};
        return y.im == 0.0 && y.re >= 0.0;
    }
    double vabs = hypot(x.re, x.im), len = pow(vabs, y.re), at = atan2(x.im, x.re),
           phase = at * y.re;
    if (y.im != 0.0) {
        len /= exp(at * y.im);
        phase += y.im * log(vabs);
    }
    *out = (cnum){len * cos(phase), len * sin(phase)};
    return true;
}

static value complex_pow(thread *t, value a, value b) {
    OPERANDS(x, y)
    cnum r;
    if (!power(x, y, &r)) {
        return raise_error(t, E_ZERO_DIVISION_ERROR, "0.0 to a negative or complex power");
    }
    if (isinf(r.re) || isinf(r.im)) {
        return raise_error(t, E_OVERFLOW_ERROR, "complex exponentiation");
    }
    return of_cnum(t, r);
}

static value complex_neg(thread *t, value v) {
    cnum c = to_cnum(v);
    return complex_new(t, -c.re, -c.im);
}

static value complex_pos(thread *t, value v) {
    return is_exact(v, T_COMPLEX) ? v : of_cnum(t, to_cnum(v));
}

static value complex_abs(thread *t, value v) {
    cnum c = to_cnum(v);
    double r = hypot(c.re, c.im);
    if (isinf(r) && isfinite(c.re) && isfinite(c.im)) {
        return raise_error(t, E_OVERFLOW_ERROR, "absolute value too large");
    }
    return from_double(r);
}

static int complex_truth(thread *t, value v) {
    (void)t;
    cnum c = to_cnum(v);
    return c.re != 0.0 || c.im != 0.0;
}

static value complex_compare(thread *t, value a, value b, int op) {
    (void)t;
    cnum x = to_cnum(a);
    bool equal;
    if (op != CMP_EQ && op != CMP_NE) {
        return NOTIMPL;
    }
    if (is_kind(b, T_COMPLEX)) {
        cnum y = to_cnum(b);
        equal = x.re == y.re && x.im == y.im;
    } else if (is_any_float(b)) {
        equal = x.re == float_of(b) && x.im == 0.0;
    } else if (is_any_int(b)) {
        equal = x.im == 0.0 && !isnan(x.re) && int_compare_double(b, x.re) == 0;
    } else {
        return NOTIMPL;
    }
    return from_bool(equal == (op == CMP_EQ));
}

static bool complex_hash(thread *t, value v, int64_t *out) {
    (void)t;
    cnum c = to_cnum(v);
    uint64_t h = (uint64_t)double_hash(c.re) + (uint64_t)1000003 * (uint64_t)double_hash(c.im);
    *out = (int64_t)h == -1 ? -2 : (int64_t)h;
    return true;
}

/* ---- text ---- */

/* As repr of a float, but whole numbers without ".0". */
static int part_repr(double d, char *buf) {
    int n = double_repr(d, buf);
    if (n > 2 && buf[n - 1] == '0' && buf[n - 2] == '.') {
        n -= 2;
    }
    buf[n] = 0;
    return n;
}

static value complex_repr(thread *t, value v) {
    char re[40], im[40];
    cnum c = to_cnum(v);
    part_repr(c.im, im);
    if (c.re == 0.0 && !signbit(c.re)) {
        return str_format(t, "%sj", im);
    }
    part_repr(c.re, re);
    return str_format(t, "(%s%s%sj)", re, im[0] == '-' ? "" : "+", im);
}

/* <float> | <float>j | <float><signed float>j | [<float>]<sign>j */
static bool parse_complex(const char *p, const char *end, char *scratch, cnum *out) {
    double x, y;
    *out = (cnum){0.0, 0.0};
    if (double_read(&p, end, scratch, &x)) {
        if (p < end && (*p == '+' || *p == '-')) {
            out->re = x;
            if (!double_read(&p, end, scratch, &y)) {
                y = *p == '-' ? -1.0 : 1.0;
                p++;
            }
            out->im = y;
            if (p == end || (*p != 'j' && *p != 'J')) {
                return false;
            }
            p++;
        } else if (p < end && (*p == 'j' || *p == 'J')) {
            out->im = x;
            p++;
        } else {
            out->re = x;
        }
        return p == end;
    }
    if (p < end && (*p == '+' || *p == '-')) {
        out->im = *p == '-' ? -1.0 : 1.0;
        p++;
    } else {
        out->im = 1.0;
    }
    return end - p == 1 && (*p == 'j' || *p == 'J');
}

static bool complex_from_text(thread *t, value text, cnum *out) {
    size_t size = ((str *)as_obj(text))->len, n;
    char *owned;
    const char *s = number_text(t, text, &n, &owned);
    if (s == NULL) {
        return false;
    }
    const char *p = s, *end = s + n;
    if (p < end && *p == '(' && end[-1] == ')') {
        p++;
        end--;
        while (p < end && *p == ' ') {
            p++;
        }
        while (end > p && end[-1] == ' ') {
            end--;
        }
    }
    bool ok = parse_complex(p, end, owned + size + 1, out);
    mem_free(t->vm, owned, 2 * size + 4);
    if (!ok) {
        raise_error(t, E_VALUE_ERROR, "complex() arg is a malformed string");
    }
    return ok;
}

/* ---- making ---- */

/* A part given to complex(): 1, or -1 with the exception set. `which`: "first", "second". */
static bool part_of_any(thread *t, value v, bool first, cnum *out, bool *is_complex) {
    *is_complex = is_kind(v, T_COMPLEX);
    bool own = first && type_of(t->vm, v)->flags & TYPE_HEAP; /* it may have a __complex__ */
    int ok = own ? 0 : number_arg(t, v, out);
    if (ok != 0) {
        return ok == 1;
    }
    if (own) {
        bool found;
        value r = call_special(t, v, N(t, __complex__), NULL, 0, &found);
        if (found) {
            if (r == NIL) {
                return false;
            }
            if (!is_kind(r, T_COMPLEX)) {
                raise_error(t, E_TYPE_ERROR, "__complex__ returned non-complex (type %T)", r);
                return false;
            }
            *out = to_cnum(r);
            *is_complex = true;
            return true;
        }
        ok = number_arg(t, v, out);
        if (ok != 0) {
            return ok == 1;
        }
    }
    const slots *s = &type_of(t->vm, v)->slots;
    if (s->unary[UN_FLOAT] == NULL && s->unary[UN_INDEX] == NULL) {
        raise_error(t, E_TYPE_ERROR,
                    first ? "complex() first argument must be a string or a number, not '%T'"
                          : "complex() second argument must be a number, not '%T'",
                    v);
        return false;
    }
    out->im = 0.0;
    return op_to_double(t, v, &out->re);
}

static bool complex_make(thread *t, value re, value im, cnum *out) {
    *out = (cnum){0.0, 0.0};
    if (re != NIL && is_kind(re, T_STR)) {
        if (im != NIL) {
            raise_error(t, E_TYPE_ERROR, "complex() can't take second arg if first is a string");
            return false;
        }
        return complex_from_text(t, re, out);
    }
    if (im != NIL && is_kind(im, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "complex() second arg can't be a string");
        return false;
    }
    bool re_complex = false, im_complex = false;
    cnum second = {0.0, 0.0};
    if (re != NIL && !part_of_any(t, re, true, out, &re_complex)) {
        return false;
    }
    if (im == NIL) {
        return true;
    }
    if (!part_of_any(t, im, false, &second, &im_complex)) {
        return false;
    }
    /* Adding zero would change the sign of a negative zero, hence the tests. */
    if (im_complex) {
        out->re -= second.im;
    }
    out->im = re_complex ? out->im + second.re : second.re;
    return true;
}

static value complex_new_slot(thread *t, type *cls, value *a, int n) {
    value kwnames = t->kwnames, part[2] = {NIL, NIL};
    t->kwnames = NIL;
    int nkw = kwnames == NIL ? 0 : (int)((tuple *)as_obj(kwnames))->len;
    if (n + nkw > 2) {
        return raise_error(t, E_TYPE_ERROR, "complex() takes at most 2 arguments (%d given)",
                           n + nkw);
    }
    for (int i = 0; i < n; i++) {
        part[i] = a[i];
    }
    for (int i = 0; i < nkw; i++) {
        str *name = (str *)as_obj(((tuple *)as_obj(kwnames))->items[i]);
        int at = strcmp(name->data, "real") == 0 ? 0 : strcmp(name->data, "imag") == 0 ? 1 : -1;
        if (at < 0) {
            return raise_error(t, E_TYPE_ERROR, "'%U' is an invalid keyword argument for complex()",
                               name);
        }
        if (part[at] != NIL) {
            return raise_error(t, E_TYPE_ERROR,
                               "argument for complex() given by name ('%U') and position (%d)",
                               name, at + 1);
        }
        part[at] = a[n + i];
    }
    bool exact = cls == t->vm->types[T_COMPLEX];
    if (exact && part[1] == NIL && part[0] != NIL && is_exact(part[0], T_COMPLEX)) {
        return part[0];
    }
    cnum c;
    if (!complex_make(t, part[0], part[1], &c)) {
        return NIL;
    }
    complex_obj *o = heap_alloc(t, cls, sizeof *o);
    if (o == NULL) {
        return NIL;
    }
    o->re = c.re;
    o->im = c.im;
    return from_obj(o);
}

/* ---- methods ---- */

static value complex_conjugate(thread *t, value *a, int n) {
    (void)n;
    cnum c = to_cnum(a[0]);
    return complex_new(t, c.re, -c.im);
}

static value complex_complex(thread *t, value *a, int n) {
    (void)n;
    return complex_pos(t, a[0]);
}

static value complex_format(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "__format__() argument must be str, not %T", a[1]);
    }
    if (((str *)as_obj(a[1]))->len == 0) {
        return op_str(t, a[0]);
    }
    return format_complex(t, a[0], (str *)as_obj(a[1]));
}

static value complex_getnewargs(thread *t, value *a, int n) {
    (void)n;
    cnum c = to_cnum(a[0]);
    return tuple_pair(t, from_double(c.re), from_double(c.im));
}

static value complex_sizeof(thread *t, value *a, int n) {
    (void)t;
    (void)a;
    (void)n;
    return from_small(32);
}

static value complex_get_real(thread *t, value self) {
    (void)t;
    return from_double(to_cnum(self).re);
}

static value complex_get_imag(thread *t, value self) {
    (void)t;
    return from_double(to_cnum(self).im);
}

static const native_def complex_methods[] = {
    {"conjugate", complex_conjugate, "self, /", 0,
     "Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j."},
    {"__complex__", complex_complex, "self, /", 0, "Convert this value to exact type complex."},
    {"__format__", complex_format, "self, format_spec, /", 0,
     "Convert to a string according to format_spec."},
    {"__getnewargs__", complex_getnewargs, "self, /", 0, NULL},
    {"__sizeof__", complex_sizeof, "self, /", 0, "Size of object in memory, in bytes."},
    {0},
};

static const getset_def complex_getset[] = {
    {"real", complex_get_real, attr_readonly, "the real part of a complex number"},
    {"imag", complex_get_imag, attr_readonly, "the imaginary part of a complex number"},
    {0},
};

const type_spec complex_spec = {
    .name = "complex",
    .size = sizeof(complex_obj),
    .flags = TYPE_BASE | TYPE_NO_WEAKREF,
    .slots =
        {
            .repr = complex_repr,
            .hash = complex_hash,
            .compare = complex_compare,
            .truth = complex_truth,
            .binary = {[BIN_ADD] = complex_add,
                       [BIN_SUB] = complex_sub,
                       [BIN_MUL] = complex_mul,
                       [BIN_DIV] = complex_div,
                       [BIN_POW] = complex_pow},
            .unary = {[UN_NEG] = complex_neg, [UN_POS] = complex_pos, [UN_ABS] = complex_abs},
            .new = complex_new_slot,
        },
    .methods = complex_methods,
    .getset = complex_getset,
    .doc = "Create a complex number from a real part and an optional imaginary part.\n\n"
           "This is equivalent to (real + imag*1j) where imag defaults to 0.",
};
