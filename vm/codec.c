/* codec.c: text to bytes and back: utf-8, utf-8-sig, ascii, latin-1, utf-16 and utf-32 in both byte
 * orders, with Python's error handlers.
 *
 * Decoding writes UTF-8 into an sb, encoding writes bytes into one. When something cannot be
 * converted, the handler's name decides what goes there instead and where to go on; "strict" makes
 * the UnicodeError, with the same range and reason as CPython, as the reasons are part of what
 * scripts print. Valid UTF-8 is recognised first and copied as it is.
 */
#include "vm/str.h"

enum codec_id {
    UTF_8,
    UTF_8_SIG,
    ASCII,
    LATIN_1,
    UTF_16,
    UTF_16_LE,
    UTF_16_BE,
    UTF_32,
    UTF_32_LE,
    UTF_32_BE,
    UNKNOWN
};

static const char *const codec_names[] = {"utf-8",     "utf-8",     "ascii",     "latin-1",
                                          "utf-16",    "utf-16-le", "utf-16-be", "utf-32",
                                          "utf-32-le", "utf-32-be"};

/* Names and aliases, in lower case with '_' for '-' and ' '. */
static const struct alias {
    const char *name;
    enum codec_id id;
} aliases[] = {
    {"utf_8", UTF_8},         {"utf8", UTF_8},           {"u8", UTF_8},
    {"utf", UTF_8},           {"cp65001", UTF_8},        {"utf_8_sig", UTF_8_SIG},
    {"utf8_sig", UTF_8_SIG},  {"ascii", ASCII},          {"us_ascii", ASCII},
    {"646", ASCII},           {"ansi_x3.4_1968", ASCII}, {"latin_1", LATIN_1},
    {"latin1", LATIN_1},      {"latin", LATIN_1},        {"l1", LATIN_1},
    {"iso_8859_1", LATIN_1},  {"iso8859_1", LATIN_1},    {"iso8859", LATIN_1},
    {"8859", LATIN_1},        {"cp819", LATIN_1},        {"utf_16", UTF_16},
    {"utf16", UTF_16},        {"u16", UTF_16},           {"utf_16_le", UTF_16_LE},
    {"utf_16le", UTF_16_LE},  {"utf_16_be", UTF_16_BE},  {"utf_16be", UTF_16_BE},
    {"utf_32", UTF_32},       {"utf32", UTF_32},         {"u32", UTF_32},
    {"utf_32_le", UTF_32_LE}, {"utf_32le", UTF_32_LE},   {"utf_32_be", UTF_32_BE},
    {"utf_32be", UTF_32_BE},
};

