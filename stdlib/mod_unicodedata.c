/* mod_unicodedata.c: the part of the module unicodedata that can be had without a table of names:
 * categories, numbers, classes and normal forms, by utf8proc and vm/unicode.c.
 */
#include <stdlib.h>
#include <utf8proc.h>

#include "stdlib/stdlib.h"
#include "vm/str.h"

/* The one character that an argument must be. */
static bool char_arg(thread *t, value v, const char *fn, const char *what, uint32_t *out) {
    if (!is_kind(v, T_STR) || ((str *)as_obj(v))->count != 1) {
        bad_argument(t, fn, what, "a unicode character", v);
        return false;
    }
    *out = str_at((str *)as_obj(v), 0);
    return true;
}

static value no_value(thread *t, value dflt, const char *message) {
    return dflt != NIL ? dflt : raise_error(t, E_VALUE_ERROR, "%s", message);
}

static value unicodedata_category(thread *t, value *a, int n) {
    (void)n;
    uint32_t c;
    if (!char_arg(t, a[0], "category", "argument", &c)) {
        return NIL;
    }
    return str_from(t, uni_category(c));
}

static value unicodedata_combining(thread *t, value *a, int n) {
    (void)n;
    uint32_t c;
    if (!char_arg(t, a[0], "combining", "argument", &c)) {
        return NIL;
    }
    return from_small(utf8proc_get_property((utf8proc_int32_t)c)->combining_class);
}

static value unicodedata_bidirectional(thread *t, value *a, int n) {
    static const char *const classes[] = {"",    "L",  "LRE", "LRO", "R",   "AL",  "RLE", "RLO",
                                          "PDF", "EN", "ES",  "ET",  "AN",  "CS",  "NSM", "BN",
                                          "B",   "S",  "WS",  "ON",  "LRI", "RLI", "FSI", "PDI"};
    (void)n;
    uint32_t c;
    if (!char_arg(t, a[0], "bidirectional", "argument", &c)) {
        return NIL;
    }
    return str_from(t, classes[utf8proc_get_property((utf8proc_int32_t)c)->bidi_class]);
}

static value unicodedata_mirrored(thread *t, value *a, int n) {
    (void)n;
    uint32_t c;
    if (!char_arg(t, a[0], "mirrored", "argument", &c)) {
        return NIL;
    }
    return from_small(utf8proc_get_property((utf8proc_int32_t)c)->bidi_mirrored);
}

static value unicodedata_decimal(thread *t, value *a, int n) {
    (void)n;
    uint32_t c;
    if (!char_arg(t, a[0], "decimal", "argument 1", &c)) {
        return NIL;
    }
    int d = uni_decimal(c);
    return d >= 0 ? from_small(d) : no_value(t, a[1], "not a decimal");
}

static value unicodedata_digit(thread *t, value *a, int n) {
    (void)n;
    uint32_t c;
    if (!char_arg(t, a[0], "digit", "argument 1", &c)) {
        return NIL;
    }
    int d = uni_digit(c);
    return d >= 0 ? from_small(d) : no_value(t, a[1], "not a digit");
}

static value unicodedata_numeric(thread *t, value *a, int n) {
    (void)n;
    uint32_t c;
    int64_t num, den;
    if (!char_arg(t, a[0], "numeric", "argument 1", &c)) {
        return NIL;
    }
    return uni_numeric(c, &num, &den) ? from_double((double)num / (double)den)
                                      : no_value(t, a[1], "not a numeric character");
}

/* Appends the normal form of valid UTF-8. */
static bool put_normalized(sb *b, const char *p, size_t n, utf8proc_option_t options) {
    utf8proc_uint8_t *out = NULL;
    if (n == 0) {
        return true;
    }
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)p, (utf8proc_ssize_t)n, &out, options);
    if (len < 0) {
        raise_error(b->t, E_MEMORY_ERROR, "");
        b->failed = true;
        return false;
    }
    bool ok = sb_bytes(b, (const char *)out, (size_t)len);
    free(out);
    return ok;
}

static value normalized(thread *t, value *a, const char *fn) {
    for (int i = 0; i < 2; i++) {
        if (!is_kind(a[i], T_STR)) {
            return bad_argument(t, fn, i ? "argument 2" : "argument 1", "str", a[i]);
        }
    }
    const char *form = ((str *)as_obj(a[0]))->data;
    str *s = (str *)as_obj(a[1]);
    int options = strcmp(form, "NFC") == 0    ? UTF8PROC_COMPOSE
                  : strcmp(form, "NFD") == 0  ? UTF8PROC_DECOMPOSE
                  : strcmp(form, "NFKC") == 0 ? UTF8PROC_COMPOSE | UTF8PROC_COMPAT
                  : strcmp(form, "NFKD") == 0 ? UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT
                                              : -1;
    if (s->len > 0 && options < 0) {
        return raise_error(t, E_VALUE_ERROR, "invalid normalization form");
    }
    if (str_is_ascii(s)) {
        return str_exact(t, a[1]);
    }
    sb b;
    sb_init(&b, t);
    /* Lone surrogates, which utf8proc refuses, stay as they are and separate what stands around
     * them. */
    const char *p = s->data, *end = p + s->len, *start = p;
    while (p < end) {
        const char *at = p;
        uint32_t c = utf8_next(&p);
        if (c >= 0xD800 && c <= 0xDFFF) {
            put_normalized(&b, start, (size_t)(at - start),
                           (utf8proc_option_t)(options | UTF8PROC_STABLE));
            sb_char(&b, c);
            start = p;
        }
    }
    put_normalized(&b, start, (size_t)(end - start),
                   (utf8proc_option_t)(options | UTF8PROC_STABLE));
    return sb_take(&b);
}

static value unicodedata_normalize(thread *t, value *a, int n) {
    (void)n;
    return normalized(t, a, "normalize");
}

static value unicodedata_is_normalized(thread *t, value *a, int n) {
    (void)n;
    value r = normalized(t, a, "is_normalized");
    return r == NIL ? NIL : from_bool(str_equal((str *)as_obj(r), (str *)as_obj(a[1])));
}

static bool unicodedata_init(thread *t, module *m) {
    return module_set_str(t, m, "unidata_version", utf8proc_unicode_version());
}

static const native_def unicodedata_functions[] = {
    {"category", unicodedata_category, "chr, /", 0,
     "Returns the general category assigned to the character chr as string."},
    {"combining", unicodedata_combining, "chr, /", 0, NULL},
    {"bidirectional", unicodedata_bidirectional, "chr, /", 0, NULL},
    {"mirrored", unicodedata_mirrored, "chr, /", 0, NULL},
    {"decimal", unicodedata_decimal, "chr, default=None, /", 0, NULL},
    {"digit", unicodedata_digit, "chr, default=None, /", 0, NULL},
    {"numeric", unicodedata_numeric, "chr, default=None, /", 0, NULL},
    {"normalize", unicodedata_normalize, "form, unistr, /", 0, NULL},
    {"is_normalized", unicodedata_is_normalized, "form, unistr, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

const module_def unicodedata_module = {
    .name = "unicodedata",
    .doc = "Properties of Unicode characters; without their names.",
    .methods = unicodedata_functions,
    .init = unicodedata_init,
};
