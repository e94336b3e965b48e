/* str_methods.c: the methods of str but for case (str_case.c) and formatting (obj_format.c), and
 * the table of all of them.
 *
 * Searching is done on bytes: UTF-8 is such that a needle can only be found where a code point
 * begins. What a script gives and gets are code points, converted at the edge by str_offset and
 * str_index_at (both free for ASCII).
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "vm/str.h"

#define SELF ((str *)as_obj(a[0]))
#define STR(v) ((str *)as_obj(v))

/* ---- searching in bytes: also for bytes and bytearray ---- */

/* memmem makes tables first, which takes longer than a look at a short text. */
enum { SHORT_HAY = 256 };

static const char *find_short(const char *hay, size_t n, const char *needle, size_t m) {
    const char *last = hay + (n - m);
    while (hay <= last && (hay = memchr(hay, needle[0], (size_t)(last - hay) + 1)) != NULL) {
        if (memcmp(hay + 1, needle + 1, m - 1) == 0) {
            return hay;
        }
        hay++;
    }
    return NULL;
}

size_t find_bytes(const char *hay, size_t n, const char *needle, size_t m) {
    const char *p;
    if (m > n) {
        return NOT_FOUND;
    }
    if (m == 1) {
        p = memchr(hay, needle[0], n);
    } else if (m > 0 && n <= SHORT_HAY) {
        p = find_short(hay, n, needle, m);
    } else {
        p = m == 0 ? hay : memmem(hay, n, needle, m); /* linear in the worst case */
    }
    return p == NULL ? NOT_FOUND : (size_t)(p - hay);
}

size_t rfind_bytes(const char *hay, size_t n, const char *needle, size_t m) {
    if (m > n) {
        return NOT_FOUND;
    }
    if (m == 0) {
        return n;
    }
    /* Horspool from the right, with a Bloom mask of the needle's bytes: as CPython does it. */
    uint64_t mask = 0;
    size_t skip = m - 1;
    for (size_t i = m - 1; i > 0; i--) {
        mask |= (uint64_t)1 << ((uint8_t)needle[i] & 63);
        if (needle[i] == needle[0]) {
            skip = i - 1;
        }
    }
    mask |= (uint64_t)1 << ((uint8_t)needle[0] & 63);
    for (size_t i = n - m + 1; i-- > 0;) {
        if (hay[i] == needle[0]) {
            if (memcmp(hay + i, needle, m) == 0) {
                return i;
            }
            size_t step = i > 0 && !(mask >> ((uint8_t)hay[i - 1] & 63) & 1) ? m : skip;
            i = i > step ? i - step : 0;
        } else if (i > 0 && !(mask >> ((uint8_t)hay[i - 1] & 63) & 1)) {
            i = i > m ? i - m : 0;
        }
    }
    return NOT_FOUND;
}

size_t count_bytes(const char *hay, size_t n, const char *needle, size_t m, size_t limit) {
    size_t count = 0;
    const char *end = hay + n;
    if (m == 1) {
        if (limit == SIZE_MAX) { /* the usual case, without calls */
            for (; hay < end; hay++) {
                count += *hay == needle[0];
            }
            return count;
        }
    }
    while (count < limit) {
        size_t at = find_bytes(hay, (size_t)(end - hay), needle, m);
        if (at == NOT_FOUND) {
            break;
        }
        count++;
        hay += at + m;
    }
    return count;
}

static bool bound(thread *t, value v, int64_t *out) {
    if (v == NIL || v == NONE) {
        return true;
    }
    if (is_int(v)) {
        *out = as_int(v);
        return true;
    }
    if (!is_any_int(v) && type_of(t->vm, v)->slots.unary[UN_INDEX] == NULL) {
        raise_error(t, E_TYPE_ERROR,
                    "slice indices must be integers or None or have an __index__ method");
        return false;
    }
    return op_to_index_clip(t, v, out);
}

bool slice_bounds(thread *t, value start, value end, size_t len, size_t *from, size_t *to) {
    int64_t i = 0, j = INT64_MAX, n = (int64_t)len;
    if (!bound(t, start, &i) || !bound(t, end, &j)) {
        return false;
    }
    if (j > n) {
        j = n;
    } else if (j < 0) {
        j = j + n < 0 ? 0 : j + n;
    }
    if (i < 0) {
        i = i + n < 0 ? 0 : i + n;
    }
    *from = i > n ? len + 1 : (size_t)i; /* beyond the end not even an empty string is found */
    *to = (size_t)j;
    return true;
}

