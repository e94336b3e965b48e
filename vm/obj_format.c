/* obj_format.c: the format specification language: format(value,
 * "[[fill]align][sign][z][#][0][width][grouping][.precision][type]") for str, int, float and
 * complex. "%" is in format_percent.c, str.format in format_fields.c, the digits of floats in
 * float_format.c.
 *
 * Everything is written into one sb in the order in which it is printed: padding on the left, sign,
 * prefix, padding after the sign, digits (grouped), the rest of the number, padding on the right.
 * Messages and their order are CPython's.
 */
#include "vm/str.h"

typedef struct spec {
    uint32_t fill;
    char align;     /* < > = ^ */
    char sign;      /* '+', ' ', '-', or 0 */
    bool alternate; /* # */
    bool no_neg_0;  /* z */
    char group;     /* ',', '_' or 0 */
    int group_size;
    int64_t width;     /* -1 = none */
    int64_t precision; /* -1 = none */
    uint32_t type;     /* 0 = none */
} spec;

static bool is_align(uint32_t c) {
    return c == '<' || c == '>' || c == '=' || c == '^';
}

/* A decimal number at *pp. 0 = none there, -1 = too large (ValueError). */
static int get_integer(thread *t, const char **pp, const char *end, int64_t *out) {
    int64_t n = 0;
    int digits = 0;
    while (*pp < end) {
        const char *p = *pp;
        int d = uni_decimal(utf8_next(&p));
        if (d < 0) {
            break;
        }
        if (n > (INT64_MAX - d) / 10) {
            raise_error(t, E_VALUE_ERROR, "Too many decimal digits in format string");
            return -1;
        }
        n = n * 10 + d;
        digits++;
        *pp = p;
    }
    if (digits) {
        *out = n;
    }
    return digits;
}

static bool bad_grouping(thread *t, const spec *f) {
    if (f->type > 32 && f->type < 128) {
        raise_error(t, E_VALUE_ERROR, "Cannot specify '%c' with '%c'.", f->group, (int)f->type);
    } else {
        raise_error(t, E_VALUE_ERROR, "Cannot specify '%c' with '\\x%x'.", f->group, f->type);
    }
    return false;
}

static bool parse_grouping(thread *t, const char **pp, const char *end, spec *f) {
    for (int i = 0; i < 2 && *pp < end; i++) {
        char c = **pp;
        if ((i == 0 && c == ',') || c == '_') {
            if (f->group) {
                raise_error(t, E_VALUE_ERROR, "Cannot specify both ',' and '_'.");
                return false;
            }
            f->group = c;
            ++*pp;
        } else if (c == ',' && f->group == '_') {
            raise_error(t, E_VALUE_ERROR, "Cannot specify both ',' and '_'.");
            return false;
        }
    }
    return true;
}

static bool parse_spec(thread *t, value v, str *s, char default_align, spec *f) {
    const char *p = s->data, *end = p + s->len;
    *f = (spec){.fill = ' ', .align = default_align, .width = -1, .precision = -1, .group_size = 3};
    bool fill_given = false, align_given = false;
    if (p < end) {
        const char *q = p;
        uint32_t first = utf8_next(&q);
        if (q < end && is_align((uint8_t)*q)) {
            f->fill = first;
            f->align = *q;
            fill_given = align_given = true;
            p = q + 1;
        } else if (is_align(first)) {
            f->align = (char)first;
            align_given = true;
            p = q;
        }
    }
    if (p < end && (*p == ' ' || *p == '+' || *p == '-')) {
        f->sign = *p++;
    }
    if (p < end && *p == 'z') {
        f->no_neg_0 = true;
        p++;
    }
    if (p < end && *p == '#') {
        f->alternate = true;
        p++;
    }
    if (!fill_given && p < end && *p == '0') {
        f->fill = '0';
        if (!align_given && default_align == '>') {
            f->align = '=';
        }
        p++;
    }
    if (get_integer(t, &p, end, &f->width) < 0 || !parse_grouping(t, &p, end, f)) {
        return false;
    }
    if (p < end && *p == '.') {
        p++;
        int digits = get_integer(t, &p, end, &f->precision);
        if (digits <= 0) {
            if (digits == 0) {
                raise_error(t, E_VALUE_ERROR, "Format specifier missing precision");
            }
            return false;
        }
    }
    if (p < end) {
        f->type = utf8_next(&p);
        if (p < end) {
            raise_error(t, E_VALUE_ERROR, "Invalid format specifier '%U' for object of type '%T'",
                        s, v);
            return false;
        }
    }
    if (f->type == 0 && is_kind(v, T_STR)) {
        f->type = 's';
    }
    if (f->group) {
        switch (f->type) {
        case 0:
        case 'd':
        case 'e':
        case 'f':
        case 'g':
        case 'E':
        case 'G':
        case '%':
        case 'F': break;
        case 'b':
        case 'o':
        case 'x':
        case 'X': f->group_size = 4; return f->group == '_' || bad_grouping(t, f);
        default: return bad_grouping(t, f);
        }
    }
    return true;
}