static enum codec_id find_codec(thread *t, const char *name) {
    char low[24];
    size_t n = 0;
    if (name == NULL) {
        return UTF_8;
    }
    for (; name[n] && n < sizeof low - 1; n++) {
        char c = name[n];
        low[n] = c == '-' || c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    low[n] = 0;
    for (size_t i = 0; name[n] == 0 && i < sizeof aliases / sizeof aliases[0]; i++) {
        if (strcmp(aliases[i].name, low) == 0) {
            return aliases[i].id;
        }
    }
    raise_error(t, E_LOOKUP_ERROR, "unknown encoding: %s", name);
    return UNKNOWN;
}

static void raise_unicode_error(thread *t, enum exc_id e, const char *encoding, value obj,
                                size_t start, size_t end, const char *reason) {
    value a[5] = {str_from(t, encoding), obj, int_new(t, (int64_t)start), int_new(t, (int64_t)end),
                  str_from(t, reason)};
    if (a[0] == NIL || a[1] == NIL || a[4] == NIL) {
        return;
    }
    value exc = call_values(t, from_obj(t->vm->exc[e]), a, 5, NIL);
    if (exc != NIL) {
        raise_value(t, exc);
    }
}

static const char hex_digits[] = "0123456789abcdef";

static bool is(const char *handler, const char *name) {
    return strcmp(handler, name) == 0;
}

/* ---- decoding ---- */

typedef struct decoder {
    thread *t;
    sb out;
    enum codec_id id;
    const char *errors;
    const uint8_t *p;
    size_t n;
    value shown; /* what the error shows; NIL = a bytes of p */
} decoder;

static uint32_t unit(const uint8_t *p, unsigned width, bool big) {
    uint32_t u = 0;
    for (unsigned i = 0; i < width; i++) {
        u |= (uint32_t)p[i] << 8 * (big ? width - 1 - i : i);
    }
    return u;
}

/* "surrogatepass": the surrogate that stands at `at` in this encoding, or 0; *len = its bytes. */
static uint32_t encoded_surrogate(const decoder *d, size_t at, size_t *len) {
    const uint8_t *p = d->p + at;
    size_t left = d->n - at;
    uint32_t c = 0;
    *len = d->id == UTF_8 ? 3 : d->id == UTF_16_LE || d->id == UTF_16_BE ? 2 : 4;
    if (left < *len || d->id == ASCII || d->id == LATIN_1) {
        return 0;
    }
    if (d->id == UTF_8) {
        if (p[0] == 0xED && (p[1] & 0xE0) == 0xA0 && (p[2] & 0xC0) == 0x80) {
            c = 0xD000 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        }
    } else {
        c = unit(p, (unsigned)*len, d->id == UTF_16_BE || d->id == UTF_32_BE);
    }
    return c >= 0xD800 && c <= 0xDFFF ? c : 0;
}

/* Bytes [start, end) make no character. Puts what the handler wants; *next = where to go on. */
static bool decode_error(decoder *d, size_t start, size_t end, const char *reason, size_t *next) {
    const char *h = d->errors;
    *next = end;
    if (is(h, "ignore")) {
        return true;
    }
    if (is(h, "replace")) {
        return sb_char(&d->out, 0xFFFD);
    }
    if (is(h, "backslashreplace")) {
        for (size_t i = start; i < end; i++) {
            char e[4] = {'\\', 'x', hex_digits[d->p[i] >> 4], hex_digits[d->p[i] & 15]};
            sb_bytes(&d->out, e, 4);
        }
        return true;
    }
    if (is(h, "surrogateescape")) {
        size_t i = start;
        for (; i < end && d->p[i] >= 128; i++) {
            sb_char(&d->out, 0xDC00u + d->p[i]);
        }
        if (i > start) {
            *next = i;
            return true;
        }
    } else if (is(h, "surrogatepass")) {
        size_t len;
        uint32_t c = encoded_surrogate(d, start, &len);
        if (c) {
            *next = start + len;
            return sb_char(&d->out, c);
        }
    } else if (is(h, "xmlcharrefreplace") || is(h, "namereplace")) {
        raise_error(d->t, E_TYPE_ERROR,
                    "don't know how to handle UnicodeDecodeError in error callback");
        return false;
    } else if (!is(h, "strict")) {
        raise_error(d->t, E_LOOKUP_ERROR, "unknown error handler name '%s'", h);
        return false;
    }
    value obj = is_kind(d->shown, T_BYTES) ? d->shown : bytes_new(d->t, d->p, d->n);
    raise_unicode_error(d->t, E_UNICODE_DECODE_ERROR, codec_names[d->id], obj, start, end, reason);
    return false;
}

/* The length of the valid sequence at p, or 0: then *bad is how many bytes of it were good (at
 * least 1). */
static size_t utf8_sequence(const uint8_t *p, size_t left, size_t *bad, const char **reason) {
    static const char invalid_next[] = "invalid continuation byte",
                      invalid_start[] = "invalid start byte";
    uint8_t c = p[0];
    if (c < 0x80) {
        return 1;
    }
    size_t len = c >= 0xC2 && c < 0xE0   ? 2
                 : c >= 0xE0 && c < 0xF0 ? 3
                 : c >= 0xF0 && c < 0xF5 ? 4
                                         : 0;
    *bad = 1;
    if (len == 0) {
        *reason = invalid_start;
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        *bad = i;
        if (i >= left) {
            *reason = "unexpected end of data";
            return 0;
        }
        uint8_t low = 0x80, high = 0xBF;
        if (i == 1) { /* no overlong forms, no surrogates, nothing beyond 0x10FFFF */
            low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : low;
            high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : high;
        }
        if (p[i] < low || p[i] > high) {
            *reason = invalid_next;
            return 0;
        }
    }
    return len;
}

static size_t ascii_run(const uint8_t *p, size_t n) {
    size_t i = 0;
    for (; n - i >= 8; i += 8) {
        uint64_t w;
        memcpy(&w, p + i, 8);
        if (w & 0x8080808080808080u) {
            break;
        }
    }
    while (i < n && p[i] < 0x80) {
        i++;
    }
    return i;
}

/* How many bytes from the start are valid UTF-8. */
static size_t utf8_valid(const uint8_t *p, size_t n) {
    size_t i = 0, bad;
    const char *reason;
    while (i < n) {
        if (p[i] < 0x80) {
            i += ascii_run(p + i, n - i);
            continue;
        }
        size_t len = utf8_sequence(p + i, n - i, &bad, &reason);
        if (len == 0) {
            break;
        }
        i += len;
    }
    return i;
}

static bool decode_utf8(decoder *d) {
    for (size_t i = 0; i < d->n;) {
        size_t good = utf8_valid(d->p + i, d->n - i), bad;
        const char *reason;
        if (!sb_bytes(&d->out, (const char *)d->p + i, good)) {
            return false;
        }
        i += good;
        if (i < d->n) {
            utf8_sequence(d->p + i, d->n - i, &bad, &reason);
            if (!decode_error(d, i, i + bad, reason, &i)) {
                return false;
            }
        }
    }
    return true;
}

static bool decode_bytewise(decoder *d) {
    for (size_t i = 0; i < d->n && !d->out.failed;) {
        if (d->id == LATIN_1 || d->p[i] < 0x80) {
            sb_char(&d->out, d->p[i++]);
        } else if (!decode_error(d, i, i + 1, "ordinal not in range(128)", &i)) {
            return false;
        }
    }
    return true;
}

static bool decode_utf16(decoder *d, size_t i) {
    bool big = d->id == UTF_16_BE;
    while (i < d->n && !d->out.failed) {
        size_t left = d->n - i;
        const char *reason;
        size_t end = i + 2;
        if (left < 2) {
            reason = "truncated data";
            end = d->n;
        } else {
            uint32_t c = unit(d->p + i, 2, big);
            if (c < 0xD800 || c > 0xDFFF) {
                sb_char(&d->out, c);
                i += 2;
                continue;
            }
            if (c >= 0xDC00) {
                reason = "illegal encoding";
            } else if (left < 4) {
                reason = "unexpected end of data";
                end = d->n;
            } else {
                uint32_t low = unit(d->p + i + 2, 2, big);
                if (low >= 0xDC00 && low <= 0xDFFF) {
                    sb_char(&d->out, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00));
                    i += 4;
                    continue;
                }
                reason = "illegal UTF-16 surrogate";
            }
        }
        if (!decode_error(d, i, end, reason, &i)) {
            return false;
        }
    }
    return true;
}