/* ---- find, index, count, startswith ... ---- */

/* The start and end of the search as byte offsets; *possible false = nothing can be found there. */
static bool search_range(thread *t, str *s, value start, value end, size_t *from, size_t *to,
                         bool *possible) {
    if (start == NIL && end == NIL) {
        *from = 0;
        *to = s->len;
        *possible = true;
        thread_work(t, s->len / 16);
        return true;
    }
    if (!slice_bounds(t, start, end, s->count, from, to)) {
        return false;
    }
    *possible = *from <= *to;
    if (*possible && !str_is_ascii(s)) {
        *from = str_offset(s, *from);
        *to = str_offset(s, *to);
    }
    thread_work(t, *possible ? (*to - *from) / 16 : 0);
    return true;
}

/* -1 = not there, -2 = failed. */
static int64_t find_in(thread *t, value *a, bool from_right) {
    str *s = SELF;
    size_t from, to;
    bool possible;
    if (!search_range(t, s, a[2], a[3], &from, &to, &possible)) {
        return -2;
    }
    if (!is_kind(a[1], T_STR)) {
        raise_error(t, E_TYPE_ERROR, "must be str, not %T", a[1]);
        return -2;
    }
    str *sub = STR(a[1]);
    if (!possible) {
        return -1;
    }
    size_t at = from_right ? rfind_bytes(s->data + from, to - from, sub->data, sub->len)
                           : find_bytes(s->data + from, to - from, sub->data, sub->len);
    return at == NOT_FOUND ? -1 : (int64_t)str_index_at(s, from + at);
}

static value str_find(thread *t, value *a, int n) {
    (void)n;
    int64_t i = find_in(t, a, false);
    return i == -2 ? NIL : int_new(t, i);
}

static value str_rfind(thread *t, value *a, int n) {
    (void)n;
    int64_t i = find_in(t, a, true);
    return i == -2 ? NIL : int_new(t, i);
}

static value found_or_error(thread *t, int64_t i) {
    if (i == -1) {
        return raise_error(t, E_VALUE_ERROR, "substring not found");
    }
    return i == -2 ? NIL : int_new(t, i);
}

static value str_index(thread *t, value *a, int n) {
    (void)n;
    return found_or_error(t, find_in(t, a, false));
}

static value str_rindex(thread *t, value *a, int n) {
    (void)n;
    return found_or_error(t, find_in(t, a, true));
}

int str_contains(thread *t, value v, value x) {
    if (!is_kind(x, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "'in <string>' requires string as left operand, not %T", x);
        return -1;
    }
    thread_work(t, STR(v)->len / 16);
    return find_bytes(STR(v)->data, STR(v)->len, STR(x)->data, STR(x)->len) != NOT_FOUND;
}

static value str_count(thread *t, value *a, int n) {
    (void)n;
    str *s = SELF;
    size_t from, to;
    bool possible;
    if (!search_range(t, s, a[2], a[3], &from, &to, &possible)) {
        return NIL;
    }
    if (!is_kind(a[1], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "must be str, not %T", a[1]);
    }
    str *sub = STR(a[1]);
    if (!possible) {
        return from_small(0);
    }
    if (sub->len == 0) {
        return int_new(t, (int64_t)utf8_count(s->data + from, to - from) + 1);
    }
    return int_new(t,
                   (int64_t)count_bytes(s->data + from, to - from, sub->data, sub->len, SIZE_MAX));
}

static bool tail_match(str *s, size_t from, size_t to, str *sub, bool at_end) {
    if (sub->len > to - from) {
        return false;
    }
    return memcmp(s->data + (at_end ? to - sub->len : from), sub->data, sub->len) == 0;
}

static value starts_or_ends(thread *t, value *a, bool at_end) {
    const char *name = at_end ? "endswith" : "startswith";
    str *s = SELF;
    size_t from, to;
    bool possible;
    if (!search_range(t, s, a[2], a[3], &from, &to, &possible)) {
        return NIL;
    }
    if (is_kind(a[1], T_TUPLE)) {
        tuple *options = (tuple *)as_obj(a[1]);
        for (size_t i = 0; i < options->len; i++) {
            if (!is_kind(options->items[i], T_STR)) {
                return raise_error(t, E_TYPE_ERROR, "tuple for %s must only contain str, not %T",
                                   name, options->items[i]);
            }
            if (possible && tail_match(s, from, to, STR(options->items[i]), at_end)) {
                return V_TRUE;
            }
        }
        return V_FALSE;
    }
    if (!is_kind(a[1], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "%s first arg must be str or a tuple of str, not %T",
                           name, a[1]);
    }
    return from_bool(possible && tail_match(s, from, to, STR(a[1]), at_end));
}

