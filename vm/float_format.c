/* float_format.c: floats as decimal text: the shortest that reads back (repr), and %e, %f and %g of
 * any precision.
 *
 * The shortest form is found by the Schubfach method (Raffaello Giulietti, "The Schubfach way to
 * render doubles"): the interval of numbers that round to d is scaled by a power of ten from a
 * table of 128-bit values, and the shortest decimal inside it is picked with integer arithmetic
 * only. The other forms come from the C library's printf, whose digits are exact on all systems
 * that we build on; their layout (where the exponent begins, which zeros stay) is Python's.
 */
#include <math.h>
#include <stdio.h>

#include "vm/pow10_table.h"
#include "vm/str.h"

__extension__ typedef unsigned __int128 uint128;

/* ---- the shortest digits ---- */

static int floor_log2_pow10(int e) {
    return (e * 1741647) >> 19;
}

/* floor(g * cp / 2**128), with the lowest bit set if anything was cut off. */
static uint64_t round_to_odd(const uint64_t g[2], uint64_t cp) {
    uint128 x = (uint128)g[1] * cp;
    uint128 y = (uint128)g[0] * cp + (uint64_t)(x >> 64);
    return (uint64_t)(y >> 64) | ((uint64_t)y > 1);
}

/* The shortest decimal `*digits * 10**exponent` that rounds to the positive finite d; the closest
 * one of those. */
static uint64_t shortest_decimal(double d, int *exponent) {
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    uint64_t fraction = bits & (((uint64_t)1 << 52) - 1);
    int biased = (int)(bits >> 52 & 0x7FF);
    uint64_t c = biased ? fraction | (uint64_t)1 << 52 : fraction;
    int q = (biased ? biased : 1) - 1075;
    if (biased && q <= 0 && q > -53 && (c & (((uint64_t)1 << -q) - 1)) == 0) {
        *exponent = 0;
        return c >> -q; /* a whole number below 2**53 */
    }
    bool even = (c & 1) == 0;
    /* A power of two: the gap below is half as wide. */
    bool lower_is_closer = fraction == 0 && biased > 1;
    int k = lower_is_closer ? (q * 1262611 - 524031) >> 22 : (q * 1262611) >> 22;
    int h = q + floor_log2_pow10(-k) + 1;
    const uint64_t *g = pow10_table[-k - POW10_MIN];
    uint64_t lower = round_to_odd(g, (4 * c - 2 + lower_is_closer) << h) + !even;
    uint64_t middle = round_to_odd(g, (4 * c) << h);
    uint64_t upper = round_to_odd(g, (4 * c + 2) << h) - !even;
    uint64_t s = middle / 4;
    if (s >= 10) {
        uint64_t sp = s / 10;
        bool down_inside = lower <= 40 * sp, up_inside = 40 * sp + 40 <= upper;
        if (down_inside != up_inside) {
            *exponent = k + 1;
            return sp + up_inside;
        }
    }
    *exponent = k;
    bool down_inside = lower <= 4 * s, up_inside = 4 * s + 4 <= upper;
    if (down_inside != up_inside) {
        return s + up_inside;
    }
    uint64_t half = 4 * s + 2;
    return s + (middle > half || (middle == half && (s & 1)));
}

/* The decimal digits of u, without zeros at the end; *point = where the decimal point stands after
 * them, given u * 10**exponent. */
static int put_digits(uint64_t u, int exponent, char *buf, int *point) {
    char tmp[20];
    int n = 0;
    if (u == 0) {
        buf[0] = '0';
        *point = 1;
        return 1;
    }
    while (u % 10 == 0) {
        u /= 10;
        exponent++;
    }
    do {
        tmp[n++] = (char)('0' + u % 10);
        u /= 10;
    } while (u > 0);
    for (int i = 0; i < n; i++) {
        buf[i] = tmp[n - 1 - i];
    }
    *point = n + exponent;
    return n;
}

/* ---- layout ---- */

static int put_exponent(char *p, int e, char letter) {
    int n = 0;
    p[n++] = letter;
    p[n++] = e < 0 ? '-' : '+';
    unsigned u = (unsigned)(e < 0 ? -e : e);
    if (u >= 100) {
        p[n++] = (char)('0' + u / 100);
    }
    p[n++] = (char)('0' + u / 10 % 10);
    p[n++] = (char)('0' + u % 10);
    return n;
}

int double_repr(double d, char *buf) {
    char digits[20], *p = buf;
    int point, exponent = 0;
    if (d != d) {
        memcpy(buf, "nan", 4);
        return 3;
    }
    if (signbit(d)) {
        *p++ = '-';
        d = -d;
    }
    if (isinf(d)) {
        memcpy(p, "inf", 4);
        return (int)(p - buf) + 3;
    }
    uint64_t u = d == 0 ? 0 : shortest_decimal(d, &exponent);
    int n = put_digits(u, exponent, digits, &point);
    if (point <= -4 || point > 16) {
        *p++ = digits[0];
        if (n > 1) {
            *p++ = '.';
            memcpy(p, digits + 1, (size_t)n - 1);
            p += n - 1;
        }
        p += put_exponent(p, point - 1, 'e');
    } else if (point <= 0) {
        *p++ = '0';
        *p++ = '.';
        memset(p, '0', (size_t)-point);
        p += -point;
        memcpy(p, digits, (size_t)n);
        p += n;
    } else {
        int whole = n < point ? n : point;
        memcpy(p, digits, (size_t)whole);
        p += whole;
        memset(p, '0', (size_t)(point - whole));
        p += point - whole;
        *p++ = '.';
        if (n > point) {
            memcpy(p, digits + point, (size_t)(n - point));
            p += n - point;
        } else {
            *p++ = '0';
        }
    }
    *p = 0;
    return (int)(p - buf);
}

