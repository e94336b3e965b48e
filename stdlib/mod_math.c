/* mod_math.c: the module math. Elementary functions are the C library's, as in CPython; where
 * CPython has an algorithm of its own (gamma, lgamma, hypot, dist, fsum), that one is followed step
 * by step so that results agree to the last bit. Exact integer functions are GMP's.
 *
 * Errors come in two kinds: a NaN or infinity out of ordinary arguments is "math domain error"
 * (ValueError) or, where the function can outgrow a double, "math range error" (OverflowError).
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "stdlib/stdlib.h"
#include "vm/int.h"
#include "vm/seq.h"

#define PI 3.141592653589793238462643383279502884197

static value domain_error(thread *t) {
    return raise_error(t, E_VALUE_ERROR, "math domain error");
}

static value range_error(thread *t) {
    return raise_error(t, E_OVERFLOW_ERROR, "math range error");
}

static bool arg(thread *t, value v, double *out) {
    if (is_double(v)) {
        *out = as_double(v);
        return true;
    }
    return op_to_double(t, v, out);
}

static bool two_args(thread *t, value *a, double *x, double *y) {
    return arg(t, a[0], x) && arg(t, a[1], y);
}

/* ---- one real argument ---- */

static value apply(thread *t, value v, double (*f)(double), bool can_overflow) {
    double x;
    if (!arg(t, v, &x)) {
        return NIL;
    }
    double r = f(x);
    if (isnan(r) && !isnan(x)) {
        return domain_error(t);
    }
    if (isinf(r) && isfinite(x)) {
        return can_overflow ? range_error(t) : domain_error(t);
    }
    return from_double(r);
}

#define ONE(name, f, can_overflow)                         \
    static value math_##name(thread *t, value *a, int n) { \
        (void)n;                                           \
        return apply(t, a[0], f, can_overflow);            \
    }
ONE(acos, acos, false)
ONE(acosh, acosh, false)
ONE(asin, asin, false)
ONE(asinh, asinh, false)
ONE(atan, atan, false)
ONE(atanh, atanh, false)
ONE(cbrt, cbrt, false)
ONE(cos, cos, false)
ONE(cosh, cosh, true)
ONE(erf, erf, false)
ONE(erfc, erfc, false)
ONE(exp, exp, true)
ONE(exp2, exp2, true)
ONE(expm1, expm1, true)
ONE(fabs, fabs, false)
ONE(log1p, log1p, false)
ONE(sin, sin, false)
ONE(sinh, sinh, true)
ONE(sqrt, sqrt, false)
ONE(tan, tan, false)
ONE(tanh, tanh, false)
#undef ONE

static value math_degrees(thread *t, value *a, int n) {
    double x;
    (void)n;
    return arg(t, a[0], &x) ? from_double(x * (180.0 / PI)) : NIL;
}

static value math_radians(thread *t, value *a, int n) {
    double x;
    (void)n;
    return arg(t, a[0], &x) ? from_double(x * (PI / 180.0)) : NIL;
}

static value math_isfinite(thread *t, value *a, int n) {
    double x;
    (void)n;
    return arg(t, a[0], &x) ? from_bool(isfinite(x)) : NIL;
}

static value math_isinf(thread *t, value *a, int n) {
    double x;
    (void)n;
    return arg(t, a[0], &x) ? from_bool(isinf(x)) : NIL;
}

static value math_isnan(thread *t, value *a, int n) {
    double x;
    (void)n;
    return arg(t, a[0], &x) ? from_bool(isnan(x)) : NIL;
}

/* ---- gamma: Lanczos' approximation, as in CPython ---- */

enum { LANCZOS_N = 13 };
static const double lanczos_g = 6.024680040776729583740234375;
static const double lanczos_g_minus_half = 5.524680040776729583740234375;
static const double lanczos_num[LANCZOS_N] = {23531376880.410759688572007674451636754734846804940,
                                              42919803642.649098768957899047001988850926355848959,
                                              35711959237.355668049440185451547166705960488635843,
                                              17921034426.037209699919755754458931112671403265390,
                                              6039542586.3520280050642916443072979210699388420708,
                                              1439720407.3117216736632230727949123939715485786372,
                                              248874557.86205415651146038641322942321632125127801,
                                              31426415.585400194380614231628318205362874684987640,
                                              2876370.6289353724412254090516208496135991145378768,
                                              186056.26539522349504029498971604569928220784236328,
                                              8071.6720023658162106380029022722506138218516325024,
                                              210.82427775157934587250973392071336271166969580291,
                                              2.5066282746310002701649081771338373386264310793408};