static value str_startswith(thread *t, value *a, int n) {
    (void)n;
    return starts_or_ends(t, a, false);
}

static value str_endswith(thread *t, value *a, int n) {
    (void)n;
    return starts_or_ends(t, a, true);
}

static value str_removeprefix(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_STR)) {
        return bad_argument(t, "removeprefix", "argument", "str", a[1]);
    }
    str *s = SELF, *fix = STR(a[1]);
    return str_part(t, s, tail_match(s, 0, s->len, fix, false) ? fix->len : 0, s->len);
}

static value str_removesuffix(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_STR)) {
        return bad_argument(t, "removesuffix", "argument", "str", a[1]);
    }
    str *s = SELF, *fix = STR(a[1]);
    return str_part(t, s, 0, s->len - (tail_match(s, 0, s->len, fix, true) ? fix->len : 0));
}

/* ---- replace, translate ---- */

static value replace_between(thread *t, str *s, str *new, size_t limit) {
    sb b;
    sb_init(&b, t);
    const char *p = s->data, *end = p + s->len;
    size_t done = 0;
    while (done < limit && p < end) {
        sb_str(&b, new);
        done++;
        const char *q = p;
        utf8_next(&q);
        sb_bytes(&b, p, (size_t)(q - p));
        p = q;
    }
    sb_bytes(&b, p, (size_t)(end - p));
    if (done < limit) {
        sb_str(&b, new);
    }
    return sb_take(&b);
}

static value str_replace(thread *t, value *a, int n) {
    (void)n;
    for (int i = 1; i <= 2; i++) {
        if (!is_kind(a[i], T_STR)) {
            return bad_argument(t, "replace", i == 1 ? "argument 1" : "argument 2", "str", a[i]);
        }
    }
    str *s = SELF, *old = STR(a[1]), *new = STR(a[2]);
    int64_t max = -1;
    if (a[3] != NIL && !ssize_arg(t, a[3], &max)) {
        return NIL;
    }
    size_t limit = max < 0 ? SIZE_MAX : (size_t)max;
    if (limit == 0 || (old->len == 0 && new->len == 0) || str_equal(old, new)) {
        return str_exact(t, a[0]);
    }
    if (old->len == 0) {
        return replace_between(t, s, new, limit);
    }
    size_t at = find_bytes(s->data, s->len, old->data, old->len);
    if (at == NOT_FOUND) {
        return str_exact(t, a[0]);
    }
    size_t count = 1;
    if (limit > 1) {
        count += count_bytes(s->data + at + old->len, s->len - at - old->len, old->data, old->len,
                             limit == SIZE_MAX ? limit : limit - 1);
    }
    if (new->len > old->len && count > (SIZE_MAX / 4 - s->len) / (new->len - old->len)) {
        return raise_error(t, E_OVERFLOW_ERROR, "replace string is too long");
    }
    size_t len = s->len + count * new->len - count * old->len;
    size_t chars = s->count + count * new->count - count * old->count;
    str *r = NULL;
    char one[1], *to = one; /* "" and single characters are the shared ones */
    if (len > 1) {
        r = str_alloc(t, len, chars);
        if (r == NULL) {
            return NIL;
        }
        to = r->data;
    }
    const char *p = s->data, *end = p + s->len;
    for (;;) {
        memcpy(to, p, at);
        to += at;
        memcpy(to, new->data, new->len);
        to += new->len;
        p += at + old->len;
        if (--count == 0) {
            break;
        }
        at = find_bytes(p, (size_t)(end - p), old->data, old->len);
    }
    memcpy(to, p, (size_t)(end - p));
    if (r == NULL) {
        return str_new_ascii(t, one, len);
    }
    str_finish(r);
    return from_obj(r);
}

/* What a translation table says about c: the value, or NIL for "as it is" (t->exc tells
 * failures). */
static value translation(thread *t, value table, uint32_t c) {
    value key = from_small(c);
    if (is_exact(table, T_DICT)) {
        return dict_get(t, (dict *)as_obj(table), key);
    }
    value v = op_getitem(t, table, key);
    if (v == NIL && exc_is(t, E_LOOKUP_ERROR)) {
        exc_clear(t);
    }
    return v;
}