static value unknown_type(thread *t, const spec *f, value v) {
    if (f->type > 32 && f->type < 128) {
        return raise_error(t, E_VALUE_ERROR, "Unknown format code '%c' for object of type '%T'",
                           (int)f->type, v);
    }
    return raise_error(t, E_VALUE_ERROR, "Unknown format code '\\x%x' for object of type '%T'",
                       f->type, v);
}

/* Padding for something of `len` characters: how much goes to the left, inside and to the right. */
static void padding(const spec *f, size_t len, size_t *left, size_t *inside, size_t *right) {
    size_t pad = f->width > 0 && (size_t)f->width > len ? (size_t)f->width - len : 0;
    *left = *inside = *right = 0;
    switch (f->align) {
    case '<': *right = pad; break;
    case '^':
        *left = pad / 2;
        *right = pad - pad / 2;
        break;
    case '=': *inside = pad; break;
    default: *left = pad;
    }
}

static void put_padded(sb *b, const spec *f, const char *text, size_t len, size_t chars) {
    size_t left, inside, right;
    padding(f, chars, &left, &inside, &right);
    sb_fill(b, f->fill, left + inside);
    sb_bytes(b, text, len);
    sb_fill(b, f->fill, right);
}

/* ---- numbers ---- */

/* How long n digits are once grouped, filled up with zeros to at least min_width characters. */
static size_t grouped_length(size_t n, size_t min_width, size_t size) {
    size_t digits = n, len = digits + (digits ? (digits - 1) / size : 0);
    if (len < min_width) {
        /* A separator cannot come first: one more zero then. */
        size_t whole = min_width / (size + 1), rest = min_width % (size + 1);
        digits = whole * size + (rest ? rest : 1);
        len = digits + (digits - 1) / size;
    }
    return len;
}

static void put_grouped(sb *b, const spec *f, const char *digits, size_t n, size_t min_width) {
    size_t size = (size_t)f->group_size;
    size_t len = grouped_length(n, min_width, size);
    size_t total = len - len / (size + 1); /* digits, leading zeros included */
    for (size_t i = 0; i < total && !b->failed; i++) {
        if (i > 0 && (total - i) % size == 0) {
            sb_char(b, (uint8_t)f->group);
        }
        sb_char(b, i < total - n ? '0' : (uint8_t)digits[i - (total - n)]);
    }
}

/* A number as text, '-' first if negative, of which `digits` characters (after the sign) are to be
 * grouped. */