static const double lanczos_den[LANCZOS_N] = {
    0.0,       39916800.0, 120543840.0, 150917976.0, 105258076.0, 45995730.0, 13339535.0,
    2637558.0, 357423.0,   32670.0,     1925.0,      66.0,        1.0};

static double lanczos_sum(double x) {
    double num = 0.0, den = 0.0;
    if (x < 5.0) {
        for (int i = LANCZOS_N; --i >= 0;) {
            num = num * x + lanczos_num[i];
            den = den * x + lanczos_den[i];
        }
    } else { /* in powers of 1/x, which cannot overflow */
        for (int i = 0; i < LANCZOS_N; i++) {
            num = num / x + lanczos_num[i];
            den = den / x + lanczos_den[i];
        }
    }
    return num / den;
}

/* sin(pi x), exact at integers and halves. */
static double sin_pi(double x) {
    double y = fmod(fabs(x), 2.0), r;
    switch ((int)round(2.0 * y)) {
    case 0: r = sin(PI * y); break;
    case 1: r = cos(PI * (y - 0.5)); break;
    case 2: r = sin(PI * (1.0 - y)); break;
    case 3: r = -cos(PI * (y - 1.5)); break;
    default: r = sin(PI * (y - 2.0)); break;
    }
    return copysign(1.0, x) * r;
}

static double gamma_of(double x) {
    double absx = fabs(x), y, z, r;
    if (absx < 1e-20) {
        return 1.0 / x;
    }
    if (absx > 200.0) {
        return x < 0.0 ? 0.0 / sin_pi(x) : HUGE_VAL;
    }
    y = absx + lanczos_g_minus_half;
    if (absx > lanczos_g_minus_half) { /* z: what rounding y lost */
        volatile double q = y - absx;
        z = q - lanczos_g_minus_half;
    } else {
        volatile double q = y - lanczos_g_minus_half;
        z = q - absx;
    }
    z = z * lanczos_g / y;
    if (x < 0.0) {
        r = -PI / sin_pi(absx) / absx * exp(y) / lanczos_sum(absx);
        r -= z * r;
        if (absx < 140.0) {
            return r / pow(y, absx - 0.5);
        }
        double root = pow(y, absx / 2.0 - 0.25);
        return r / root / root;
    }
    r = lanczos_sum(absx) / exp(y);
    r += z * r;
    if (absx < 140.0) {
        return r * pow(y, absx - 0.5);
    }
    double root = pow(y, absx / 2.0 - 0.25);
    return r * root * root;
}

static value math_gamma(thread *t, value *a, int n) {
    (void)n;
    double x;
    if (!arg(t, a[0], &x)) {
        return NIL;
    }
    if (isnan(x) || (isinf(x) && x > 0)) {
        return from_double(x);
    }
    if (isinf(x) || x == 0.0 || (x < 0.0 && x == floor(x))) {
        return domain_error(t);
    }
    double r = 1.0;
    if (x == floor(x) && x <= 23.0) {
        for (int i = 2; i < (int)x; i++) {
            r *= i;
        }
        return from_double(r);
    }
    r = gamma_of(x);
    return isinf(r) ? range_error(t) : from_double(r);
}

static value math_lgamma(thread *t, value *a, int n) {
    (void)n;
    double x;
    if (!arg(t, a[0], &x)) {
        return NIL;
    }
    if (!isfinite(x)) {
        return from_double(isnan(x) ? x : HUGE_VAL);
    }
    if (x == floor(x) && x <= 2.0) {
        return x <= 0.0 ? domain_error(t) : from_double(0.0);
    }
    double absx = fabs(x);
    if (absx < 1e-20) {
        return from_double(-log(absx));
    }
    double r = log(lanczos_sum(absx)) - lanczos_g;
    r += (absx - 0.5) * (log(absx + lanczos_g - 0.5) - 1);
    if (x < 0.0) {
        r = 1.144729885849400174143427351353058711647 - log(fabs(sin_pi(absx))) - log(absx) - r;
    }
    return isinf(r) ? range_error(t) : from_double(r);
}