static value str_translate(thread *t, value *a, int n) {
    (void)n;
    str *s = SELF;
    value table = a[1];
    sb b;
    sb_init(&b, t);
    for (size_t at = 0; at < s->len;) {
        const char *p = s->data + at;
        uint32_t c = utf8_next(&p);
        at = (size_t)(p - s->data);
        value v = translation(t, table, c);
        if (v == NIL) {
            if (t->exc != NIL) {
                sb_drop(&b);
                return NIL;
            }
            sb_char(&b, c);
        } else if (is_kind(v, T_STR)) {
            sb_str(&b, STR(v));
        } else if (is_any_int(v)) {
            int64_t i;
            if (!int_to_int64(v, &i) || i < 0 || i > 0x10FFFF) {
                sb_drop(&b);
                return raise_error(t, E_VALUE_ERROR, "character mapping must be in range(0x%x)",
                                   0x110000);
            }
            sb_char(&b, (uint32_t)i);
        } else if (v != NONE) {
            sb_drop(&b);
            return raise_error(t, E_TYPE_ERROR,
                               "character mapping must return integer, None or str");
        }
    }
    return sb_take(&b);
}

static value maketrans_of_dict(thread *t, value from) {
    if (!is_exact(from, T_DICT)) {
        return raise_error(t, E_TYPE_ERROR,
                           "if you give only one argument to maketrans it must be a dict");
    }
    dict *d = dict_new(t);
    size_t pos = 0;
    value key, val;
    while (d != NULL && dict_next((dict *)as_obj(from), &pos, &key, &val)) {
        if (is_kind(key, T_STR)) {
            if (STR(key)->count != 1) {
                return raise_error(t, E_VALUE_ERROR,
                                   "string keys in translate table must be of length 1");
            }
            key = from_small(str_at(STR(key), 0));
        } else if (!is_any_int(key)) {
            return raise_error(t, E_TYPE_ERROR,
                               "keys in translate table must be strings or integers");
        }
        if (!dict_set(t, d, key, val)) {
            return NIL;
        }
    }
    return from_obj(d);
}

static value str_maketrans(thread *t, value *a, int n) {
    (void)n;
    if (a[1] == NIL) {
        return maketrans_of_dict(t, a[0]);
    }
    if (!is_kind(a[1], T_STR)) {
        return bad_argument(t, "maketrans", "argument 2", "str", a[1]);
    }
    if (a[2] != NIL && !is_kind(a[2], T_STR)) {
        return bad_argument(t, "maketrans", "argument 3", "str", a[2]);
    }
    if (!is_kind(a[0], T_STR)) {
        return raise_error(
            t, E_TYPE_ERROR,
            "first maketrans argument must be a string if there is a second argument");
    }
    str *x = STR(a[0]), *y = STR(a[1]);
    if (x->count != y->count) {
        return raise_error(t, E_VALUE_ERROR,
                           "the first two maketrans arguments must have equal length");
    }
    dict *d = dict_new(t);
    if (d == NULL) {
        return NIL;
    }
    const char *p = x->data, *q = y->data, *end = p + x->len;
    while (p < end) {
        value from = from_small(utf8_next(&p)), to = from_small(utf8_next(&q));
        if (!dict_set(t, d, from, to)) {
            return NIL;
        }
    }
    if (a[2] != NIL) {
        p = STR(a[2])->data;
        end = p + STR(a[2])->len;
        while (p < end) {
            if (!dict_set(t, d, from_small(utf8_next(&p)), NONE)) {
                return NIL;
            }
        }
    }
    return from_obj(d);
}

/* ---- split and join ---- */

static inline bool add_part(thread *t, list *l, str *s, size_t from, size_t to) {
    value v = str_part(t, s, from, to);
    return v != NIL && list_append(t, l, v);
}

static bool split_spaces(thread *t, str *s, size_t limit, list *l) {
    const char *p = s->data, *end = p + s->len;
    for (;;) {
        const char *start = p;
        while (p < end && (start = p, char_is_space(utf8_next(&p)))) {
            start = p;
        }
        if (start == end) {
            return true;
        }
        if (limit-- == 0) { /* the rest as it is, spaces at its end included */
            return add_part(t, l, s, (size_t)(start - s->data), s->len);
        }
        const char *stop = p;
        while (p < end && (stop = p, !char_is_space(utf8_next(&p)))) {
            stop = p;
        }
        if (!add_part(t, l, s, (size_t)(start - s->data), (size_t)(stop - s->data))) {
            return false;
        }
    }
}