static void put_number(sb *b, const spec *f, const char *text, size_t n, const char *prefix,
                       size_t digits) {
    char sign = 0;
    if (n > 0 && text[0] == '-') {
        sign = '-';
        text++;
        n--;
    } else if (f->sign == '+' || f->sign == ' ') {
        sign = f->sign;
    }
    size_t prefix_len = strlen(prefix);
    size_t fixed = (sign != 0) + prefix_len + n - digits;
    size_t grouped = digits, min_width = 0;
    if (f->group && digits > 0) {
        if (f->fill == '0' && f->align == '=' && f->width > (int64_t)fixed) {
            min_width = (size_t)f->width - fixed;
        }
        grouped = grouped_length(digits, min_width, (size_t)f->group_size);
    }
    size_t left, inside, right;
    padding(f, fixed + grouped, &left, &inside, &right);
    sb_fill(b, f->fill, left);
    if (sign) {
        sb_char(b, (uint8_t)sign);
    }
    sb_bytes(b, prefix, prefix_len);
    sb_fill(b, f->fill, inside);
    if (f->group && digits > 0) {
        put_grouped(b, f, text, digits, min_width);
    } else {
        sb_bytes(b, text, digits);
    }
    sb_bytes(b, text + digits, n - digits);
    sb_fill(b, f->fill, right);
}

static value format_int_char(thread *t, value v, const spec *f) {
    if (f->sign) {
        return raise_error(t, E_VALUE_ERROR, "Sign not allowed with integer format specifier 'c'");
    }
    if (f->alternate) {
        return raise_error(t, E_VALUE_ERROR,
                           "Alternate form (#) not allowed with integer format specifier 'c'");
    }
    int64_t c;
    if (!int_to_int64(v, &c)) {
        return raise_error(t, E_OVERFLOW_ERROR, "Python int too large to convert to C long");
    }
    if (c < 0 || c > 0x10FFFF) {
        return raise_error(t, E_OVERFLOW_ERROR, "%%c arg not in range(0x110000)");
    }
    char utf8[4];
    sb b;
    sb_init(&b, t);
    put_padded(&b, f, utf8, utf8_put(utf8, (uint32_t)c), 1);
    return sb_take(&b);
}

/* Digits of a small int, at the end of buf[66]. */
static const char *small_digits(int64_t i, unsigned base, bool upper, char *buf, size_t *n) {
    char *p = buf + 66;
    uint64_t u = i < 0 ? -(uint64_t)i : (uint64_t)i;
    const char *alphabet = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    do {
        *--p = alphabet[u % base];
        u /= base;
    } while (u > 0);
    if (i < 0) {
        *--p = '-';
    }
    *n = (size_t)(buf + 66 - p);
    return p;
}

static value format_as_int(thread *t, value v, const spec *f) {
    if (f->precision >= 0) {
        return raise_error(t, E_VALUE_ERROR, "Precision not allowed in integer format specifier");
    }
    if (f->no_neg_0) {
        return raise_error(t, E_VALUE_ERROR,
                           "Negative zero coercion (z) not allowed in integer format specifier");
    }
    if (f->type == 'c') {
        return format_int_char(t, v, f);
    }
    unsigned base = f->type == 'b'                     ? 2
                    : f->type == 'o'                   ? 8
                    : f->type == 'x' || f->type == 'X' ? 16
                                                       : 10;
    const char *prefix = !f->alternate || base == 10 ? ""
                         : base == 2                 ? "0b"
                         : base == 8                 ? "0o"
                         : f->type == 'X'            ? "0X"
                                                     : "0x";
    char buf[66];
    int64_t i;
    size_t n;
    sb digits, b;
    sb_init(&b, t);
    if (int_to_int64(v, &i)) {
        const char *text = small_digits(i, base, f->type == 'X', buf, &n);
        put_number(&b, f, text, n, prefix, n - (i < 0));
        return sb_take(&b);
    }
    value s = int_to_str_base(t, v, (int)base);
    if (s == NIL) {
        return NIL;
    }
    sb_init(&digits, t);
    sb_str(&digits, (str *)as_obj(s));
    for (size_t k = 0; f->type == 'X' && k < digits.len; k++) {
        digits.p[k] = (char)(digits.p[k] - (digits.p[k] >= 'a') * 32);
    }
    put_number(&b, f, digits.p, digits.len, prefix, digits.len - (digits.p[0] == '-'));
    b.failed = b.failed || digits.failed;
    sb_drop(&digits);
    return sb_take(&b);
}