/* ---- two real arguments ---- */

static value math_atan2(thread *t, value *a, int n) {
    (void)n;
    double y, x;
    return two_args(t, a, &y, &x) ? from_double(atan2(y, x)) : NIL;
}

static value math_copysign(thread *t, value *a, int n) {
    (void)n;
    double x, y;
    return two_args(t, a, &x, &y) ? from_double(copysign(x, y)) : NIL;
}

static value math_fmod(thread *t, value *a, int n) {
    (void)n;
    double x, y;
    if (!two_args(t, a, &x, &y)) {
        return NIL;
    }
    double r = fmod(x, y);
    return isnan(r) && !isnan(x) && !isnan(y) ? domain_error(t) : from_double(r);
}

static value math_remainder(thread *t, value *a, int n) {
    (void)n;
    double x, y;
    if (!two_args(t, a, &x, &y)) {
        return NIL;
    }
    double r = remainder(x, y);
    return isnan(r) && !isnan(x) && !isnan(y) ? domain_error(t) : from_double(r);
}

static value math_pow(thread *t, value *a, int n) {
    (void)n;
    double x, y;
    if (!two_args(t, a, &x, &y)) {
        return NIL;
    }
    double r = pow(x, y);
    if (isnan(r) && !isnan(x) && !isnan(y)) {
        return domain_error(t);
    }
    if (isinf(r) && isfinite(x) && isfinite(y)) {
        return x == 0.0 ? domain_error(t) : range_error(t);
    }
    return from_double(r);
}

static value math_nextafter(thread *t, value *a, int n) {
    (void)n;
    double x, y;
    return two_args(t, a, &x, &y) ? from_double(nextafter(x, y)) : NIL;
}

static value math_ulp(thread *t, value *a, int n) {
    (void)n;
    double x;
    if (!arg(t, a[0], &x)) {
        return NIL;
    }
    x = fabs(x);
    if (!isfinite(x)) {
        return from_double(x);
    }
    double next = nextafter(x, HUGE_VAL);
    return from_double(isinf(next) ? x - nextafter(x, -HUGE_VAL) : next - x);
}

static value math_frexp(thread *t, value *a, int n) {
    (void)n;
    double x;
    int e = 0;
    if (!arg(t, a[0], &x)) {
        return NIL;
    }
    double m = isfinite(x) ? frexp(x, &e) : x;
    return tuple_pair(t, from_double(m), from_small(e));
}

static value math_ldexp(thread *t, value *a, int n) {
    (void)n;
    double x;
    int64_t e;
    if (!arg(t, a[0], &x)) {
        return NIL;
    }
    if (!is_any_int(a[1])) {
        return raise_error(t, E_TYPE_ERROR, "Expected an int as second argument to ldexp.");
    }
    if (x == 0.0 || !isfinite(x)) {
        return from_double(x);
    }
    if (!int_to_int64(a[1], &e)) {
        e = int_sign(a[1]) < 0 ? INT64_MIN : INT64_MAX;
    }
    if (e > INT32_MAX) {
        return range_error(t);
    }
    double r = e < INT32_MIN ? copysign(0.0, x) : ldexp(x, (int)e);
    return isinf(r) ? range_error(t) : from_double(r);
}

static value math_modf(thread *t, value *a, int n) {
    (void)n;
    double x, whole;
    if (!arg(t, a[0], &x)) {
        return NIL;
    }
    double fraction = isinf(x) ? copysign(0.0, x) : modf(x, &whole);
    return tuple_pair(t, from_double(fraction), from_double(isinf(x) ? x : whole));
}

static value math_isclose(thread *t, value *a, int n) {
    (void)n;
    double x, y, rel = 1e-9, abs_tol = 0.0;
    if (!two_args(t, a, &x, &y) || (a[2] != NIL && !arg(t, a[2], &rel)) ||
        (a[3] != NIL && !arg(t, a[3], &abs_tol))) {
        return NIL;
    }
    if (rel < 0.0 || abs_tol < 0.0) {
        return raise_error(t, E_VALUE_ERROR, "tolerances must be non-negative");
    }
    if (x == y) {
        return V_TRUE;
    }
    if (isinf(x) || isinf(y)) {
        return V_FALSE;
    }
    double d = fabs(y - x);
    return from_bool(d <= fabs(rel * y) || d <= fabs(rel * x) || d <= abs_tol);
}

