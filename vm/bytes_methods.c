/* bytes_methods.c: the methods that bytes and bytearray have in common (bytes_methods.def). Each
 * gives back what its self is: bytes for bytes, a new bytearray for a bytearray. Letters, digits
 * and spaces are those of ASCII.
 *
 * Arguments are read first and the memory looked at after that: reading an argument may call back
 * into Python code, which may resize the bytearray.
 */
#include "vm/seq.h"
#include "vm/str.h"

#define METHOD(name, fn, sig, flags) value fn(thread *t, value *a, int n);
#include "vm/bytes_methods.def"
#undef METHOD

typedef struct view {
    const char *p;
    size_t n;
} view;

static view view_of(value v) {
    const uint8_t *p = (const uint8_t *)"";
    size_t n = 0;
    bytes_view(v, &p, &n);
    return (view){(const char *)p, n};
}

static bool view_arg(thread *t, value v, view *out) {
    const uint8_t *p;
    if (!buffer_arg(t, v, &p, &out->n)) {
        return false;
    }
    out->p = (const char *)p;
    return true;
}

static value make(thread *t, value like, const void *p, size_t n) {
    return is_kind(like, T_BYTEARRAY) ? bytearray_new(t, p, n) : bytes_new(t, p, n);
}

/* A part of self: self itself if that is all of it and it cannot be changed. */
static value part(thread *t, value self, view s, size_t from, size_t to) {
    if (from == 0 && to == s.n && is_exact(self, T_BYTES)) {
        return self;
    }
    return make(t, self, s.p + from, to - from);
}

static value take(value like, sb *b) {
    value r = b->failed ? NIL : make(b->t, like, b->p, b->len);
    sb_drop(b);
    return r;
}

static bool is_space(char c) {
    return c == ' ' || (c >= 9 && c <= 13);
}

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

/* ---- find and its like ---- */

/* What to look for: bytes, or an int for one byte, which is put into *one. */
static bool needle_arg(thread *t, value v, uint8_t *one, view *out) {
    const uint8_t *p;
    if (bytes_view(v, &p, &out->n)) {
        out->p = (const char *)p;
        return true;
    }
    if (!is_any_int(v) && type_of(t->vm, v)->slots.unary[UN_INDEX] == NULL) {
        raise_error(t, E_TYPE_ERROR, "argument should be integer or bytes-like object, not '%T'",
                    v);
        return false;
    }
    if (!byte_arg(t, v, one)) {
        return false;
    }
    *out = (view){(const char *)one, 1};
    return true;
}

/* Positions are worked out against the length as it is after the bounds were read. */
static bool range_arg(thread *t, value *a, size_t *from, size_t *to) {
    if (a[2] == NIL && a[3] == NIL) {
        *from = 0;
        *to = view_of(a[0]).n;
        return true;
    }
    return slice_bounds(t, a[2], a[3], view_of(a[0]).n, from, to);
}

static int64_t find_in(thread *t, value *a, bool from_right) {
    uint8_t one;
    view sub;
    size_t from, to;
    if (!range_arg(t, a, &from, &to) || !needle_arg(t, a[1], &one, &sub)) {
        return -2;
    }
    view s = view_of(a[0]);
    to = to < s.n ? to : s.n;
    if (from > to) {
        return -1;
    }
    thread_work(t, (to - from) / 16);
    size_t at = from_right ? rfind_bytes(s.p + from, to - from, sub.p, sub.n)
                           : find_bytes(s.p + from, to - from, sub.p, sub.n);
    return at == NOT_FOUND ? -1 : (int64_t)(from + at);
}

static value found(thread *t, int64_t at, bool must) {
    if (at == -1 && must) {
        return raise_error(t, E_VALUE_ERROR, "subsection not found");
    }
    return at == -2 ? NIL : int_new(t, at);
}

value bytes_find(thread *t, value *a, int n) {
    (void)n;
    return found(t, find_in(t, a, false), false);
}

value bytes_rfind(thread *t, value *a, int n) {
    (void)n;
    return found(t, find_in(t, a, true), false);
}

value bytes_index(thread *t, value *a, int n) {
    (void)n;
    return found(t, find_in(t, a, false), true);
}