/* ---- floats ---- */

static bool float_kind(thread *t, const spec *f, char *kind, int *precision, unsigned *flags) {
    if (f->precision > INT32_MAX) {
        raise_error(t, E_VALUE_ERROR, "precision too big");
        return false;
    }
    *flags = (f->alternate ? FLOAT_ALTERNATE : 0u) | (f->no_neg_0 ? FLOAT_NO_NEG_0 : 0u);
    *precision = f->precision < 0 ? 6 : (int)f->precision;
    switch (f->type) {
    case 0: *kind = f->precision < 0 ? 'r' : 'g'; break;
    case 'n': *kind = 'g'; break;
    case '%': *kind = 'f'; break;
    default: *kind = (char)f->type;
    }
    return true;
}

static size_t leading_digits(const char *p, size_t n) {
    size_t sign = n > 0 && p[0] == '-', i = sign;
    while (i < n && p[i] >= '0' && p[i] <= '9') {
        i++;
    }
    return i - sign;
}

static value format_as_float(thread *t, double d, const spec *f) {
    char kind;
    int precision;
    unsigned flags;
    if (!float_kind(t, f, &kind, &precision, &flags)) {
        return NIL;
    }
    if (f->type == 0) {
        flags |= FLOAT_DOT_0;
    }
    if (f->type == '%') {
        d *= 100;
    }
    sb digits, b;
    sb_init(&digits, t);
    /* Nothing to lay out: f"{x:.2f}". */
    if (f->width <= 0 && !f->group && !f->sign && f->type != '%') {
        float_digits(&digits, d, kind, precision, flags);
        return sb_take(&digits);
    }
    float_digits(&digits, d, kind, precision, flags);
    if (f->type == '%') {
        sb_char(&digits, '%');
    }
    if (digits.failed) {
        sb_drop(&digits);
        return NIL;
    }
    sb_init(&b, t);
    put_number(&b, f, digits.p, digits.len, "", leading_digits(digits.p, digits.len));
    sb_drop(&digits);
    return sb_take(&b);
}

static bool is_float_type(uint32_t c) {
    return c == 'e' || c == 'E' || c == 'f' || c == 'F' || c == 'g' || c == 'G' || c == '%';
}

/* ---- the four types ---- */

static bool is_exact_number(value v) {
    return is_int(v) || is_double(v) || is_exact(v, T_INT) || is_exact(v, T_COMPLEX);
}

static value format_text(thread *t, value v, str *spec_text) {
    str *s = (str *)as_obj(v);
    spec f;
    if (!parse_spec(t, v, spec_text, '<', &f)) {
        return NIL;
    }
    if (f.type != 's') {
        return unknown_type(t, &f, v);
    }
    const char *what = f.sign == ' ' ? "Space"
                       : f.sign      ? "Sign"
                       : f.no_neg_0  ? "Negative zero coercion (z)"
                       : f.alternate ? "Alternate form (#)"
                                     : NULL;
    if (what != NULL) {
        return raise_error(t, E_VALUE_ERROR, "%s not allowed in string format specifier", what);
    }
    if (f.align == '=') {
        return raise_error(t, E_VALUE_ERROR,
                           "'=' alignment not allowed in string format specifier");
    }
    size_t count = s->count, len = s->len;
    if (f.precision >= 0 && (uint64_t)f.precision < count) {
        count = (size_t)f.precision;
        len = str_offset(s, count);
    }
    if (f.width <= (int64_t)count) {
        return str_part(t, s, 0, len);
    }
    sb b;
    sb_init(&b, t);
    put_padded(&b, &f, s->data, len, count);
    return sb_take(&b);
}