/* ---- logarithms: ints of any size ---- */

static bool log_of(thread *t, value v, double (*f)(double), double *out) {
    if (is_any_int(v)) {
        if (int_sign(v) <= 0) {
            domain_error(t);
            return false;
        }
        bool overflow;
        double x = int_to_double(t, v, &overflow);
        if (!overflow) {
            *out = f(x);
            return true;
        }
        long e;
        int_view w;
        x = mpz_get_d_2exp(&e, int_mpz(v, &w));
        *out = f(x) + f(2.0) * (double)e;
        return true;
    }
    double x;
    if (!arg(t, v, &x)) {
        return false;
    }
    if (isnan(x) || (isinf(x) && x > 0)) {
        *out = x;
        return true;
    }
    if (!(x > 0.0)) {
        domain_error(t);
        return false;
    }
    *out = f(x);
    return true;
}

static value math_log(thread *t, value *a, int n) {
    (void)n;
    double x, base;
    if (!log_of(t, a[0], log, &x)) {
        return NIL;
    }
    if (a[1] == NIL) {
        return from_double(x);
    }
    if (!log_of(t, a[1], log, &base)) {
        return NIL;
    }
    return base == 0.0 ? raise_error(t, E_ZERO_DIVISION_ERROR, "float division by zero")
                       : from_double(x / base);
}

static value math_log2(thread *t, value *a, int n) {
    (void)n;
    double x;
    return log_of(t, a[0], log2, &x) ? from_double(x) : NIL;
}

static value math_log10(thread *t, value *a, int n) {
    (void)n;
    double x;
    return log_of(t, a[0], log10, &x) ? from_double(x) : NIL;
}

/* ---- whole numbers out of any number ---- */

static value rounded(thread *t, value v, str *dunder, double (*f)(double)) {
    if (is_double(v)) {
        return int_from_double(t, f(as_double(v)));
    }
    bool found;
    value r = call_special(t, v, dunder, NULL, 0, &found);
    if (found || t->exc != NIL) {
        return r;
    }
    double x;
    return arg(t, v, &x) ? int_from_double(t, f(x)) : NIL;
}

static value math_floor(thread *t, value *a, int n) {
    (void)n;
    return rounded(t, a[0], N(t, __floor__), floor);
}

static value math_ceil(thread *t, value *a, int n) {
    (void)n;
    return rounded(t, a[0], N(t, __ceil__), ceil);
}

static value math_trunc(thread *t, value *a, int n) {
    (void)n;
    if (is_double(a[0])) {
        return int_from_double(t, as_double(a[0]));
    }
    bool found;
    value r = call_special(t, a[0], N(t, __trunc__), NULL, 0, &found);
    if (!found && t->exc == NIL) {
        return raise_error(t, E_TYPE_ERROR, "type %T doesn't define __trunc__ method", a[0]);
    }
    return r;
}

/* ---- sums, products, distances ---- */

/* Shewchuk's exact sum: a list of partial sums that do not overlap, smallest first. */
typedef struct partials {
    double *p;
    size_t n, room;
    double special, infinite; /* sums of what is not finite */
} partials;

static bool partials_add(thread *t, partials *s, double x) {
    double given = x;
    size_t kept = 0;
    for (size_t j = 0; j < s->n; j++) {
        double y = s->p[j];
        if (fabs(x) < fabs(y)) {
            double swap = x;
            x = y;
            y = swap;
        }
        volatile double hi = x + y, back = hi - x, lo = y - back;
        if (lo != 0.0) {
            s->p[kept++] = lo;
        }
        x = hi;
    }
    s->n = kept;
    if (x == 0.0) {
        return true;
    }
    if (!isfinite(x)) {
        if (isfinite(given)) {
            raise_error(t, E_OVERFLOW_ERROR, "intermediate overflow in fsum");
            return false;
        }
        s->infinite += isinf(given) ? given : 0.0;
        s->special += given;
        s->n = 0;
        return true;
    }
    if (s->n == s->room) {
        double *more = mem_realloc(t, s->p, s->room * sizeof *more, s->room * 2 * sizeof *more);
        if (more == NULL) {
            return false;
        }
        s->p = more;
        s->room *= 2;
    }
    s->p[s->n++] = x;
    return true;
}