value bytes_rindex(thread *t, value *a, int n) {
    (void)n;
    return found(t, find_in(t, a, true), true);
}

value bytes_count(thread *t, value *a, int n) {
    (void)n;
    uint8_t one;
    view sub;
    size_t from, to;
    if (!range_arg(t, a, &from, &to) || !needle_arg(t, a[1], &one, &sub)) {
        return NIL;
    }
    view s = view_of(a[0]);
    to = to < s.n ? to : s.n;
    if (from > to) {
        return from_small(0);
    }
    if (sub.n == 0) {
        return int_new(t, (int64_t)(to - from + 1));
    }
    thread_work(t, (to - from) / 16);
    return int_new(t, (int64_t)count_bytes(s.p + from, to - from, sub.p, sub.n, SIZE_MAX));
}

static bool tail_match(view s, size_t from, size_t to, view sub, bool at_end) {
    to = to < s.n ? to : s.n;
    return from <= to && sub.n <= to - from &&
           memcmp(s.p + (at_end ? to - sub.n : from), sub.p, sub.n) == 0;
}

static value starts_or_ends(thread *t, value *a, bool at_end) {
    size_t from, to;
    view sub;
    if (!range_arg(t, a, &from, &to)) {
        return NIL;
    }
    if (is_kind(a[1], T_TUPLE)) {
        tuple *options = (tuple *)as_obj(a[1]);
        for (size_t i = 0; i < options->len; i++) {
            if (!view_arg(t, options->items[i], &sub)) {
                return NIL;
            }
            if (tail_match(view_of(a[0]), from, to, sub, at_end)) {
                return V_TRUE;
            }
        }
        return V_FALSE;
    }
    if (!is_kind(a[1], T_BYTES) && !is_kind(a[1], T_BYTEARRAY)) {
        return raise_error(t, E_TYPE_ERROR,
                           "%s first arg must be bytes or a tuple of bytes, not %T",
                           at_end ? "endswith" : "startswith", a[1]);
    }
    return from_bool(tail_match(view_of(a[0]), from, to, view_of(a[1]), at_end));
}

value bytes_startswith(thread *t, value *a, int n) {
    (void)n;
    return starts_or_ends(t, a, false);
}

value bytes_endswith(thread *t, value *a, int n) {
    (void)n;
    return starts_or_ends(t, a, true);
}

value bytes_removeprefix(thread *t, value *a, int n) {
    (void)n;
    view s = view_of(a[0]), fix;
    if (!view_arg(t, a[1], &fix)) {
        return NIL;
    }
    return part(t, a[0], s, tail_match(s, 0, s.n, fix, false) ? fix.n : 0, s.n);
}

value bytes_removesuffix(thread *t, value *a, int n) {
    (void)n;
    view s = view_of(a[0]), fix;
    if (!view_arg(t, a[1], &fix)) {
        return NIL;
    }
    return part(t, a[0], s, 0, s.n - (tail_match(s, 0, s.n, fix, true) ? fix.n : 0));
}

/* ---- replace, translate ---- */

value bytes_replace(thread *t, value *a, int n) {
    (void)n;
    view old, new;
    int64_t max = -1;
    if (a[3] != NIL && !ssize_arg(t, a[3], &max)) {
        return NIL;
    }
    if (!view_arg(t, a[1], &old) || !view_arg(t, a[2], &new)) {
        return NIL;
    }
    view s = view_of(a[0]);
    size_t limit = max < 0 ? SIZE_MAX : (size_t)max;
    sb b;
    sb_init(&b, t);
    const char *p = s.p, *end = s.p + s.n;
    bool changed = false;
    if (old.n == 0) {
        for (; limit > 0 && p < end && !b.failed; limit--, p++) {
            sb_bytes(&b, new.p, new.n);
            sb_bytes(&b, p, 1);
            changed = true;
        }
        if (limit > 0) {
            sb_bytes(&b, p, (size_t)(end - p));
            sb_bytes(&b, new.p, new.n);
            return take(a[0], &b);
        }
    }
    for (; old.n > 0 && limit > 0 && !b.failed; limit--) {
        size_t at = find_bytes(p, (size_t)(end - p), old.p, old.n);
        if (at == NOT_FOUND) {
            break;
        }
        changed = true;
        sb_bytes(&b, p, at);
        sb_bytes(&b, new.p, new.n);
        p += at + old.n;
    }
    if (!changed) {
        sb_drop(&b);
        return part(t, a[0], s, 0, s.n);
    }
    sb_bytes(&b, p, (size_t)(end - p));
    return take(a[0], &b);
}

