/* format_percent.c: the "%" operator of str, bytes and bytearray: "%(key)-+
 * #0width.precision<type>".
 *
 * One engine serves both: it writes into an sb, whose contents are text or, in bytes mode, plain
 * bytes (all that it adds by itself is ASCII). Arguments are taken as CPython does: a tuple gives
 * its items one after the other, anything else is one argument; after a %(key) the value found is
 * the one argument.
 */
#include "vm/str.h"

typedef struct percent {
    thread *t;
    sb out;
    bool as_bytes;
    const char *start, *p, *end; /* the format */
    value args, mapping;         /* mapping: NIL = the arguments are not one */
    int64_t index, count;        /* count -1: `args` itself is the argument, if index is -2 */
} percent;

typedef struct field {
    bool left, plus, blank, alternate, zero;
    int64_t width, precision; /* -1 = none */
    char type;
    uint32_t type_cp;
} field;

static bool fail(percent *f, enum exc_id e, const char *message) {
    raise_error(f->t, e, "%s", message);
    return false;
}

static value next_arg(percent *f) {
    if (f->index < f->count) {
        int64_t i = f->index++;
        return f->count < 0 ? f->args : ((tuple *)as_obj(f->args))->items[i];
    }
    return raise_error(f->t, E_TYPE_ERROR, "not enough arguments for format string");
}

/* "(key)": the value becomes the one argument. */
static bool take_key(percent *f) {
    if (f->mapping == NIL) {
        return fail(f, E_TYPE_ERROR, "format requires a mapping");
    }
    const char *key = ++f->p;
    int depth = 1;
    for (; f->p < f->end; f->p++) {
        depth += (*f->p == '(') - (*f->p == ')');
        if (depth == 0) {
            break;
        }
    }
    if (depth > 0) {
        return fail(f, E_VALUE_ERROR, "incomplete format key");
    }
    size_t len = (size_t)(f->p - key);
    value k = f->as_bytes ? bytes_new(f->t, key, len) : str_new(f->t, key, len);
    f->p++;
    value v = k == NIL ? NIL : op_getitem(f->t, f->mapping, k);
    f->args = v;
    f->count = -1;
    f->index = -2;
    return v != NIL;
}

/* A width or a precision: digits or '*'. */
static bool take_number(percent *f, int64_t limit, const char *too_big, int64_t *out) {
    if (f->p < f->end && *f->p == '*') {
        f->p++;
        value v = next_arg(f);
        if (v == NIL) {
            return false;
        }
        if (!is_any_int(v)) {
            return fail(f, E_TYPE_ERROR, "* wants int");
        }
        if (!int_to_int64(v, out) || *out > limit || *out < -limit) {
            raise_error(f->t, E_OVERFLOW_ERROR,
                        limit == INT32_MAX ? "Python int too large to convert to C int"
                                           : "Python int too large to convert to C ssize_t");
            return false;
        }
        return true;
    }
    int64_t n = -1;
    for (; f->p < f->end && *f->p >= '0' && *f->p <= '9'; f->p++) {
        int digit = *f->p - '0';
        if (n > (limit - digit) / 10) {
            return fail(f, E_VALUE_ERROR, too_big);
        }
        n = (n < 0 ? 0 : n) * 10 + digit;
    }
    *out = n;
    return true;
}

static bool parse_field(percent *f, field *d) {
    *d = (field){.width = -1, .precision = -1};
    if (f->p < f->end && *f->p == '(' && !take_key(f)) {
        return false;
    }
    for (; f->p < f->end; f->p++) {
        switch (*f->p) {
        case '-': d->left = true; continue;
        case '+': d->plus = true; continue;
        case ' ': d->blank = true; continue;
        case '#': d->alternate = true; continue;
        case '0': d->zero = true; continue;
        default: break;
        }
        break;
    }
    if (!take_number(f, INT64_MAX - 1, "width too big", &d->width)) {
        return false;
    }
    if (d->width < 0 && f->p[-1] == '*') { /* given, and negative */
        d->left = true;
        d->width = -d->width;
    }
    if (f->p < f->end && *f->p == '.') {
        f->p++;
        if (!take_number(f, INT32_MAX, "precision too big", &d->precision)) {
            return false;
        }
        if (d->precision < 0) {
            d->precision = 0;
        }
    }
    if (f->p < f->end && (*f->p == 'h' || *f->p == 'l' || *f->p == 'L')) {
        f->p++;
    }
    if (f->p >= f->end) {
        return fail(f, E_VALUE_ERROR, "incomplete format");
    }
    d->type_cp = f->as_bytes ? (uint8_t)*f->p++ : utf8_next(&f->p);
    d->type = d->type_cp < 128 ? (char)d->type_cp : 0;
    return true;
}