static double partials_total(const partials *s) {
    size_t n = s->n;
    if (n == 0) {
        return 0.0;
    }
    volatile double hi = s->p[--n], lo = 0.0;
    while (n > 0) {
        double x = hi, y = s->p[--n];
        hi = x + y;
        volatile double back = hi - x;
        lo = y - back;
        if (lo != 0.0) {
            break;
        }
    }
    /* Half-way cases: the next partial decides to which side. */
    if (n > 0 && ((lo < 0.0 && s->p[n - 1] < 0.0) || (lo > 0.0 && s->p[n - 1] > 0.0))) {
        volatile double y = lo * 2.0, x = hi + y, back = x - hi;
        if (y == back) {
            hi = x;
        }
    }
    return hi;
}

static value math_fsum(thread *t, value *a, int n) {
    (void)n;
    partials s = {.room = 32};
    iter it;
    value v;
    s.p = mem_alloc(t, s.room * sizeof *s.p);
    if (s.p == NULL) {
        return NIL;
    }
    bool ok = iter_start(t, &it, a[0]);
    while (ok && (v = iter_step(t, &it)) != NIL) {
        double x;
        ok = arg(t, v, &x) && partials_add(t, &s, x);
    }
    value r = NIL;
    if (ok && t->exc == NIL) {
        if (s.special != 0.0) {
            r = isnan(s.infinite) ? raise_error(t, E_VALUE_ERROR, "-inf + inf in fsum")
                                  : from_double(s.special);
        } else {
            r = from_double(partials_total(&s));
        }
    }
    mem_free(t->vm, s.p, s.room * sizeof *s.p);
    return r;
}

static value math_prod(thread *t, value *a, int n) {
    (void)n;
    value total = a[1] == NIL ? from_small(1) : a[1], v;
    iter it;
    if (!iter_start(t, &it, a[0])) {
        return NIL;
    }
    while (total != NIL && (v = iter_step(t, &it)) != NIL) {
        total = is_double(total) && is_double(v) ? from_double(as_double(total) * as_double(v))
                                                 : op_binary(t, total, v, BIN_MUL);
    }
    return t->exc != NIL ? NIL : total;
}

/* The Euclidean length, nearly correctly rounded: squares are split into exact parts and added with
 * compensation, and one Newton step corrects the root. As CPython 3.11, operation by operation. */
static double vector_norm(const double *vec, size_t n, double max, bool found_nan) {
    const double split = 134217729.0; /* 2^27 + 1 */
    double csum = 1.0, frac1 = 0.0, frac2 = 0.0, frac3 = 0.0, x, old, t, hi, lo;
    int max_e;
    if (isinf(max)) {
        return max;
    }
    if (found_nan) {
        return (double)NAN;
    }
    if (max == 0.0 || n <= 1) {
        return max;
    }
    frexp(max, &max_e);
    if (max_e < -1023) { /* the scale would overflow */
        for (size_t i = 0; i < n; i++) {
            x = vec[i] / max;
            x = x * x;
            old = csum;
            csum += x;
            frac1 += (old - csum) + x;
        }
        return max * sqrt(csum - 1.0 + frac1);
    }
    double scale = ldexp(1.0, -max_e);
    for (size_t i = 0; i < n; i++) {
        x = vec[i] * scale;
        t = x * split;
        hi = t - (t - x);
        lo = x - hi;
        x = hi * hi;
        old = csum;
        csum += x;
        frac1 += (old - csum) + x;
        x = 2.0 * hi * lo;
        old = csum;
        csum += x;
        frac2 += (old - csum) + x;
        frac3 += lo * lo;
    }
    double h = sqrt(csum - 1.0 + (frac1 + frac2 + frac3));
    x = h;
    t = x * split;
    hi = t - (t - x);
    lo = x - hi;
    x = -hi * hi;
    old = csum;
    csum += x;
    frac1 += (old - csum) + x;
    x = -2.0 * hi * lo;
    old = csum;
    csum += x;
    frac2 += (old - csum) + x;
    x = -lo * lo;
    old = csum;
    csum += x;
    frac3 += (old - csum) + x;
    x = csum - 1.0 + (frac1 + frac2 + frac3);
    return (h + x / (2.0 * h)) / scale;
}