value bytes_translate(thread *t, value *a, int n) {
    (void)n;
    view table = {NULL, 0}, drop = {"", 0};
    if (a[1] != NONE) {
        if (!view_arg(t, a[1], &table)) {
            return NIL;
        }
        if (table.n != 256) {
            return raise_error(t, E_VALUE_ERROR, "translation table must be 256 characters long");
        }
    }
    if (a[2] != NIL && !view_arg(t, a[2], &drop)) {
        return NIL;
    }
    bool gone[256] = {false};
    for (size_t i = 0; i < drop.n; i++) {
        gone[(uint8_t)drop.p[i]] = true;
    }
    view s = view_of(a[0]);
    sb b;
    sb_init(&b, t);
    for (size_t i = 0; i < s.n && !b.failed; i++) {
        if (!gone[(uint8_t)s.p[i]]) {
            sb_bytes(&b, table.p != NULL ? table.p + (uint8_t)s.p[i] : s.p + i, 1);
        }
    }
    return take(a[0], &b);
}

value bytes_maketrans(thread *t, value *a, int n) {
    (void)n;
    view from, to;
    if (!view_arg(t, a[0], &from) || !view_arg(t, a[1], &to)) {
        return NIL;
    }
    if (from.n != to.n) {
        return raise_error(t, E_VALUE_ERROR, "maketrans arguments must have same length");
    }
    char table[256];
    for (int i = 0; i < 256; i++) {
        table[i] = (char)i;
    }
    for (size_t i = 0; i < from.n; i++) {
        table[(uint8_t)from.p[i]] = to.p[i];
    }
    return bytes_new(t, table, sizeof table);
}

/* ---- split and join ---- */

static bool add(thread *t, list *l, value self, view s, size_t from, size_t to) {
    value v = part(t, self, s, from, to);
    return v != NIL && list_append(t, l, v);
}

static bool split_spaces(thread *t, value self, view s, size_t limit, list *l) {
    size_t i = 0;
    for (;;) {
        while (i < s.n && is_space(s.p[i])) {
            i++;
        }
        if (i == s.n) {
            return true;
        }
        size_t start = i;
        if (limit-- == 0) {
            return add(t, l, self, s, start, s.n);
        }
        while (i < s.n && !is_space(s.p[i])) {
            i++;
        }
        if (!add(t, l, self, s, start, i)) {
            return false;
        }
    }
}

static bool rsplit_spaces(thread *t, value self, view s, size_t limit, list *l) {
    size_t i = s.n;
    for (;;) {
        while (i > 0 && is_space(s.p[i - 1])) {
            i--;
        }
        if (i == 0) {
            return true;
        }
        size_t end = i;
        if (limit-- == 0) {
            return add(t, l, self, s, 0, end);
        }
        while (i > 0 && !is_space(s.p[i - 1])) {
            i--;
        }
        if (!add(t, l, self, s, i, end)) {
            return false;
        }
    }
}

static bool split_on(thread *t, value self, view s, view sep, size_t limit, list *l) {
    size_t from = 0;
    for (; limit > 0; limit--) {
        size_t at = find_bytes(s.p + from, s.n - from, sep.p, sep.n);
        if (at == NOT_FOUND) {
            break;
        }
        if (!add(t, l, self, s, from, from + at)) {
            return false;
        }
        from += at + sep.n;
    }
    return add(t, l, self, s, from, s.n);
}

static bool rsplit_on(thread *t, value self, view s, view sep, size_t limit, list *l) {
    size_t to = s.n;
    for (; limit > 0; limit--) {
        size_t at = rfind_bytes(s.p, to, sep.p, sep.n);
        if (at == NOT_FOUND) {
            break;
        }
        if (!add(t, l, self, s, at + sep.n, to)) {
            return false;
        }
        to = at;
    }
    return add(t, l, self, s, 0, to);
}