/* ---- writing ---- */

static size_t length(const percent *f, const char *s, size_t n) {
    return f->as_bytes ? n : utf8_count(s, n);
}

static bool put_text(percent *f, const field *d, const char *s, size_t n) {
    size_t chars = length(f, s, n);
    if (d->precision >= 0 && (uint64_t)d->precision < chars && d->type != 'c') {
        chars = (size_t)d->precision;
        n = f->as_bytes ? chars : (size_t)(utf8_skip(s, chars, s + n) - s);
    }
    size_t pad = d->width > 0 && (size_t)d->width > chars ? (size_t)d->width - chars : 0;
    if (!d->left) {
        sb_fill(&f->out, ' ', pad);
    }
    sb_bytes(&f->out, s, n);
    if (d->left) {
        sb_fill(&f->out, ' ', pad);
    }
    return !f->out.failed;
}

/* A number as ASCII text with '-' first if negative; zeros: how many to put before its digits. */
static bool put_number(percent *f, const field *d, const char *s, size_t n, const char *prefix,
                       size_t zeros) {
    char sign = 0;
    if (n > 0 && s[0] == '-') {
        sign = '-';
        s++;
        n--;
    } else if (d->plus || d->blank) {
        sign = d->plus ? '+' : ' ';
    }
    size_t len = (sign != 0) + strlen(prefix) + zeros + n;
    size_t pad = d->width > 0 && (size_t)d->width > len ? (size_t)d->width - len : 0;
    if (!d->left && !d->zero) {
        sb_fill(&f->out, ' ', pad);
    }
    if (sign) {
        sb_char(&f->out, (uint8_t)sign);
    }
    sb_text(&f->out, prefix);
    sb_fill(&f->out, '0', zeros + (!d->left && d->zero ? pad : 0));
    sb_bytes(&f->out, s, n);
    if (d->left) {
        sb_fill(&f->out, ' ', pad);
    }
    return !f->out.failed;
}

/* ---- conversions ---- */

static bool wrong_type(percent *f, const field *d, value v) {
    bool real = d->type == 'd' || d->type == 'i' || d->type == 'u';
    raise_error(f->t, E_TYPE_ERROR,
                real ? "%%%c format: a real number is required, not %T"
                     : "%%%c format: an integer is required, not %T",
                d->type, v);
    return false;
}

static bool put_int(percent *f, const field *d, value v) {
    thread *t = f->t;
    unsigned base = d->type == 'o' ? 8 : d->type == 'x' || d->type == 'X' ? 16 : 10;
    value i = v;
    if (!is_any_int(v)) {
        const slots *s = &type_of(t->vm, v)->slots;
        if (s->unary[UN_INDEX] == NULL &&
            (base != 10 || (s->unary[UN_INT] == NULL && s->unary[UN_FLOAT] == NULL))) {
            return wrong_type(f, d, v);
        }
        /* What int(v) would do, but for text. */
        i = base == 10 && s->unary[UN_INT] != NULL ? op_unary(t, v, UN_INT)
            : s->unary[UN_INDEX] != NULL           ? op_index(t, v)
                                                   : NIL;
        if (i == NIL) {
            if (t->exc == NIL || exc_is(t, E_TYPE_ERROR)) {
                exc_clear(t);
                return wrong_type(f, d, v);
            }
            return false;
        }
    }
    char buf[70], *p = buf + sizeof buf;
    const char *text;
    size_t n;
    int64_t small;
    sb big;
    sb_init(&big, t);
    const char *alphabet = d->type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    if (int_to_int64(i, &small)) {
        uint64_t u = small < 0 ? -(uint64_t)small : (uint64_t)small;
        do {
            *--p = alphabet[u % base];
            u /= base;
        } while (u > 0);
        if (small < 0) {
            *--p = '-';
        }
        text = p;
        n = (size_t)(buf + sizeof buf - p);
    } else {
        value s = int_to_str_base(t, i, (int)base);
        if (s == NIL) {
            return false;
        }
        sb_str(&big, (str *)as_obj(s));
        for (size_t k = 0; d->type == 'X' && k < big.len; k++) {
            big.p[k] = (char)(big.p[k] - (big.p[k] >= 'a') * 32);
        }
        text = big.p;
        n = big.len;
    }
    size_t digits = n - (text[0] == '-');
    size_t zeros =
        d->precision > 0 && (size_t)d->precision > digits ? (size_t)d->precision - digits : 0;
    const char *prefix = !d->alternate || base == 10 ? ""
                         : base == 8                 ? "0o"
                         : d->type == 'X'            ? "0X"
                                                     : "0x";
    bool ok = !big.failed && put_number(f, d, text, n, prefix, zeros);
    sb_drop(&big);
    return ok;
}