static bool split_on(thread *t, str *s, str *sep, size_t limit, list *l) {
    size_t from = 0;
    while (limit-- > 0) {
        size_t at = find_bytes(s->data + from, s->len - from, sep->data, sep->len);
        if (at == NOT_FOUND) {
            break;
        }
        if (!add_part(t, l, s, from, from + at)) {
            return false;
        }
        from += at + sep->len;
    }
    return add_part(t, l, s, from, s->len);
}

static bool rsplit_spaces(thread *t, str *s, size_t limit, list *l) {
    const char *end = s->data + s->len;
    for (;;) {
        const char *q = end;
        while (q > s->data && char_is_space(utf8_prev(&q))) {
            end = q;
        }
        if (end == s->data) {
            return true;
        }
        const char *start = end;
        q = end;
        if (limit-- == 0) {
            return add_part(t, l, s, 0, (size_t)(end - s->data));
        }
        while (q > s->data && !char_is_space(utf8_prev(&q))) {
            start = q;
        }
        if (!add_part(t, l, s, (size_t)(start - s->data), (size_t)(end - s->data))) {
            return false;
        }
        end = start;
    }
}

static bool rsplit_on(thread *t, str *s, str *sep, size_t limit, list *l) {
    size_t to = s->len;
    while (limit-- > 0) {
        size_t at = rfind_bytes(s->data, to, sep->data, sep->len);
        if (at == NOT_FOUND) {
            break;
        }
        if (!add_part(t, l, s, at + sep->len, to)) {
            return false;
        }
        to = at;
    }
    return add_part(t, l, s, 0, to);
}

static void reverse(list *l) {
    for (size_t i = 0, j = l->len; i + 1 < j; i++) {
        value v = l->items[i];
        l->items[i] = l->items[--j];
        l->items[j] = v;
    }
}

static value split(thread *t, value *a, bool from_right) {
    int64_t max = -1;
    if (a[2] != NIL && !ssize_arg(t, a[2], &max)) {
        return NIL;
    }
    size_t limit = max < 0 ? SIZE_MAX : (size_t)max;
    str *s = SELF, *sep = NULL;
    if (a[1] != NIL && a[1] != NONE) {
        if (!is_kind(a[1], T_STR)) {
            return raise_error(t, E_TYPE_ERROR, "must be str or None, not %T", a[1]);
        }
        sep = STR(a[1]);
        if (sep->len == 0) {
            return raise_error(t, E_VALUE_ERROR, "empty separator");
        }
    }
    value r = list_new(t, 12);
    if (r == NIL) {
        return NIL;
    }
    list *l = (list *)as_obj(r);
    bool ok;
    if (from_right) {
        ok = sep == NULL ? rsplit_spaces(t, s, limit, l) : rsplit_on(t, s, sep, limit, l);
        reverse(l);
    } else {
        ok = sep == NULL ? split_spaces(t, s, limit, l) : split_on(t, s, sep, limit, l);
    }
    return ok ? r : NIL;
}

static value str_split(thread *t, value *a, int n) {
    (void)n;
    return split(t, a, false);
}

static value str_rsplit(thread *t, value *a, int n) {
    (void)n;
    return split(t, a, true);
}

static value str_splitlines(thread *t, value *a, int n) {
    (void)n;
    int64_t keep = 0;
    if (a[1] != NIL && !int_arg(t, a[1], &keep)) {
        return NIL;
    }
    str *s = SELF;
    value r = list_new(t, 0);
    if (r == NIL) {
        return NIL;
    }
    thread_work(t, s->len / 16);
    const char *p = s->data, *end = p + s->len;
    while (p < end) {
        const char *start = p, *stop = p;
        while (p < end && (stop = p, !uni_is_linebreak(utf8_next(&p)))) {
            stop = p;
        }
        if (stop < p && *stop == '\r' && p < end && *p == '\n') {
            p++;
        }
        if (!add_part(t, (list *)as_obj(r), s, (size_t)(start - s->data),
                      (size_t)((keep ? p : stop) - s->data))) {
            return NIL;
        }
    }
    return r;
}

static value partition(thread *t, value *a, bool from_right) {
    if (!is_kind(a[1], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "must be str, not %T", a[1]);
    }
    str *s = SELF, *sep = STR(a[1]);
    if (sep->len == 0) {
        return raise_error(t, E_VALUE_ERROR, "empty separator");
    }
    thread_work(t, s->len / 16);
    size_t at = from_right ? rfind_bytes(s->data, s->len, sep->data, sep->len)
                           : find_bytes(s->data, s->len, sep->data, sep->len);
    value part[3];
    if (at == NOT_FOUND) {
        part[0] = part[1] = part[2] = str_new_ascii(t, "", 0);
        part[from_right ? 2 : 0] = str_exact(t, a[0]);
    } else {
        part[0] = str_part(t, s, 0, at);
        part[1] = str_exact(t, a[1]);
        part[2] = str_part(t, s, at + sep->len, s->len);
    }
    if (part[0] == NIL || part[1] == NIL || part[2] == NIL) {
        return NIL;
    }
    return tuple_of(t, part, 3);
}