static value split(thread *t, value *a, bool from_right) {
    int64_t max = -1;
    if (a[2] != NIL && !ssize_arg(t, a[2], &max)) {
        return NIL;
    }
    size_t limit = max < 0 ? SIZE_MAX : (size_t)max;
    bool spaces = a[1] == NIL || a[1] == NONE;
    view sep = {"", 0};
    if (!spaces) {
        if (!view_arg(t, a[1], &sep)) {
            return NIL;
        }
        if (sep.n == 0) {
            return raise_error(t, E_VALUE_ERROR, "empty separator");
        }
    }
    value r = list_new(t, 0);
    if (r == NIL) {
        return NIL;
    }
    list *l = (list *)as_obj(r);
    view s = view_of(a[0]);
    bool ok;
    if (!from_right) {
        ok = spaces ? split_spaces(t, a[0], s, limit, l) : split_on(t, a[0], s, sep, limit, l);
        return ok ? r : NIL;
    }
    ok = spaces ? rsplit_spaces(t, a[0], s, limit, l) : rsplit_on(t, a[0], s, sep, limit, l);
    for (size_t i = 0, j = l->len; i + 1 < j; i++) {
        value v = l->items[i];
        l->items[i] = l->items[--j];
        l->items[j] = v;
    }
    return ok ? r : NIL;
}

value bytes_split(thread *t, value *a, int n) {
    (void)n;
    return split(t, a, false);
}

value bytes_rsplit(thread *t, value *a, int n) {
    (void)n;
    return split(t, a, true);
}

value bytes_splitlines(thread *t, value *a, int n) {
    (void)n;
    int64_t keep = 0;
    if (a[1] != NIL && !int_arg(t, a[1], &keep)) {
        return NIL;
    }
    value r = list_new(t, 0);
    view s = view_of(a[0]);
    thread_work(t, s.n / 16);
    for (size_t i = 0; r != NIL && i < s.n;) {
        size_t start = i;
        while (i < s.n && s.p[i] != '\n' && s.p[i] != '\r') {
            i++;
        }
        size_t stop = i;
        if (i < s.n) {
            i += s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n' ? 2 : 1;
        }
        if (!add(t, (list *)as_obj(r), a[0], s, start, keep ? i : stop)) {
            return NIL;
        }
    }
    return r;
}

static value partition(thread *t, value *a, bool from_right) {
    view sep;
    if (!view_arg(t, a[1], &sep)) {
        return NIL;
    }
    if (sep.n == 0) {
        return raise_error(t, E_VALUE_ERROR, "empty separator");
    }
    view s = view_of(a[0]);
    thread_work(t, s.n / 16);
    size_t at =
        from_right ? rfind_bytes(s.p, s.n, sep.p, sep.n) : find_bytes(s.p, s.n, sep.p, sep.n);
    value v[3];
    if (at == NOT_FOUND) {
        size_t whole = from_right ? 2 : 0;
        for (size_t i = 0; i < 3; i++) {
            v[i] = i == whole ? part(t, a[0], s, 0, s.n) : make(t, a[0], "", 0);
        }
    } else {
        v[0] = part(t, a[0], s, 0, at);
        v[1] =
            is_exact(a[0], T_BYTES) && is_exact(a[1], T_BYTES) ? a[1] : make(t, a[0], sep.p, sep.n);
        v[2] = part(t, a[0], s, at + sep.n, s.n);
    }
    return v[0] == NIL || v[1] == NIL || v[2] == NIL ? NIL : tuple_of(t, v, 3);
}

value bytes_partition(thread *t, value *a, int n) {
    (void)n;
    return partition(t, a, false);
}

value bytes_rpartition(thread *t, value *a, int n) {
    (void)n;
    return partition(t, a, true);
}