/* The norm of a, or of a - b; b NULL. */
static value norm_of(thread *t, const value *a, const value *b, size_t n) {
    double small[16], *vec = n <= 16 ? small : mem_alloc(t, n * sizeof *vec), max = 0.0;
    bool found_nan = false, ok = vec != NULL;
    for (size_t i = 0; ok && i < n; i++) {
        double x, y = 0.0;
        ok = arg(t, a[i], &x) && (b == NULL || arg(t, b[i], &y));
        if (ok) {
            x = fabs(x - y);
            found_nan = found_nan || isnan(x);
            max = x > max ? x : max;
            vec[i] = x;
        }
    }
    double r = ok ? vector_norm(vec, n, max, found_nan) : 0.0;
    if (vec != small && vec != NULL) {
        mem_free(t->vm, vec, n * sizeof *vec);
    }
    return ok ? from_double(r) : NIL;
}

static value math_hypot(thread *t, value *a, int n) {
    if (!no_keywords(t, "math.hypot")) {
        return NIL;
    }
    return norm_of(t, a, NULL, (size_t)n);
}

static value math_dist(thread *t, value *a, int n) {
    (void)n;
    for (int i = 0; i < 2; i++) {
        if (!is_kind(a[i], T_TUPLE)) {
            a[i] = tuple_from(t, a[i]);
            if (a[i] == NIL) {
                return NIL;
            }
        }
    }
    const tuple *p = (const tuple *)as_obj(a[0]), *q = (const tuple *)as_obj(a[1]);
    if (p->len != q->len) {
        return raise_error(t, E_VALUE_ERROR, "both points must have the same number of dimensions");
    }
    return norm_of(t, p->items, q->items, p->len);
}

/* ---- exact integer functions ---- */

static value combine(thread *t, value *a, int n, const char *fname, bool least) {
    if (!no_keywords(t, fname)) {
        return NIL;
    }
    value r = from_small(least);
    for (int i = 0; i < n; i++) {
        value v = op_index(t, a[i]);
        if (v == NIL) {
            return NIL;
        }
        if (!least && both_int(r, v)) {
            uint64_t x = (uint64_t)llabs(as_int(r)), y = (uint64_t)llabs(as_int(v));
            while (y != 0) {
                uint64_t rest = x % y;
                x = y;
                y = rest;
            }
            r = int_new_u64(t, x);
            continue;
        }
        if (!int_reserve(t, int_bit_length(r) + int_bit_length(v))) {
            return NIL;
        }
        int_view x, y;
        mpz_t z;
        mpz_init(z);
        (least ? mpz_lcm : mpz_gcd)(z, int_mpz(r, &x), int_mpz(v, &y));
        r = int_take_mpz(t, z);
        if (r == NIL) {
            return NIL;
        }
    }
    return r;
}

static value math_gcd(thread *t, value *a, int n) {
    return combine(t, a, n, "math.gcd", false);
}

static value math_lcm(thread *t, value *a, int n) {
    return combine(t, a, n, "math.lcm", true);
}

static value math_isqrt(thread *t, value *a, int n) {
    (void)n;
    value v = op_index(t, a[0]);
    if (v == NIL) {
        return NIL;
    }
    if (int_sign(v) < 0) {
        return raise_error(t, E_VALUE_ERROR, "isqrt() argument must be nonnegative");
    }
    int_view w;
    mpz_t z;
    if (!int_reserve(t, int_bit_length(v))) {
        return NIL;
    }
    mpz_init(z);
    mpz_sqrt(z, int_mpz(v, &w));
    return int_take_mpz(t, z);
}

static value math_factorial(thread *t, value *a, int n) {
    (void)n;
    value v = op_index(t, a[0]);
    int64_t k;
    if (v == NIL) {
        return NIL;
    }
    if (!int_to_int64(v, &k)) {
        return int_sign(v) < 0
                   ? raise_error(t, E_VALUE_ERROR, "factorial() not defined for negative values")
                   : raise_error(t, E_OVERFLOW_ERROR,
                                 "factorial() argument should not exceed 9223372036854775807");
    }
    if (k < 0) {
        return raise_error(t, E_VALUE_ERROR, "factorial() not defined for negative values");
    }
    double bits = k < 2 ? 1 : (double)k * (log2((double)k) - 1.4);
    if (!int_reserve(t, bits > 1e18 ? UINT64_MAX : (uint64_t)bits)) {
        return NIL;
    }
    mpz_t z;
    mpz_init(z);
    mpz_fac_ui(z, (unsigned long)k);
    return int_take_mpz(t, z);
}