static bool put_float(percent *f, const field *d, value v) {
    double x;
    if (is_double(v)) {
        x = as_double(v);
    } else if (f->as_bytes && !is_any_int(v) &&
               type_of(f->t->vm, v)->slots.unary[UN_FLOAT] == NULL &&
               type_of(f->t->vm, v)->slots.unary[UN_INDEX] == NULL) {
        raise_error(f->t, E_TYPE_ERROR, "float argument required, not %T", v);
        return false;
    } else if (!op_to_double(f->t, v, &x)) {
        return false;
    }
    sb digits;
    sb_init(&digits, f->t);
    float_digits(&digits, x, d->type, d->precision < 0 ? 6 : (int)d->precision,
                 d->alternate ? FLOAT_ALTERNATE : 0);
    bool ok = !digits.failed && put_number(f, d, digits.p, digits.len, "", 0);
    sb_drop(&digits);
    return ok;
}

static bool put_char(percent *f, const field *d, value v) {
    const uint8_t *p;
    size_t n;
    char utf8[4];
    if (f->as_bytes && bytes_view(v, &p, &n)) {
        return n == 1
                   ? put_text(f, d, (const char *)p, 1)
                   : fail(f, E_TYPE_ERROR, "%c requires an integer in range(256) or a single byte");
    }
    if (!f->as_bytes && is_kind(v, T_STR)) {
        str *s = (str *)as_obj(v);
        return s->count == 1 ? put_text(f, d, s->data, s->len)
                             : fail(f, E_TYPE_ERROR, "%c requires int or char");
    }
    value i = is_any_int(v) ? v : op_index(f->t, v);
    if (i == NIL) {
        if (!exc_is(f->t, E_TYPE_ERROR)) {
            return false;
        }
        exc_clear(f->t);
        return fail(f, E_TYPE_ERROR,
                    f->as_bytes ? "%c requires an integer in range(256) or a single byte"
                                : "%c requires int or char");
    }
    int64_t c;
    if (!int_to_int64(i, &c) || c < 0 || c > (f->as_bytes ? 255 : 0x10FFFF)) {
        return fail(f, E_OVERFLOW_ERROR,
                    f->as_bytes ? "%c arg not in range(256)" : "%c arg not in range(0x110000)");
    }
    if (f->as_bytes) {
        utf8[0] = (char)c;
        return put_text(f, d, utf8, 1);
    }
    return put_text(f, d, utf8, utf8_put(utf8, (uint32_t)c));
}

/* %s and %b in bytes mode: something that has bytes. */
static bool put_bytes(percent *f, const field *d, value v) {
    const uint8_t *p;
    size_t n;
    if (!bytes_view(v, &p, &n)) {
        bool found;
        value r = call_special(f->t, v, N(f->t, __bytes__), NULL, 0, &found);
        if (!found) {
            if (f->t->exc == NIL) {
                raise_error(f->t, E_TYPE_ERROR,
                            "%%b requires a bytes-like object, or an object that implements "
                            "__bytes__, not '%T'",
                            v);
            }
            return false;
        }
        if (r == NIL) {
            return false;
        }
        if (!is_kind(r, T_BYTES)) {
            raise_error(f->t, E_TYPE_ERROR, "__bytes__ returned non-bytes (type %T)", r);
            return false;
        }
        bytes_view(r, &p, &n);
    }
    return put_text(f, d, (const char *)p, n);
}