static bool decode_utf32(decoder *d, size_t i) {
    bool big = d->id == UTF_32_BE;
    while (i < d->n && !d->out.failed) {
        const char *reason;
        size_t end = i + 4;
        if (d->n - i < 4) {
            reason = "truncated data";
            end = d->n;
        } else {
            uint32_t c = unit(d->p + i, 4, big);
            if (c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF)) {
                sb_char(&d->out, c);
                i += 4;
                continue;
            }
            reason = c > 0x10FFFF ? "code point not in range(0x110000)"
                                  : "code point in surrogate code point range(0xd800, 0xe000)";
        }
        if (!decode_error(d, i, end, reason, &i)) {
            return false;
        }
    }
    return true;
}

/* For "utf-16" and "utf-32": the byte order that a mark at the start tells, native without one;
 * *skip = its length. */
static void take_bom(decoder *d, unsigned width, size_t *skip) {
    enum codec_id little = width == 2 ? UTF_16_LE : UTF_32_LE,
                  big = width == 2 ? UTF_16_BE : UTF_32_BE;
    uint16_t probe = 1;
    bool native_big = *(const uint8_t *)&probe == 0;
    d->id = native_big ? big : little;
    *skip = 0;
    if (d->n >= width && unit(d->p, width, false) == 0xFEFF) {
        d->id = little;
        *skip = width;
    } else if (d->n >= width && unit(d->p, width, true) == 0xFEFF) {
        d->id = big;
        *skip = width;
    }
}