/* digits d1 d2 ... dn with the point after `point` of them, as 'g' and 'r' show them. */
static void put_general(sb *b, const char *digits, int n, int point, bool exponential,
                        unsigned flags, bool upper) {
    bool alternate = flags & FLOAT_ALTERNATE;
    if (exponential) {
        char e[8];
        sb_bytes(b, digits, 1);
        if (n > 1 || alternate) {
            sb_char(b, '.');
        }
        sb_bytes(b, digits + 1, (size_t)n - 1);
        sb_bytes(b, e, (size_t)put_exponent(e, point - 1, upper ? 'E' : 'e'));
        return;
    }
    if (point <= 0) {
        sb_text(b, "0.");
        sb_fill(b, '0', (size_t)-point);
        sb_bytes(b, digits, (size_t)n);
        return;
    }
    int whole = n < point ? n : point;
    sb_bytes(b, digits, (size_t)whole);
    sb_fill(b, '0', (size_t)(point - whole));
    if (n > point) {
        sb_char(b, '.');
        sb_bytes(b, digits + point, (size_t)(n - point));
    } else if (flags & FLOAT_DOT_0) {
        sb_text(b, ".0");
    } else if (alternate) {
        sb_char(b, '.');
    }
}

/* `precision` significant digits, zeros at the end taken off unless '#'. */
static bool put_g(sb *b, double d, int precision, unsigned flags, bool upper) {
    char small[64], *buf = small;
    size_t size = (size_t)precision + 16;
    if (size > sizeof small && (buf = mem_alloc(b->t, size)) == NULL) {
        b->failed = true;
        return false;
    }
    int len = snprintf(buf, size, "%.*e", precision - 1, d);
    char *e = memchr(buf, 'e', (size_t)len);
    int sign = e[1] == '-' ? -1 : 1, exponent = 0;
    for (char *p = e + 2; *p; p++) {
        exponent = exponent * 10 + (*p - '0');
    }
    exponent *= sign;
    if (precision > 1) { /* close the gap that the point leaves */
        memmove(buf + 1, buf + 2, (size_t)precision - 1);
    }
    int n = precision;
    while (!(flags & FLOAT_ALTERNATE) && n > 1 && buf[n - 1] == '0') {
        n--;
    }
    int point = exponent + 1;
    bool exponential = point <= -4 || point > precision - ((flags & FLOAT_DOT_0) != 0);
    put_general(b, buf, n, point, exponential, flags, upper);
    if (buf != small) {
        mem_free(b->t->vm, buf, size);
    }
    return !b->failed;
}

static bool put_printf(sb *b, double d, char kind, int precision, bool alternate) {
    char fmt[] = "%#.*f", small[400], *buf = small;
    fmt[4] = kind;
    if (!alternate) {
        memmove(fmt + 1, fmt + 2, sizeof fmt - 2);
    }
    size_t size = (size_t)precision + 330; /* 309 digits before the point, at most */
    if (size > sizeof small && (buf = mem_alloc(b->t, size)) == NULL) {
        b->failed = true;
        return false;
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    int len = snprintf(buf, size, fmt, precision, d);
#pragma GCC diagnostic pop
    sb_bytes(b, buf, (size_t)len);
    if (buf != small) {
        mem_free(b->t->vm, buf, size);
    }
    return !b->failed;
}

static bool only_zeros(const char *p, const char *end) {
    for (; p < end && *p != 'e' && *p != 'E'; p++) {
        if (*p != '0' && *p != '.') {
            return false;
        }
    }
    return true;
}

bool float_digits(sb *b, double d, char kind, int precision, unsigned flags) {
    bool upper = kind < 'a';
    size_t start = b->len;
    if (d != d) {
        return sb_text(b, upper ? "NAN" : "nan");
    }
    bool negative = signbit(d);
    if (negative) {
        sb_char(b, '-');
        d = -d;
    }
    if (isinf(d)) {
        return sb_text(b, upper ? "INF" : "inf");
    }
    if (kind == 'r') {
        char digits[20];
        int point, exponent = 0;
        uint64_t u = d == 0 ? 0 : shortest_decimal(d, &exponent);
        int n = put_digits(u, exponent, digits, &point);
        put_general(b, digits, n, point, point <= -4 || point > 16, flags, false);
    } else if (kind == 'g' || kind == 'G') {
        put_g(b, d, precision ? precision : 1, flags, upper);
    } else {
        put_printf(b, d, kind, precision, flags & FLOAT_ALTERNATE);
    }
    if (negative && (flags & FLOAT_NO_NEG_0) && !b->failed &&
        only_zeros(b->p + start + 1, b->p + b->len)) {
        memmove(b->p + start, b->p + start + 1, b->len - start - 1);
        b->len--;
    }
    return !b->failed;
}