static value str_partition(thread *t, value *a, int n) {
    (void)n;
    return partition(t, a, false);
}

static value str_rpartition(thread *t, value *a, int n) {
    (void)n;
    return partition(t, a, true);
}

value str_join_values(thread *t, str *sep, const value *items, size_t n) {
    if (n == 0) {
        return str_new_ascii(t, "", 0);
    }
    if (n == 1 && is_exact(items[0], T_STR)) {
        return items[0];
    }
    size_t len = 0, count = 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_kind(items[i], T_STR)) {
            return raise_error(t, E_TYPE_ERROR,
                               "sequence item %zu: expected str instance, %T found", i, items[i]);
        }
        len += STR(items[i])->len;
        count += STR(items[i])->count;
        if (len > SIZE_MAX / 4) {
            return raise_error(t, E_OVERFLOW_ERROR,
                               "join() result is too long for a Python string");
        }
    }
    if (sep->len > 0 && n - 1 > (SIZE_MAX / 4 - len) / sep->len) {
        return raise_error(t, E_OVERFLOW_ERROR, "join() result is too long for a Python string");
    }
    len += (n - 1) * sep->len;
    count += (n - 1) * sep->count;
    str *r = NULL;
    char one[1], *to = one;
    if (len > 1) {
        r = str_alloc(t, len, count);
        if (r == NULL) {
            return NIL;
        }
        to = r->data;
    }
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && sep->len == 1) {
            *to++ = sep->data[0];
        } else if (i > 0) {
            memcpy(to, sep->data, sep->len);
            to += sep->len;
        }
        str *s = STR(items[i]);
        memcpy(to, s->data, s->len);
        to += s->len;
    }
    if (r == NULL) {
        return str_new_ascii(t, one, len);
    }
    str_finish(r);
    return from_obj(r);
}

static value str_join(thread *t, value *a, int n) {
    (void)n;
    value v = a[1];
    if (!is_exact(v, T_LIST) && !is_exact(v, T_TUPLE)) {
        v = list_from(t, v);
        if (v == NIL) {
            if (exc_is(t, E_TYPE_ERROR) && type_of(t->vm, a[1])->slots.iter == NULL &&
                type_of(t->vm, a[1])->slots.getitem == NULL) {
                exc_clear(t);
                raise_error(t, E_TYPE_ERROR, "can only join an iterable");
            }
            return NIL;
        }
    }
    if (is_kind(v, T_LIST)) {
        list *l = (list *)as_obj(v);
        return str_join_values(t, SELF, l->items, l->len);
    }
    tuple *items = (tuple *)as_obj(v);
    return str_join_values(t, SELF, items->items, items->len);
}

/* ---- strip and pad ---- */

static bool is_one_of(str *chars, const char *p, size_t width) {
    return chars == NULL ? char_is_space(utf8_next(&p))
                         : find_bytes(chars->data, chars->len, p, width) != NOT_FOUND;
}

enum { STRIP_LEFT = 1, STRIP_RIGHT = 2 };

static value strip(thread *t, value *a, int sides, const char *name) {
    str *s = SELF, *chars = NULL;
    if (a[1] != NIL && a[1] != NONE) {
        if (!is_kind(a[1], T_STR)) {
            return raise_error(t, E_TYPE_ERROR, "%s arg must be None or str", name);
        }
        chars = STR(a[1]);
    }
    const char *from = s->data, *to = from + s->len;
    while ((sides & STRIP_LEFT) && from < to &&
           is_one_of(chars, from, utf8_length((uint8_t)*from))) {
        from += utf8_length((uint8_t)*from);
    }
    while ((sides & STRIP_RIGHT) && from < to) {
        const char *p = to;
        utf8_prev(&p);
        if (!is_one_of(chars, p, (size_t)(to - p))) {
            break;
        }
        to = p;
    }
    return str_part(t, s, (size_t)(from - s->data), (size_t)(to - s->data));
}

static value str_strip(thread *t, value *a, int n) {
    (void)n;
    return strip(t, a, STRIP_LEFT | STRIP_RIGHT, "strip");
}

