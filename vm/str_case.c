/* str_case.c: the str methods that ask what kind of characters there are and that change case.
 * ASCII goes through byte loops; other text through unicode.c, with one character becoming up to
 * three ('ß'.upper() is 'SS') and the final sigma.
 */
#include "vm/str.h"

#define SELF ((str *)as_obj(a[0]))

/* ---- changing case ---- */

/* Eight ASCII bytes with the case of the letters from `first` to its 25th after changed: adding
 * carries into bit 7 from the byte's distance to the ends of the range, and no byte reaches its
 * neighbour. */
static inline uint64_t flip_case(uint64_t w, unsigned first) {
    const uint64_t each = 0x0101010101010101u;
    uint64_t from = w + each * (128 - first), beyond = w + each * (128 - first - 26);
    return w ^ ((from & ~beyond & each * 128) >> 2);
}

/* Of ASCII text. first: 'a' for upper case, 'A' for lower case. */
static value map_ascii(thread *t, str *s, unsigned first) {
    enum { WORD = sizeof(uint64_t) };
    uint64_t w = 0;
    if (s->len <= 1) {
        memcpy(&w, s->data, s->len);
        w = flip_case(w, first);
        return str_new_ascii(t, (const char *)&w, s->len);
    }
    str *r = str_alloc(t, s->len, s->len);
    if (r == NULL) {
        return NIL;
    }
    size_t i = 0;
    for (; s->len - i >= WORD; i += WORD) {
        memcpy(&w, s->data + i, WORD);
        w = flip_case(w, first);
        memcpy(r->data + i, &w, WORD);
    }
    memcpy(&w, s->data + i, s->len - i);
    w = flip_case(w, first);
    memcpy(r->data + i, &w, s->len - i);
    return from_obj(r);
}

static void put_all(sb *b, const uint32_t *c, int n) {
    for (int i = 0; i < n; i++) {
        sb_char(b, c[i]);
    }
}

/* A capital sigma at p, of the word-like run around it: final if letters stand before it and none
 * after. */
static bool is_final_sigma(const str *s, const char *at) {
    const char *p = at;
    bool before = false, after = false;
    while (p > s->data) {
        uint32_t c = utf8_prev(&p);
        if (!uni_is_case_ignorable(c)) {
            before = uni_is_lower(c) || uni_is_upper(c) || uni_is_title(c);
            break;
        }
    }
    const char *end = s->data + s->len;
    p = at;
    utf8_next(&p);
    while (before && p < end) {
        uint32_t c = utf8_next(&p);
        if (!uni_is_case_ignorable(c)) {
            after = uni_is_lower(c) || uni_is_upper(c) || uni_is_title(c);
            break;
        }
    }
    return before && !after;
}

static void put_lower(sb *b, const str *s, const char *at, uint32_t c) {
    uint32_t out[3];
    if (c == 0x3A3) {
        sb_char(b, is_final_sigma(s, at) ? 0x3C2 : 0x3C3);
    } else {
        put_all(b, out, uni_lower(c, out));
    }
}

value str_upper(thread *t, value *a, int n) {
    (void)n;
    str *s = SELF;
    if (str_is_ascii(s)) {
        return map_ascii(t, s, 'a');
    }
    sb b;
    sb_init(&b, t);
    for (const char *p = s->data, *end = p + s->len; p < end;) {
        uint32_t out[3];
        put_all(&b, out, uni_upper(utf8_next(&p), out));
    }
    return sb_take(&b);
}

value str_lower(thread *t, value *a, int n) {
    (void)n;
    str *s = SELF;
    if (str_is_ascii(s)) {
        return map_ascii(t, s, 'A');
    }
    sb b;
    sb_init(&b, t);
    for (const char *p = s->data, *end = p + s->len; p < end;) {
        const char *at = p;
        put_lower(&b, s, at, utf8_next(&p));
    }
    return sb_take(&b);
}

value str_casefold(thread *t, value *a, int n) {
    str *s = SELF;
    if (str_is_ascii(s)) {
        return str_lower(t, a, n);
    }
    sb b;
    sb_init(&b, t);
    for (const char *p = s->data, *end = p + s->len; p < end;) {
        uint32_t out[3];
        put_all(&b, out, uni_fold(utf8_next(&p), out));
    }
    return sb_take(&b);
}

value str_swapcase(thread *t, value *a, int n) {
    (void)n;
    str *s = SELF;
    sb b;
    sb_init(&b, t);
    for (const char *p = s->data, *end = p + s->len; p < end;) {
        const char *at = p;
        uint32_t out[3], c = utf8_next(&p);
        if (uni_is_upper(c)) {
            put_lower(&b, s, at, c);
        } else if (uni_is_lower(c)) {
            put_all(&b, out, uni_upper(c, out));
        } else {
            sb_char(&b, c);
        }
    }
    return sb_take(&b);
}