value bytes_decode(thread *t, const uint8_t *p, size_t n, const char *encoding, const char *errors,
                   value obj) {
    decoder d = {.t = t,
                 .id = find_codec(t, encoding),
                 .errors = errors ? errors : "strict",
                 .p = p,
                 .n = n,
                 .shown = obj};
    if (d.id == UNKNOWN) {
        return NIL;
    }
    if (d.id == UTF_8_SIG) {
        d.id = UTF_8;
        if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
            d.p += 3;
            d.n -= 3;
            d.shown = NIL;
        }
    }
    if (d.id == UTF_8 && utf8_valid(d.p, d.n) == d.n) {
        return str_new(t, (const char *)d.p, d.n);
    }
    if ((d.id == ASCII || d.id == LATIN_1) && bytes_are_ascii(d.p, d.n)) {
        return str_new_ascii(t, (const char *)d.p, d.n);
    }
    sb_init(&d.out, t);
    size_t skip = 0;
    bool ok;
    switch (d.id) {
    case UTF_8: ok = decode_utf8(&d); break;
    case ASCII:
    case LATIN_1: ok = decode_bytewise(&d); break;
    case UTF_16:
        take_bom(&d, 2, &skip);
        ok = decode_utf16(&d, skip);
        break;
    case UTF_16_LE:
    case UTF_16_BE: ok = decode_utf16(&d, 0); break;
    case UTF_32:
        take_bom(&d, 4, &skip);
        ok = decode_utf32(&d, skip);
        break;
    default: ok = decode_utf32(&d, 0);
    }
    if (!ok) {
        sb_drop(&d.out);
        return NIL;
    }
    return sb_take(&d.out);
}

/* ---- encoding ---- */

typedef struct encoder {
    thread *t;
    sb out;
    enum codec_id id;   /* with a definite byte order */
    enum codec_id name; /* as the script said it: "utf-16" */
    const char *errors;
    str *s;
} encoder;

static void put_unit(encoder *e, uint32_t u, unsigned width, bool big) {
    char b[4];
    for (unsigned i = 0; i < width; i++) {
        b[i] = (char)(u >> 8 * (big ? width - 1 - i : i));
    }
    sb_bytes(&e->out, b, width);
}

/* A code point, as the encoding writes it; it must be able to (surrogates: as they are). */
static void put_code(encoder *e, uint32_t c) {
    char b[4];
    switch (e->id) {
    case UTF_8: sb_char(&e->out, c); return;
    case ASCII:
    case LATIN_1:
        b[0] = (char)c;
        sb_bytes(&e->out, b, 1);
        return;
    case UTF_16_LE:
    case UTF_16_BE:
        if (c >= 0x10000) {
            put_unit(e, 0xD800 + ((c - 0x10000) >> 10), 2, e->id == UTF_16_BE);
            c = 0xDC00 + (c & 0x3FF);
        }
        put_unit(e, c, 2, e->id == UTF_16_BE);
        return;
    default: put_unit(e, c, 4, e->id == UTF_32_BE);
    }
}

static void put_ascii(encoder *e, const char *s, size_t n) {
    for (size_t i = 0; i < n; i++) {
        put_code(e, (uint8_t)s[i]);
    }
}

static bool can_encode(const encoder *e, uint32_t c) {
    return e->id == ASCII ? c < 0x80 : e->id == LATIN_1 ? c < 0x100 : c < 0xD800 || c > 0xDFFF;
}

static void put_number(encoder *e, const char *before, uint32_t c, int base, int digits,
                       const char *after) {
    char b[12];
    int n = 0;
    do {
        b[sizeof b - 1 - (size_t)n++] = hex_digits[c % (uint32_t)base];
        c /= (uint32_t)base;
    } while (c > 0 || n < digits);
    put_ascii(e, before, strlen(before));
    put_ascii(e, b + sizeof b - n, (size_t)n);
    put_ascii(e, after, strlen(after));
}

/* The code points from *pp (number `start`) to `end`, as many as this handler takes; moves on.
 * False = strict. */