static bool put_field(percent *f, field *d) {
    value v = next_arg(f);
    if (v == NIL) {
        return false;
    }
    switch (d->type) {
    case 's':
    case 'b':
        if (f->as_bytes) {
            return put_bytes(f, d, v);
        }
        if (d->type == 'b') {
            break;
        }
        v = is_exact(v, T_STR) ? v : op_str(f->t, v);
        return v != NIL && put_text(f, d, ((str *)as_obj(v))->data, ((str *)as_obj(v))->len);
    case 'r':
    case 'a':
        v = d->type == 'r' && !f->as_bytes ? op_repr(f->t, v) : op_ascii(f->t, v);
        return v != NIL && put_text(f, d, ((str *)as_obj(v))->data, ((str *)as_obj(v))->len);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X': return put_int(f, d, v);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': return put_float(f, d, v);
    case 'c': return put_char(f, d, v);
    default: break;
    }
    size_t at = length(f, f->start, (size_t)(f->p - f->start)) - 1;
    raise_error(f->t, E_VALUE_ERROR, "unsupported format character '%c' (0x%x) at index %zu",
                d->type_cp >= 32 && d->type_cp < 127 ? (int)d->type_cp : '?', d->type_cp, at);
    return false;
}

static bool run(percent *f) {
    while (f->p < f->end) {
        const char *q = memchr(f->p, '%', (size_t)(f->end - f->p));
        sb_bytes(&f->out, f->p, (size_t)((q != NULL ? q : f->end) - f->p));
        if (q == NULL) {
            break;
        }
        f->p = q + 1;
        if (f->p < f->end && *f->p == '%') {
            sb_char(&f->out, '%');
            f->p++;
            continue;
        }
        field d;
        if (!parse_field(f, &d) || !put_field(f, &d)) {
            return false;
        }
    }
    if (f->index < f->count && f->mapping == NIL) {
        return fail(f, E_TYPE_ERROR,
                    f->as_bytes ? "not all arguments converted during bytes formatting"
                                : "not all arguments converted during string formatting");
    }
    return !f->out.failed;
}

static void begin(percent *f, thread *t, const char *text, size_t len, value args, bool as_bytes) {
    *f = (percent){.t = t,
                   .as_bytes = as_bytes,
                   .start = text,
                   .p = text,
                   .end = text + len,
                   .args = args,
                   .mapping = NIL};
    sb_init(&f->out, t);
    if (is_kind(args, T_TUPLE)) {
        f->count = (int64_t)((tuple *)as_obj(args))->len;
        return;
    }
    f->index = -2;
    f->count = -1;
    if (type_of(t->vm, args)->slots.getitem != NULL && !is_kind(args, T_STR) &&
        !(as_bytes && (is_kind(args, T_BYTES) || is_kind(args, T_BYTEARRAY)))) {
        f->mapping = args;
    }
}

static value str_percent(thread *t, str *format, value args) {
    percent f;
    begin(&f, t, format->data, format->len, args, false);
    if (!run(&f)) {
        sb_drop(&f.out);
        return NIL;
    }
    return sb_take(&f.out);
}

value str_mod(thread *t, value a, value b) {
    return is_kind(a, T_STR) ? str_percent(t, (str *)as_obj(a), b) : NOTIMPL;
}

value str_percent_bytes(thread *t, const uint8_t *fmt, size_t len, value args, bool to_bytearray) {
    percent f;
    begin(&f, t, (const char *)fmt, len, args, true);
    value r = NIL;
    if (run(&f)) {
        r = to_bytearray ? bytearray_new(t, f.out.p, f.out.len) : bytes_new(t, f.out.p, f.out.len);
    }
    sb_drop(&f.out);
    return r;
}