value str_title(thread *t, value *a, int n) {
    (void)n;
    str *s = SELF;
    sb b;
    sb_init(&b, t);
    bool in_word = false;
    for (const char *p = s->data, *end = p + s->len; p < end;) {
        const char *at = p;
        uint32_t out[3], c = utf8_next(&p);
        if (in_word) {
            put_lower(&b, s, at, c);
        } else {
            put_all(&b, out, uni_title(c, out));
        }
        in_word = uni_is_lower(c) || uni_is_upper(c) || uni_is_title(c);
    }
    return sb_take(&b);
}

value str_capitalize(thread *t, value *a, int n) {
    (void)n;
    str *s = SELF;
    sb b;
    sb_init(&b, t);
    for (const char *p = s->data, *end = p + s->len; p < end;) {
        const char *at = p;
        uint32_t out[3], c = utf8_next(&p);
        if (at == s->data) {
            put_all(&b, out, uni_title(c, out));
        } else {
            put_lower(&b, s, at, c);
        }
    }
    return sb_take(&b);
}

void ascii_title(uint8_t *s, size_t n) {
    bool in_word = false;
    for (size_t i = 0; i < n; i++) {
        bool letter = (uint8_t)((s[i] | 32) - 'a') < 26;
        if (letter) {
            s[i] = (uint8_t)(in_word ? s[i] | 32 : s[i] & ~32);
        }
        in_word = letter;
    }
}

/* ---- questions ---- */

/* True if there is something and all of it is so. */
static value all_are(thread *t, str *s, bool (*is)(uint32_t c)) {
    const char *p = s->data, *end = p + s->len;
    while (p < end) {
        if (!is(utf8_next(&p))) {
            return V_FALSE;
        }
    }
    thread_work(t, s->len / 16);
    return from_bool(s->len != 0);
}

static bool is_decimal(uint32_t c) {
    return uni_decimal(c) >= 0;
}

static bool is_digit(uint32_t c) {
    return uni_digit(c) >= 0;
}

static bool is_numeric(uint32_t c) {
    int64_t num, den;
    return uni_numeric(c, &num, &den);
}

value str_isalnum(thread *t, value *a, int n) {
    (void)n;
    return all_are(t, SELF, uni_is_alnum);
}

value str_isalpha(thread *t, value *a, int n) {
    (void)n;
    return all_are(t, SELF, uni_is_alpha);
}

value str_isascii(thread *t, value *a, int n) {
    (void)t, (void)n;
    return from_bool(str_is_ascii(SELF));
}

value str_isdecimal(thread *t, value *a, int n) {
    (void)n;
    return all_are(t, SELF, is_decimal);
}

value str_isdigit(thread *t, value *a, int n) {
    (void)n;
    return all_are(t, SELF, is_digit);
}

value str_isnumeric(thread *t, value *a, int n) {
    (void)n;
    return all_are(t, SELF, is_numeric);
}

value str_isspace(thread *t, value *a, int n) {
    (void)n;
    return all_are(t, SELF, uni_is_space);
}

value str_isprintable(thread *t, value *a, int n) {
    (void)n;
    return from_bool(SELF->len == 0 || all_are(t, SELF, uni_is_printable) == V_TRUE);
}

value str_isidentifier(thread *t, value *a, int n) {
    (void)t, (void)n;
    str *s = SELF;
    const char *p = s->data, *end = p + s->len;
    if (s->len == 0 || !uni_is_id_start(utf8_next(&p))) {
        return V_FALSE;
    }
    while (p < end) {
        if (!uni_is_id_continue(utf8_next(&p))) {
            return V_FALSE;
        }
    }
    return V_TRUE;
}

/* Some character is of the wanted case, and none of another one. */
static value all_cased(const str *s, bool (*is_wanted)(uint32_t), bool (*is_other)(uint32_t)) {
    bool cased = false;
    for (const char *p = s->data, *end = p + s->len; p < end;) {
        uint32_t c = utf8_next(&p);
        if (is_other(c) || uni_is_title(c)) {
            return V_FALSE;
        }
        cased = cased || is_wanted(c);
    }
    return from_bool(cased);
}

value str_islower(thread *t, value *a, int n) {
    (void)t, (void)n;
    return all_cased(SELF, uni_is_lower, uni_is_upper);
}

value str_isupper(thread *t, value *a, int n) {
    (void)t, (void)n;
    return all_cased(SELF, uni_is_upper, uni_is_lower);
}

value str_istitle(thread *t, value *a, int n) {
    (void)t, (void)n;
    str *s = SELF;
    bool cased = false, after_cased = false;
    for (const char *p = s->data, *end = p + s->len; p < end;) {
        uint32_t c = utf8_next(&p);
        if (uni_is_upper(c) || uni_is_title(c)) {
            if (after_cased) {
                return V_FALSE;
            }
            after_cased = cased = true;
        } else if (uni_is_lower(c)) {
            if (!after_cased) {
                return V_FALSE;
            }
            cased = true;
        } else {
            after_cased = false;
        }
    }
    return from_bool(cased);
}