static value str_lstrip(thread *t, value *a, int n) {
    (void)n;
    return strip(t, a, STRIP_LEFT, "lstrip");
}

static value str_rstrip(thread *t, value *a, int n) {
    (void)n;
    return strip(t, a, STRIP_RIGHT, "rstrip");
}

static value padded(thread *t, str *s, size_t left, size_t right, uint32_t fill) {
    sb b;
    sb_init(&b, t);
    sb_fill(&b, fill, left);
    sb_str(&b, s);
    sb_fill(&b, fill, right);
    return sb_take(&b);
}

/* center, ljust, rjust: the total padding, or -1 = failed. */
static int64_t padding(thread *t, value *a, uint32_t *fill) {
    int64_t width;
    if (!ssize_arg(t, a[1], &width)) {
        return -1;
    }
    *fill = ' ';
    if (a[2] != NIL) {
        if (!is_kind(a[2], T_STR)) {
            raise_error(t, E_TYPE_ERROR, "The fill character must be a unicode character, not %T",
                        a[2]);
            return -1;
        }
        if (STR(a[2])->count != 1) {
            raise_error(t, E_TYPE_ERROR, "The fill character must be exactly one character long");
            return -1;
        }
        *fill = str_at(STR(a[2]), 0);
    }
    int64_t len = (int64_t)SELF->count;
    return width > len ? width - len : 0;
}

static value str_center(thread *t, value *a, int n) {
    (void)n;
    uint32_t fill;
    int64_t pad = padding(t, a, &fill);
    if (pad <= 0) {
        return pad < 0 ? NIL : str_exact(t, a[0]);
    }
    int64_t width = pad + (int64_t)SELF->count;
    int64_t left = pad / 2 + (pad & width & 1);
    return padded(t, SELF, (size_t)left, (size_t)(pad - left), fill);
}

static value str_ljust(thread *t, value *a, int n) {
    (void)n;
    uint32_t fill;
    int64_t pad = padding(t, a, &fill);
    if (pad <= 0) {
        return pad < 0 ? NIL : str_exact(t, a[0]);
    }
    return padded(t, SELF, 0, (size_t)pad, fill);
}

static value str_rjust(thread *t, value *a, int n) {
    (void)n;
    uint32_t fill;
    int64_t pad = padding(t, a, &fill);
    if (pad <= 0) {
        return pad < 0 ? NIL : str_exact(t, a[0]);
    }
    return padded(t, SELF, (size_t)pad, 0, fill);
}

static value str_zfill(thread *t, value *a, int n) {
    (void)n;
    int64_t width;
    if (!ssize_arg(t, a[1], &width)) {
        return NIL;
    }
    str *s = SELF;
    if (width <= (int64_t)s->count) {
        return str_exact(t, a[0]);
    }
    sb b;
    sb_init(&b, t);
    size_t sign = s->len > 0 && (s->data[0] == '+' || s->data[0] == '-');
    sb_bytes(&b, s->data, sign);
    sb_fill(&b, '0', (size_t)width - s->count);
    sb_bytes(&b, s->data + sign, s->len - sign);
    return sb_take(&b);
}

static value str_expandtabs(thread *t, value *a, int n) {
    (void)n;
    int64_t size = 8;
    if (a[1] != NIL && !int_arg(t, a[1], &size)) {
        return NIL;
    }
    str *s = SELF;
    sb b;
    sb_init(&b, t);
    int64_t column = 0;
    for (const char *p = s->data, *end = p + s->len; p < end && !b.failed;) {
        uint32_t c = utf8_next(&p);
        if (c == '\t') {
            if (size > 0) {
                int64_t pad = size - column % size;
                sb_fill(&b, ' ', (size_t)pad);
                column += pad;
            }
            continue;
        }
        sb_char(&b, c);
        column = c == '\n' || c == '\r' ? 0 : column + 1;
    }
    return sb_take(&b);
}

/* ---- the rest ---- */

static value str_encode_method(thread *t, value *a, int n) {
    (void)n;
    const char *arg[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        if (a[i + 1] == NIL) {
            continue;
        }
        if (!is_kind(a[i + 1], T_STR)) {
            return bad_argument(t, "encode", i ? "argument 'errors'" : "argument 'encoding'", "str",
                                a[i + 1]);
        }
        arg[i] = str_c(t, a[i + 1]);
        if (arg[i] == NULL) {
            return NIL;
        }
    }
    return str_encode(t, SELF, arg[0], arg[1]);
}

static value str_format_dunder(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_STR)) {
        return bad_argument(t, "__format__", "argument", "str", a[1]);
    }
    return format_str(t, a[0], STR(a[1]));
}