/* n * (n - 1) * ... , k factors; over k! if `choose`. */
static value falling(thread *t, value top, value count, bool choose) {
    if (int_sign(top) < 0) {
        return raise_error(t, E_VALUE_ERROR, "n must be a non-negative integer");
    }
    if (int_sign(count) < 0) {
        return raise_error(t, E_VALUE_ERROR, "k must be a non-negative integer");
    }
    if (int_compare(count, top) > 0) {
        return from_small(0);
    }
    if (choose) {
        value rest = op_binary(t, top, count, BIN_SUB);
        if (rest == NIL) {
            return NIL;
        }
        count = int_compare(rest, count) < 0 ? rest : count;
    }
    int64_t k;
    if (!int_to_int64(count, &k)) {
        return raise_error(t, E_OVERFLOW_ERROR,
                           choose ? "min(n - k, k) must not exceed 9223372036854775807"
                                  : "k must not exceed 9223372036854775807");
    }
    double bits = (double)int_bit_length(top), size = (double)k * bits; /* of the result, at most */
    if (choose) {
        size = (double)k * (bits - log2((double)k + 1) + 1.5);
    }
    if (!int_reserve(t, size > 1e18 ? UINT64_MAX : size < 0 ? 0 : (uint64_t)size)) {
        return NIL;
    }
    int_view w;
    mpz_t z;
    if (choose) {
        mpz_init(z);
        mpz_bin_ui(z, int_mpz(top, &w), (unsigned long)k);
        return int_take_mpz(t, z);
    }
    mpz_init_set_ui(z, 1);
    mpz_t factor;
    mpz_init_set(factor, int_mpz(top, &w));
    for (int64_t i = 0; i < k; i++) {
        mpz_mul(z, z, factor);
        mpz_sub_ui(factor, factor, 1);
    }
    mpz_clear(factor);
    return int_take_mpz(t, z);
}

static value math_comb(thread *t, value *a, int n) {
    (void)n;
    value top = op_index(t, a[0]), k = top == NIL ? NIL : op_index(t, a[1]);
    return k == NIL ? NIL : falling(t, top, k, true);
}

static value math_perm(thread *t, value *a, int n) {
    (void)n;
    if (a[1] == NIL || a[1] == NONE) {
        return math_factorial(t, a, 1);
    }
    value top = op_index(t, a[0]), k = top == NIL ? NIL : op_index(t, a[1]);
    return k == NIL ? NIL : falling(t, top, k, false);
}