value format_int(thread *t, value v, str *spec_text) {
    if (spec_text == NULL || spec_text->len == 0) {
        return is_exact_number(v) ? int_to_str_base(t, v, 10) : op_str(t, v);
    }
    spec f;
    if (!parse_spec(t, v, spec_text, '>', &f)) {
        return NIL;
    }
    switch (f.type) {
    case 0:
    case 'b':
    case 'c':
    case 'd':
    case 'o':
    case 'x':
    case 'X':
    case 'n': return format_as_int(t, v, &f);
    default: break;
    }
    if (!is_float_type(f.type)) {
        return unknown_type(t, &f, v);
    }
    bool overflow = false;
    double d = int_to_double(t, v, &overflow);
    if (overflow) {
        return t->exc != NIL
                   ? NIL
                   : raise_error(t, E_OVERFLOW_ERROR, "int too large to convert to float");
    }
    return format_as_float(t, d, &f);
}

value format_float(thread *t, value v, str *spec_text) {
    double d;
    if (spec_text == NULL || spec_text->len == 0) {
        return op_str(t, v);
    }
    spec f;
    if (!parse_spec(t, v, spec_text, '>', &f)) {
        return NIL;
    }
    if (f.type != 0 && f.type != 'n' && !is_float_type(f.type)) {
        return unknown_type(t, &f, v);
    }
    if (is_double(v)) {
        d = as_double(v);
    } else if (!op_to_double(t, v, &d)) {
        return NIL;
    }
    return format_as_float(t, d, &f);
}

value format_complex(thread *t, value v, str *spec_text) {
    if (spec_text == NULL || spec_text->len == 0) {
        return op_str(t, v);
    }
    spec f;
    if (!parse_spec(t, v, spec_text, '>', &f)) {
        return NIL;
    }
    if (f.type != 0 && f.type != 'n' && (!is_float_type(f.type) || f.type == '%')) {
        return unknown_type(t, &f, v);
    }
    char kind;
    int precision;
    unsigned flags;
    if (!float_kind(t, &f, &kind, &precision, &flags)) {
        return NIL;
    }
    if (f.fill == '0') {
        return raise_error(t, E_VALUE_ERROR,
                           "Zero padding is not allowed in complex format specifier");
    }
    if (f.align == '=') {
        return raise_error(t, E_VALUE_ERROR,
                           "'=' alignment flag is not allowed in complex format specifier");
    }
    complex_obj *c = (complex_obj *)as_obj(v);
    bool only_imag = f.type == 0 && c->re == 0 && !__builtin_signbit(c->re);
    bool parens = f.type == 0 && !only_imag;
    spec part = f;
    part.width = -1;
    part.align = '<';
    sb digits, whole;
    sb_init(&digits, t);
    sb_init(&whole, t);
    if (parens) {
        sb_char(&whole, '(');
    }
    if (!only_imag) {
        float_digits(&digits, c->re, kind, precision, flags);
        put_number(&whole, &part, digits.p, digits.len, "", leading_digits(digits.p, digits.len));
        part.sign = '+'; /* the imaginary part shows its own */
        digits.len = 0;
    }
    float_digits(&digits, c->im, kind, precision, flags);
    put_number(&whole, &part, digits.p, digits.len, "", leading_digits(digits.p, digits.len));
    sb_text(&whole, parens ? "j)" : "j");
    bool failed = digits.failed || whole.failed;
    sb_drop(&digits);
    value r = NIL;
    if (!failed) {
        sb b;
        sb_init(&b, t);
        put_padded(&b, &f, whole.p, whole.len, whole.len);
        r = sb_take(&b);
    }
    sb_drop(&whole);
    return r;
}

value format_str(thread *t, value v, str *spec_text) {
    if (is_kind(v, T_STR)) {
        if (spec_text == NULL || spec_text->len == 0) {
            return is_exact(v, T_STR) ? v : op_str(t, v);
        }
        return format_text(t, v, spec_text);
    }
    if (is_any_int(v)) {
        return format_int(t, v, spec_text);
    }
    return is_kind(v, T_COMPLEX) ? format_complex(t, v, spec_text) : format_float(t, v, spec_text);
}