value bytes_join(thread *t, value *a, int n) {
    (void)n;
    value items = seq_fast(t, a[1], "can only join an iterable");
    if (items == NIL) {
        return NIL;
    }
    view sep = view_of(a[0]);
    size_t count = seq_fast_len(items);
    if (count == 1 && is_exact(a[0], T_BYTES) && is_exact(seq_fast_items(items)[0], T_BYTES)) {
        return seq_fast_items(items)[0];
    }
    sb b;
    sb_init(&b, t);
    for (size_t i = 0; i < count && !b.failed; i++) {
        value v = seq_fast_items(items)[i];
        if (!is_kind(v, T_BYTES) && !is_kind(v, T_BYTEARRAY)) {
            sb_drop(&b);
            return raise_error(t, E_TYPE_ERROR,
                               "sequence item %zu: expected a bytes-like object, %T found", i, v);
        }
        if (i > 0) {
            sb_bytes(&b, sep.p, sep.n);
        }
        view s = view_of(v);
        sb_bytes(&b, s.p, s.n);
    }
    return take(a[0], &b);
}

/* ---- strip and pad ---- */

static value strip(thread *t, value *a, bool left, bool right) {
    view chars = {NULL, 0};
    if (a[1] != NIL && a[1] != NONE && !view_arg(t, a[1], &chars)) {
        return NIL;
    }
    view s = view_of(a[0]);
    size_t from = 0, to = s.n;
#define STRIPPED(c) (chars.p == NULL ? is_space(c) : memchr(chars.p, c, chars.n) != NULL)
    while (left && from < to && STRIPPED(s.p[from])) {
        from++;
    }
    while (right && from < to && STRIPPED(s.p[to - 1])) {
        to--;
    }
#undef STRIPPED
    return part(t, a[0], s, from, to);
}

value bytes_strip(thread *t, value *a, int n) {
    (void)n;
    return strip(t, a, true, true);
}

value bytes_lstrip(thread *t, value *a, int n) {
    (void)n;
    return strip(t, a, true, false);
}

value bytes_rstrip(thread *t, value *a, int n) {
    (void)n;
    return strip(t, a, false, true);
}

enum { PAD_LEFT, PAD_RIGHT, PAD_BOTH };

static value pad(thread *t, value *a, int where, const char *name) {
    int64_t width;
    char fill = ' ';
    if (!ssize_arg(t, a[1], &width)) {
        return NIL;
    }
    if (a[2] != NIL) {
        view f;
        const uint8_t *p;
        if (!bytes_view(a[2], &p, &f.n) || f.n != 1) {
            return bad_argument(t, name, "argument 2", "a byte string of length 1", a[2]);
        }
        fill = (char)p[0];
    }
    view s = view_of(a[0]);
    if (width <= (int64_t)s.n) {
        return part(t, a[0], s, 0, s.n);
    }
    size_t total = (size_t)width - s.n;
    size_t left = where == PAD_LEFT    ? total
                  : where == PAD_RIGHT ? 0
                                       : total / 2 + (total & (size_t)width & 1);
    sb b;
    sb_init(&b, t);
    sb_fill(&b, ' ', total); /* room for all of it, and the check that there is such room */
    sb_bytes(&b, s.p, s.n);
    if (!b.failed) {
        memset(b.p, fill, b.len);
        memcpy(b.p + left, s.p, s.n);
    }
    return take(a[0], &b);
}

value bytes_center(thread *t, value *a, int n) {
    (void)n;
    return pad(t, a, PAD_BOTH, "center");
}

value bytes_ljust(thread *t, value *a, int n) {
    (void)n;
    return pad(t, a, PAD_RIGHT, "ljust");
}

value bytes_rjust(thread *t, value *a, int n) {
    (void)n;
    return pad(t, a, PAD_LEFT, "rjust");
}

value bytes_zfill(thread *t, value *a, int n) {
    (void)n;
    int64_t width;
    if (!ssize_arg(t, a[1], &width)) {
        return NIL;
    }
    view s = view_of(a[0]);
    if (width <= (int64_t)s.n) {
        return part(t, a[0], s, 0, s.n);
    }
    size_t sign = s.n > 0 && (s.p[0] == '+' || s.p[0] == '-');
    sb b;
    sb_init(&b, t);
    sb_bytes(&b, s.p, sign);
    sb_fill(&b, '0', (size_t)width - s.n);
    sb_bytes(&b, s.p + sign, s.n - sign);
    return take(a[0], &b);
}