static value str_getnewargs(thread *t, value *a, int n) {
    (void)n;
    value copy = str_exact(t, a[0]);
    return copy == NIL ? NIL : tuple_of(t, &copy, 1);
}

static value str_sizeof(thread *t, value *a, int n) {
    (void)n;
    return int_new(t, (int64_t)heap_size(as_obj(a[0])));
}

#define SEARCH_SIG "self, sub, start=None, end=None, /"

const native_def str_methods[] = {
    {"encode", str_encode_method, "self, /, encoding='utf-8', errors='strict'", 0, NULL},
    {"replace", str_replace, "self, old, new, count=-1, /", 0, NULL},
    {"split", str_split, "self, /, sep=None, maxsplit=-1", 0, NULL},
    {"rsplit", str_rsplit, "self, /, sep=None, maxsplit=-1", 0, NULL},
    {"join", str_join, "self, iterable, /", 0, NULL},
    {"capitalize", str_capitalize, "self, /", 0, NULL},
    {"casefold", str_casefold, "self, /", 0, NULL},
    {"title", str_title, "self, /", 0, NULL},
    {"center", str_center, "self, width, fillchar=' ', /", 0, NULL},
    {"count", str_count, SEARCH_SIG, NATIVE_COUNTED, NULL},
    {"expandtabs", str_expandtabs, "self, /, tabsize=8", 0, NULL},
    {"find", str_find, SEARCH_SIG, NATIVE_COUNTED, NULL},
    {"partition", str_partition, "self, sep, /", 0, NULL},
    {"index", str_index, SEARCH_SIG, NATIVE_COUNTED, NULL},
    {"ljust", str_ljust, "self, width, fillchar=' ', /", 0, NULL},
    {"lower", str_lower, "self, /", 0, NULL},
    {"lstrip", str_lstrip, "self, chars=None, /", 0, NULL},
    {"rfind", str_rfind, SEARCH_SIG, NATIVE_COUNTED, NULL},
    {"rindex", str_rindex, SEARCH_SIG, NATIVE_COUNTED, NULL},
    {"rjust", str_rjust, "self, width, fillchar=' ', /", 0, NULL},
    {"rstrip", str_rstrip, "self, chars=None, /", 0, NULL},
    {"rpartition", str_rpartition, "self, sep, /", 0, NULL},
    {"splitlines", str_splitlines, "self, /, keepends=False", 0, NULL},
    {"strip", str_strip, "self, chars=None, /", 0, NULL},
    {"swapcase", str_swapcase, "self, /", 0, NULL},
    {"translate", str_translate, "self, table, /", 0, NULL},
    {"upper", str_upper, "self, /", 0, NULL},
    {"startswith", str_startswith, "self, prefix, start=None, end=None, /", NATIVE_COUNTED, NULL},
    {"endswith", str_endswith, "self, suffix, start=None, end=None, /", NATIVE_COUNTED, NULL},
    {"removeprefix", str_removeprefix, "self, prefix, /", 0, NULL},
    {"removesuffix", str_removesuffix, "self, suffix, /", 0, NULL},
    {"isascii", str_isascii, "self, /", 0, NULL},
    {"islower", str_islower, "self, /", 0, NULL},
    {"isupper", str_isupper, "self, /", 0, NULL},
    {"istitle", str_istitle, "self, /", 0, NULL},
    {"isspace", str_isspace, "self, /", 0, NULL},
    {"isdecimal", str_isdecimal, "self, /", 0, NULL},
    {"isdigit", str_isdigit, "self, /", 0, NULL},
    {"isnumeric", str_isnumeric, "self, /", 0, NULL},
    {"isalpha", str_isalpha, "self, /", 0, NULL},
    {"isalnum", str_isalnum, "self, /", 0, NULL},
    {"isidentifier", str_isidentifier, "self, /", 0, NULL},
    {"isprintable", str_isprintable, "self, /", 0, NULL},
    {"zfill", str_zfill, "self, width, /", 0, NULL},
    {"format", str_format_method, NULL, 0, NULL},
    {"format_map", str_format_map_method, "self, mapping, /", 0, NULL},
    {"maketrans", str_maketrans, "x, y=None, z=None, /", NATIVE_STATIC, NULL},
    {"__format__", str_format_dunder, "self, format_spec, /", 0, NULL},
    {"__getnewargs__", str_getnewargs, "self, /", 0, NULL},
    {"__sizeof__", str_sizeof, "self, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};