static bool handle(encoder *e, const char **pp, const char *end, size_t *start) {
    const char *h = e->errors;
    bool pass = is(h, "surrogatepass") && e->id != ASCII && e->id != LATIN_1;
    bool escape =
        is(h, "surrogateescape") && (e->id == ASCII || e->id == LATIN_1 || e->id == UTF_8);
    while (*pp < end) {
        const char *p = *pp;
        uint32_t c = utf8_next(&p);
        if (is(h, "replace")) {
            put_code(e, '?');
        } else if (is(h, "backslashreplace")) {
            put_number(e,
                       c < 0x100     ? "\\x"
                       : c < 0x10000 ? "\\u"
                                     : "\\U",
                       c, 16,
                       c < 0x100     ? 2
                       : c < 0x10000 ? 4
                                     : 8,
                       "");
        } else if (is(h, "xmlcharrefreplace")) {
            put_number(e, "&#", c, 10, 1, ";");
        } else if (pass && c >= 0xD800 && c <= 0xDFFF) {
            put_code(e, c);
        } else if (escape && c >= 0xDC80 && c <= 0xDCFF) {
            char raw = (char)(c - 0xDC00);
            sb_bytes(&e->out, &raw, 1);
        } else if (!is(h, "ignore")) {
            return false;
        }
        *pp = p;
        ++*start;
    }
    return true;
}

/* From *pp (code point `at`) on there is a run of code points that cannot be encoded. */
static bool encode_error(encoder *e, const char **pp, size_t *at) {
    const char *end = e->s->data + e->s->len, *stop = *pp;
    size_t count = 0;
    while (stop < end) {
        const char *p = stop;
        if (can_encode(e, utf8_next(&p))) {
            break;
        }
        stop = p;
        count++;
    }
    size_t last = *at + count;
    if (handle(e, pp, stop, at)) {
        return true;
    }
    const char *h = e->errors;
    if (!is(h, "strict") && !is(h, "surrogatepass") && !is(h, "surrogateescape")) {
        raise_error(e->t, E_LOOKUP_ERROR, "unknown error handler name '%s'", h);
        return false;
    }
    const char *reason = e->id == ASCII     ? "ordinal not in range(128)"
                         : e->id == LATIN_1 ? "ordinal not in range(256)"
                                            : "surrogates not allowed";
    raise_unicode_error(e->t, E_UNICODE_ENCODE_ERROR, codec_names[e->name], from_obj(e->s), *at,
                        last, reason);
    return false;
}

bool str_has_surrogates(const str *s) {
    const char *p = s->data, *end = p + s->len;
    if (str_is_ascii(s)) {
        return false;
    }
    while ((p = memchr(p, 0xED, (size_t)(end - p))) != NULL) {
        if ((uint8_t)p[1] >= 0xA0) {
            return true;
        }
        p++;
    }
    return false;
}

value str_encode(thread *t, str *s, const char *encoding, const char *errors) {
    encoder e = {
        .t = t, .id = find_codec(t, encoding), .errors = errors ? errors : "strict", .s = s};
    if (e.id == UNKNOWN) {
        return NIL;
    }
    if ((e.id == UTF_8 && !str_has_surrogates(s)) ||
        ((e.id == ASCII || e.id == LATIN_1) && str_is_ascii(s))) {
        return bytes_new(t, s->data, s->len);
    }
    sb_init(&e.out, t);
    e.name = e.id;
    uint16_t probe = 1;
    bool native_big = *(const uint8_t *)&probe == 0;
    if (e.id == UTF_8_SIG) {
        e.id = UTF_8;
        sb_char(&e.out, 0xFEFF);
    } else if (e.id == UTF_16 || e.id == UTF_32) {
        e.id = e.id == UTF_16 ? (native_big ? UTF_16_BE : UTF_16_LE)
                              : (native_big ? UTF_32_BE : UTF_32_LE);
        put_code(&e, 0xFEFF);
    }
    const char *p = s->data, *end = p + s->len;
    for (size_t at = 0; p < end && !e.out.failed; at++) {
        const char *q = p;
        uint32_t c = utf8_next(&q);
        if (can_encode(&e, c)) {
            put_code(&e, c);
            p = q;
        } else if (!encode_error(&e, &p, &at)) {
            sb_drop(&e.out);
            return NIL;
        } else {
            at--; /* it stands at the next one already */
        }
    }
    value r = e.out.failed ? NIL : bytes_new(t, e.out.p, e.out.len);
    sb_drop(&e.out);
    return r;
}