value bytes_expandtabs(thread *t, value *a, int n) {
    (void)n;
    int64_t size = 8;
    if (a[1] != NIL && !int_arg(t, a[1], &size)) {
        return NIL;
    }
    view s = view_of(a[0]);
    sb b;
    sb_init(&b, t);
    int64_t column = 0;
    for (size_t i = 0; i < s.n && !b.failed; i++) {
        if (s.p[i] == '\t') {
            int64_t spaces = size > 0 ? size - column % size : 0;
            sb_fill(&b, ' ', (size_t)spaces);
            column += spaces;
            continue;
        }
        sb_bytes(&b, s.p + i, 1);
        column = s.p[i] == '\n' || s.p[i] == '\r' ? 0 : column + 1;
    }
    return take(a[0], &b);
}

/* ---- case ---- */

static value mapped(thread *t, value self, void (*f)(uint8_t *s, size_t n)) {
    view s = view_of(self);
    sb b;
    sb_init(&b, t);
    if (sb_bytes(&b, s.p, s.n)) {
        f((uint8_t *)b.p, b.len);
    }
    return take(self, &b);
}

static void to_upper(uint8_t *s, size_t n) {
    for (size_t i = 0; i < n; i++) {
        s[i] = (uint8_t)(s[i] - (is_lower((char)s[i]) ? 32 : 0));
    }
}

static void to_lower(uint8_t *s, size_t n) {
    for (size_t i = 0; i < n; i++) {
        s[i] = (uint8_t)(s[i] + (is_upper((char)s[i]) ? 32 : 0));
    }
}

static void to_swapped(uint8_t *s, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (is_upper((char)s[i]) || is_lower((char)s[i])) {
            s[i] ^= 32;
        }
    }
}

static void to_capitalized(uint8_t *s, size_t n) {
    to_lower(s, n);
    to_upper(s, n > 0);
}

value bytes_upper(thread *t, value *a, int n) {
    (void)n;
    return mapped(t, a[0], to_upper);
}

value bytes_lower(thread *t, value *a, int n) {
    (void)n;
    return mapped(t, a[0], to_lower);
}

value bytes_swapcase(thread *t, value *a, int n) {
    (void)n;
    return mapped(t, a[0], to_swapped);
}

value bytes_capitalize(thread *t, value *a, int n) {
    (void)n;
    return mapped(t, a[0], to_capitalized);
}

value bytes_title(thread *t, value *a, int n) {
    (void)n;
    return mapped(t, a[0], ascii_title);
}

/* ---- questions ---- */

static bool is_alpha(char c) {
    return is_upper(c) || is_lower(c);
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c) {
    return is_alpha(c) || is_digit(c);
}

static value all_are(value self, bool (*is)(char c)) {
    view s = view_of(self);
    for (size_t i = 0; i < s.n; i++) {
        if (!is(s.p[i])) {
            return V_FALSE;
        }
    }
    return from_bool(s.n > 0);
}

value bytes_isalnum(thread *t, value *a, int n) {
    (void)t, (void)n;
    return all_are(a[0], is_alnum);
}

value bytes_isalpha(thread *t, value *a, int n) {
    (void)t, (void)n;
    return all_are(a[0], is_alpha);
}

value bytes_isdigit(thread *t, value *a, int n) {
    (void)t, (void)n;
    return all_are(a[0], is_digit);
}

value bytes_isspace(thread *t, value *a, int n) {
    (void)t, (void)n;
    return all_are(a[0], is_space);
}

value bytes_isascii(thread *t, value *a, int n) {
    (void)t, (void)n;
    return from_bool(bytes_are_ascii(view_of(a[0]).p, view_of(a[0]).n));
}

static value one_case(value self, bool (*wanted)(char c), bool (*other)(char c)) {
    view s = view_of(self);
    bool some = false;
    for (size_t i = 0; i < s.n; i++) {
        if (other(s.p[i])) {
            return V_FALSE;
        }
        some = some || wanted(s.p[i]);
    }
    return from_bool(some);
}

value bytes_islower(thread *t, value *a, int n) {
    (void)t, (void)n;
    return one_case(a[0], is_lower, is_upper);
}

value bytes_isupper(thread *t, value *a, int n) {
    (void)t, (void)n;
    return one_case(a[0], is_upper, is_lower);
}