#define ONE(name, doc) \
    { #name, math_##name, "x, /", 0, doc }
static const native_def math_functions[] = {
    ONE(acos,
        "Return the arc cosine (measured in radians) of x.\n\nThe result is between 0 and pi."),
    ONE(acosh, "Return the inverse hyperbolic cosine of x."),
    ONE(asin,
        "Return the arc sine (measured in radians) of x.\n\nThe result is between -pi/2 and pi/2."),
    ONE(asinh, "Return the inverse hyperbolic sine of x."),
    ONE(atan, "Return the arc tangent (measured in radians) of x.\n\nThe result is between -pi/2 "
              "and pi/2."),
    {"atan2", math_atan2, "y, x, /", 0, "Return the arc tangent (measured in radians) of y/x."},
    ONE(atanh, "Return the inverse hyperbolic tangent of x."),
    ONE(cbrt, "Return the cube root of x."),
    ONE(ceil, "Return the ceiling of x as an Integral.\n\nThis is the smallest integer >= x."),
    {"comb", math_comb, "n, k, /", 0,
     "Number of ways to choose k items from n items without repetition and without order."},
    {"copysign", math_copysign, "x, y, /", 0,
     "Return a float with the magnitude (absolute value) of x but the sign of y."},
    ONE(cos, "Return the cosine of x (measured in radians)."),
    ONE(cosh, "Return the hyperbolic cosine of x."),
    ONE(degrees, "Convert angle x from radians to degrees."),
    {"dist", math_dist, "p, q, /", 0, "Return the Euclidean distance between two points p and q."},
    ONE(erf, "Error function at x."),
    ONE(erfc, "Complementary error function at x."),
    ONE(exp, "Return e raised to the power of x."),
    ONE(exp2, "Return 2 raised to the power of x."),
    ONE(expm1, "Return exp(x)-1."),
    ONE(fabs, "Return the absolute value of the float x."),
    ONE(factorial, "Find x!.\n\nRaise a ValueError if x is negative or non-integral."),
    ONE(floor, "Return the floor of x as an Integral.\n\nThis is the largest integer <= x."),
    {"fmod", math_fmod, "x, y, /", 0, "Return fmod(x, y), according to platform C."},
    ONE(frexp, "Return the mantissa and exponent of x, as pair (m, e)."),
    {"fsum", math_fsum, "seq, /", 0,
     "Return an accurate floating point sum of values in the iterable seq."},
    ONE(gamma, "Gamma function at x."),
    {"gcd", math_gcd, NULL, 0, "Greatest Common Divisor."},
    {"hypot", math_hypot, NULL, 0,
     "hypot(*coordinates) -> value\n\nMultidimensional Euclidean distance from the origin to a "
     "point."},
    {"isclose", math_isclose, "a, b, *, rel_tol=1e-09, abs_tol=0.0", 0,
     "Determine whether two floating point numbers are close in value."},
    ONE(isfinite, "Return True if x is neither an infinity nor a NaN, and False otherwise."),
    ONE(isinf, "Return True if x is a positive or negative infinity, and False otherwise."),
    ONE(isnan, "Return True if x is a NaN (not a number), and False otherwise."),
    {"isqrt", math_isqrt, "n, /", 0, "Return the integer part of the square root of the input."},
    {"lcm", math_lcm, NULL, 0, "Least Common Multiple."},
    {"ldexp", math_ldexp, "x, i, /", 0,
     "Return x * (2**i).\n\nThis is essentially the inverse of frexp()."},
    ONE(lgamma, "Natural logarithm of absolute value of Gamma function at x."),
    {"log", math_log, "x, base=e, /", 0,
     "log(x, [base=math.e])\nReturn the logarithm of x to the given base."},
    ONE(log10, "Return the base 10 logarithm of x."),
    ONE(log1p, "Return the natural logarithm of 1+x (base e).\n\nThe result is computed in a way "
               "which is accurate for x near zero."),
    ONE(log2, "Return the base 2 logarithm of x."),
    ONE(modf, "Return the fractional and integer parts of x.\n\nBoth results carry the sign of x "
              "and are floats."),
    {"nextafter", math_nextafter, "x, y, /", 0,
     "Return the next floating-point value after x towards y."},
    {"perm", math_perm, "n, k=None, /", 0,
     "Number of ways to choose k items from n items without repetition and with order."},
    {"pow", math_pow, "x, y, /", 0, "Return x**y (x to the power of y)."},
    {"prod", math_prod, "iterable, /, *, start=1", 0,
     "Calculate the product of all the elements in the input iterable."},
    ONE(radians, "Convert angle x from degrees to radians."),
    {"remainder", math_remainder, "x, y, /", 0,
     "Difference between x and the closest integer multiple of y."},
    ONE(sin, "Return the sine of x (measured in radians)."),
    ONE(sinh, "Return the hyperbolic sine of x."),
    ONE(sqrt, "Return the square root of x."),
    ONE(tan, "Return the tangent of x (measured in radians)."),
    ONE(tanh, "Return the hyperbolic tangent of x."),
    ONE(trunc, "Truncates the Real x to the nearest Integral toward 0.\n\nUses the __trunc__ magic "
               "method."),
    ONE(ulp, "Return the value of the least significant bit of the float x."),
    {0},
};
#undef ONE

static bool math_init(thread *t, module *m) {
    return module_set_double(t, m, "pi", PI) &&
           module_set_double(t, m, "e", 2.718281828459045235360287471352662498) &&
           module_set_double(t, m, "tau", 6.283185307179586476925286766559005768) &&
           module_set_double(t, m, "inf", HUGE_VAL) && module_set_double(t, m, "nan", (double)NAN);
}

const module_def math_module = {
    "math",
    "This module provides access to the mathematical functions\ndefined by the C standard.",
    math_functions,
    math_init,
};