value bytes_istitle(thread *t, value *a, int n) {
    (void)t, (void)n;
    view s = view_of(a[0]);
    bool some = false, in_word = false;
    for (size_t i = 0; i < s.n; i++) {
        if (is_alpha(s.p[i])) {
            if (is_upper(s.p[i]) == in_word) {
                return V_FALSE;
            }
            some = in_word = true;
        } else {
            in_word = false;
        }
    }
    return from_bool(some);
}

/* ---- text and hex ---- */

value bytes_decode_method(thread *t, value *a, int n) {
    (void)n;
    const char *arg[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        if (a[i + 1] == NIL) {
            continue;
        }
        if (!is_kind(a[i + 1], T_STR)) {
            return bad_argument(t, "decode", i ? "argument 'errors'" : "argument 'encoding'", "str",
                                a[i + 1]);
        }
        arg[i] = str_c(t, a[i + 1]);
        if (arg[i] == NULL) {
            return NIL;
        }
    }
    view s = view_of(a[0]);
    return bytes_decode(t, (const uint8_t *)s.p, s.n, arg[0], arg[1], a[0]);
}

value bytes_hex(thread *t, value *a, int n) {
    (void)n;
    int64_t group = 1;
    char sep = 0;
    if (a[1] != NIL) {
        int64_t len = op_len(t, a[1]);
        if (len < 0) {
            return NIL;
        }
        if (len != 1) {
            return raise_error(t, E_VALUE_ERROR, "sep must be length 1.");
        }
        const uint8_t *p;
        size_t size;
        if (is_kind(a[1], T_STR)) {
            sep = ((str *)as_obj(a[1]))->data[0];
        } else if (is_kind(a[1], T_BYTES) && bytes_view(a[1], &p, &size)) {
            sep = (char)p[0];
        } else {
            return raise_error(t, E_TYPE_ERROR, "sep must be str or bytes.");
        }
        if ((uint8_t)sep >= 128) {
            return raise_error(t, E_VALUE_ERROR, "sep must be ASCII.");
        }
        if (a[2] != NIL && !int_arg(t, a[2], &group)) {
            return NIL;
        }
    }
    view s = view_of(a[0]);
    size_t every = group < 0 ? (size_t)-group : (size_t)group;
    sb b;
    sb_init(&b, t);
    for (size_t i = 0; i < s.n && !b.failed; i++) {
        /* Groups are counted from the right, or from the left if negative. */
        if (a[1] != NIL && i > 0 && every > 0 && (group > 0 ? s.n - i : i) % every == 0) {
            sb_char(&b, (uint8_t)sep);
        }
        uint8_t c = (uint8_t)s.p[i];
        char pair[2] = {"0123456789abcdef"[c >> 4], "0123456789abcdef"[c & 15]};
        sb_bytes(&b, pair, 2);
    }
    return sb_take(&b);
}

static int hex_digit(char c) {
    return is_digit(c)            ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

value bytes_fromhex(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_STR)) {
        return bad_argument(t, "fromhex", "argument", "str", a[1]);
    }
    str *s = (str *)as_obj(a[1]);
    sb b;
    sb_init(&b, t);
    for (size_t i = 0; i < s->len;) {
        if (is_space(s->data[i])) {
            i++;
            continue;
        }
        int high = hex_digit(s->data[i]);
        int low = high < 0 ? -1 : hex_digit(s->data[i + 1]); /* a 0 byte follows the text */
        if (low < 0) {
            sb_drop(&b);
            return raise_error(t, E_VALUE_ERROR,
                               "non-hexadecimal number found in fromhex() arg at position %zu",
                               str_index_at(s, high < 0 ? i : i + 1));
        }
        char c = (char)(high << 4 | low);
        sb_bytes(&b, &c, 1);
        i += 2;
    }
    type *cls = (type *)as_obj(a[0]);
    value r = b.failed                   ? NIL
              : cls->kind == T_BYTEARRAY ? bytearray_new(t, b.p, b.len)
                                         : bytes_new(t, b.p, b.len);
    sb_drop(&b);
    return r == NIL || cls == t->vm->types[cls->kind] ? r : call1(t, a[0], r);
}
