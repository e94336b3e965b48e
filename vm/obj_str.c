/* obj_str.c: the str type: how strings are laid out, made, compared, hashed, interned, indexed,
 * iterated and printed. Its methods are in str_methods.c and str_case.c, formatting in
 * obj_format.c, encodings in codec.c.
 *
 * Layout (object.h): UTF-8 with the number of code points. For ASCII text positions are offsets.
 * Other text of more than STR_STRIDE code points carries a table with the byte offset of each
 * STR_STRIDE-th one, so that indexing looks at no more than STR_STRIDE of them, eight bytes at a
 * time. All one-character ASCII strings are the ones in vm->ascii; the empty string is
 * vm->empty_str; both are made on first use, so that they exist as soon as vm->types[T_STR] does.
 *
 * The hash is kept in h.aux once computed. Interned strings (names, mostly) are in vm->interned, an
 * open-addressing table with linear probing that does not keep them alive: the collector calls
 * str_intern_sweep after marking, which leaves a GONE mark in the place of each dead one; marks go
 * away when the table is next rebuilt.
 */
#include "vm/seq.h"
#include "vm/str.h"

#include "vm/iter.h"

/* ---- counting and skipping code points ---- */

enum { WORD = sizeof(uint64_t) };
#define EACH_BYTE 0x0101010101010101u

/* How many of the eight bytes begin a code point. */
static inline unsigned starts_in_word(const char *p) {
    uint64_t w;
    memcpy(&w, p, WORD);
    /* A byte continues one if bit 7 is set and bit 6 is not. */
    uint64_t begins = (~w >> 7 | w >> 6) & EACH_BYTE;
    return (unsigned)((begins * EACH_BYTE) >> 56);
}

size_t utf8_count(const char *s, size_t n) {
    size_t count = 0;
    const char *end = s + n;
    for (; end - s >= WORD; s += WORD) {
        count += starts_in_word(s);
    }
    for (; s < end; s++) {
        count += ((uint8_t)*s & 0xC0) != 0x80;
    }
    return count;
}

bool bytes_are_ascii(const void *data, size_t n) {
    const char *s = data;
    uint64_t seen = 0;
    for (; n >= WORD; s += WORD, n -= WORD) {
        uint64_t w;
        memcpy(&w, s, WORD);
        seen |= w;
    }
    for (; n > 0; s++, n--) {
        seen |= (uint8_t)*s;
    }
    return !(seen & 0x8080808080808080u);
}

const char *utf8_skip(const char *p, size_t count, const char *end) {
    while (count >= WORD && end - p >= WORD) {
        count -= starts_in_word(p);
        p += WORD;
    }
    /* p may stand inside a code point that is counted already. */
    while (p < end && ((uint8_t)*p & 0xC0) == 0x80) {
        p++;
    }
    for (; count > 0 && p < end; count--) {
        p += utf8_length((uint8_t)*p);
    }
    return p;
}

/* ---- layout ---- */

static bool has_table(const str *s) {
    return s->len != s->count && s->count > STR_STRIDE;
}

static size_t table_offset(size_t len) {
    return (sizeof(str) + len + 1 + 3) & ~(size_t)3;
}

static const uint32_t *stride_table(const str *s) {
    return s->h.flags & STR_SHARED
               ? str_shared_table(s)
               : (const uint32_t *)(const void *)((const char *)s + table_offset(s->len));
}

static str *alloc_as(thread *t, type *cls, size_t len, size_t count) {
    size_t size = sizeof(str) + len + 1;
    if (len != count && count > STR_STRIDE) {
        if (len > UINT32_MAX) {
            raise_error(t, E_MEMORY_ERROR, "");
            return NULL;
        }
        size = table_offset(len) + (count / STR_STRIDE + 1) * sizeof(uint32_t);
    }
    if (len > SIZE_MAX / 4) {
        raise_error(t, E_MEMORY_ERROR, "");
        return NULL;
    }
    str *s = heap_alloc_head(t, cls, size, sizeof *s);
    if (s != NULL) {
        s->len = len;
        s->count = count;
        s->data = s->text;
        s->text[len] = '\0';
    }
    return s;
}

str *str_alloc(thread *t, size_t len, size_t count) {
    return alloc_as(t, t->vm->types[T_STR], len, count);
}

void str_finish(str *s) {
    if (!has_table(s)) {
        return;
    }
    uint32_t *table = (uint32_t *)(void *)((char *)s + table_offset(s->len));
    const char *p = s->data, *end = s->data + s->len;
    size_t n = s->count / STR_STRIDE + 1;
    for (size_t i = 0; i < n; i++) {
        table[i] = (uint32_t)(p - s->data);
        p = utf8_skip(p, STR_STRIDE, end);
    }
}

/* ---- making strings ---- */

static str *ascii_char_make(thread *t, uint8_t c) {
    str *s = str_alloc(t, 1, 1);
    if (s == NULL) {
        return NULL;
    }
    s->data[0] = (char)c;
    s = str_intern_value(t, s);
    if (s != NULL) {
        t->vm->ascii[c] = s;
    }
    return s;
}

static inline value ascii_char(thread *t, uint8_t c) {
    str *s = t->vm->ascii[c];
    return from_obj(s != NULL ? s : ascii_char_make(t, c));
}

static value empty(thread *t) {
    if (t->vm->empty_str == NULL) {
        str *s = str_alloc(t, 0, 0);
        t->vm->empty_str = s == NULL ? NULL : str_intern_value(t, s);
    }
    return from_obj(t->vm->empty_str);
}

value str_new_ascii(thread *t, const char *text, size_t len) {
    if (len <= 1) {
        return len ? ascii_char(t, (uint8_t)text[0]) : empty(t);
    }
    str *s = alloc_as(t, t->vm->types[T_STR], len, len);
    if (s == NULL) {
        return NIL;
    }
    memcpy(s->data, text, len);
    return from_obj(s);
}

value str_new(thread *t, const char *utf8, size_t len) {
    size_t count = utf8_count(utf8, len);
    if (count == len) {
        return str_new_ascii(t, utf8, len);
    }
    str *s = str_alloc(t, len, count);
    if (s == NULL) {
        return NIL;
    }
    memcpy(s->data, utf8, len);
    str_finish(s);
    return from_obj(s);
}

value str_from(thread *t, const char *cstring) {
    return str_new(t, cstring, strlen(cstring));
}

value str_char(thread *t, uint32_t c) {
    if (c < 128) {
        return ascii_char(t, (uint8_t)c);
    }
    str *s = str_alloc(t, utf8_width(c), 1);
    if (s == NULL) {
        return NIL;
    }
    utf8_put(s->data, c);
    return from_obj(s);
}

/* A copy as an instance of a class derived from str. */
static value str_of_class(thread *t, type *cls, str *from) {
    str *s = alloc_as(t, cls, from->len, from->count);
    if (s == NULL) {
        return NIL;
    }
    memcpy(s->data, from->data, from->len);
    str_finish(s);
    s->h.aux = from->h.aux;
    return from_obj(s);
}

value str_exact(thread *t, value v) {
    str *s = (str *)as_obj(v);
    return s->h.flags & OBJ_SUBCLASS ? str_new(t, s->data, s->len) : v;
}

const char *str_c(thread *t, value v) {
    str *s = (str *)as_obj(v);
    if (memchr(s->data, 0, s->len) != NULL) {
        raise_error(t, E_VALUE_ERROR, "embedded null character");
        return NULL;
    }
    return str_terminated(t, s);
}

/* ---- positions ---- */

size_t str_offset(const str *s, size_t index) {
    if (str_is_ascii(s)) {
        return index;
    }
    const char *p = s->data;
    if (has_table(s)) {
        p += stride_table(s)[index / STR_STRIDE];
        index %= STR_STRIDE;
    }
    return (size_t)(utf8_skip(p, index, s->data + s->len) - s->data);
}

size_t str_index_at(const str *s, size_t byte) {
    if (str_is_ascii(s)) {
        return byte;
    }
    if (!has_table(s)) {
        return utf8_count(s->data, byte);
    }
    const uint32_t *table = stride_table(s);
    size_t lo = 0, hi = s->count / STR_STRIDE; /* table[lo] <= byte */
    while (lo < hi) {
        size_t mid = (lo + hi + 1) / 2;
        if (table[mid] <= byte) {
            lo = mid;
        } else {
            hi = mid - 1;
        }
    }
    return lo * STR_STRIDE + utf8_count(s->data + table[lo], byte - table[lo]);
}

uint32_t str_at(const str *s, size_t index) {
    if (str_is_ascii(s)) {
        return (uint8_t)s->data[index];
    }
    const char *p = s->data + str_offset(s, index);
    return utf8_next(&p);
}

value str_part(thread *t, str *s, size_t from, size_t to) {
    if (from == 0 && to == s->len && !(s->h.flags & OBJ_SUBCLASS)) {
        return from_obj(s);
    }
    return str_is_ascii(s) ? str_new_ascii(t, s->data + from, to - from)
                           : str_new(t, s->data + from, to - from);
}

value str_slice(thread *t, str *s, size_t from, size_t to) {
    if (to <= from) {
        return empty(t);
    }
    if (str_is_ascii(s)) {
        return str_part(t, s, from, to);
    }
    size_t first = str_offset(s, from);
    return str_part(t, s, first, to == s->count ? s->len : str_offset(s, to));
}

static value slice_with_step(thread *t, str *s, int64_t start, int64_t step, int64_t count) {
    sb b;
    sb_init(&b, t);
    if (str_is_ascii(s)) {
        for (int64_t i = 0; i < count; i++) {
            sb_char(&b, (uint8_t)s->data[start + i * step]);
        }
        return sb_take(&b);
    }
    const char *p = s->data + str_offset(s, (size_t)start), *end = s->data + s->len;
    for (int64_t i = 0; i < count; i++) {
        const char *q = p;
        sb_char(&b, utf8_next(&q));
        if (i + 1 == count) {
            break;
        }
        if (step > 0) {
            p = utf8_skip(p, (size_t)step, end);
        } else {
            for (int64_t k = step; k < 0; k++) {
                utf8_prev(&p);
            }
        }
    }
    return sb_take(&b);
}

static value str_getitem(thread *t, value v, value key) {
    str *s = (str *)as_obj(v);
    int64_t i;
    if (is_int(key)) {
        i = as_int(key);
    } else if (is_kind(key, T_SLICE)) {
        int64_t start, stop, step, count;
        if (!slice_indices(t, key, (int64_t)s->count, &start, &stop, &step, &count)) {
            return NIL;
        }
        if (count <= 0) {
            return empty(t);
        }
        if (step == 1) {
            return str_slice(t, s, (size_t)start, (size_t)(start + count));
        }
        return slice_with_step(t, s, start, step, count);
    } else {
        if (!is_any_int(key) && type_of(t->vm, key)->slots.unary[UN_INDEX] == NULL) {
            return raise_error(t, E_TYPE_ERROR, "string indices must be integers, not '%T'", key);
        }
        value k = op_index(t, key);
        if (k == NIL) {
            return NIL;
        }
        if (!int_to_int64(k, &i)) {
            return raise_error(t, E_INDEX_ERROR, "cannot fit '%T' into an index-sized integer",
                               key);
        }
    }
    if (i < 0) {
        i += (int64_t)s->count;
    }
    if (i < 0 || i >= (int64_t)s->count) {
        return raise_error(t, E_INDEX_ERROR, "string index out of range");
    }
    return str_is_ascii(s) ? ascii_char(t, (uint8_t)s->data[i]) : str_char(t, str_at(s, (size_t)i));
}

/* ---- comparing and hashing ---- */

bool str_equal(const str *a, const str *b) {
    /* The first byte (there is one, if only the 0) decides most cases without a call. */
    return a == b ||
           (a->len == b->len && a->data[0] == b->data[0] && memcmp(a->data, b->data, a->len) == 0);
}

int str_compare(const str *a, const str *b) {
    size_t n = a->len < b->len ? a->len : b->len;
    int r = memcmp(a->data, b->data, n);
    return r != 0 ? r : a->len < b->len ? -1 : a->len > b->len;
}

static value str_richcompare(thread *t, value a, value b, int op) {
    (void)t;
    if (!is_kind(b, T_STR) || !is_kind(a, T_STR)) {
        return NOTIMPL;
    }
    str *x = (str *)as_obj(a), *y = (str *)as_obj(b);
    if (op == CMP_EQ) {
        return from_bool(str_equal(x, y));
    }
    if (op == CMP_NE) {
        return from_bool(!str_equal(x, y));
    }
    int r = str_compare(x, y);
    return from_bool(op == CMP_LT ? r < 0 : op == CMP_LE ? r <= 0 : op == CMP_GT ? r > 0 : r >= 0);
}

/* wyhash's way: multiply to 128 bits and fold. Seeded, so that nobody can prepare colliding
 * keys. */
__extension__ typedef unsigned __int128 uint128;

static inline uint64_t mix(uint64_t a, uint64_t b) {
    uint128 r = (uint128)a * b;
    return (uint64_t)r ^ (uint64_t)(r >> 64);
}

static inline uint64_t read8(const uint8_t *p) {
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return w;
}

static inline uint64_t read4(const uint8_t *p) {
    uint32_t w;
    memcpy(&w, p, sizeof w);
    return w;
}

uint64_t bytes_hash(vm *m, const void *data, size_t len) {
    static const uint64_t k0 = 0x2d358dccaa6c78a5u, k1 = 0x8bb84b93962eacc9u,
                          k2 = 0x4b33a62ed433d4a3u;
    const uint8_t *p = data;
    uint64_t seed = m->hash_seed ^ mix(m->hash_seed ^ k0, k1);
    uint64_t a, b;
    if (len <= 16) {
        if (len >= 8) {
            a = read8(p);
            b = read8(p + len - 8);
        } else if (len >= 4) {
            a = read4(p);
            b = read4(p + len - 4);
        } else if (len > 0) {
            a = (uint64_t)p[0] << 16 | (uint64_t)p[len >> 1] << 8 | p[len - 1];
            b = 0;
        } else {
            a = b = 0;
        }
    } else {
        size_t i = len;
        for (; i > 16; i -= 16, p += 16) {
            seed = mix(read8(p) ^ k1, read8(p + 8) ^ seed);
        }
        a = read8(p + i - 16);
        b = read8(p + i - 8);
    }
    return mix(k0 ^ len, mix(a ^ k1, b ^ seed) ^ k2);
}

uint32_t str_hash(vm *m, str *s) {
    if (s->h.aux == 0) {
        uint64_t h = bytes_hash(m, s->data, s->len);
        uint32_t half = (uint32_t)(h ^ h >> 32);
        s->h.aux = half ? half : 1;
    }
    return s->h.aux;
}

static bool str_hash_slot(thread *t, value v, int64_t *out) {
    *out = str_hash(t->vm, (str *)as_obj(v));
    return true;
}

/* ---- interning ---- */

#define GONE ((str *)1)

static bool intern_grow(thread *t) {
    struct intern_table *table = &t->vm->interned;
    size_t live = 0;
    size_t old = table->slots == NULL ? 0 : table->mask + 1;
    for (size_t i = 0; i < old; i++) {
        live += table->slots[i] != NULL && table->slots[i] != GONE;
    }
    size_t n = 1024;
    while (n < live * 3) {
        n *= 2;
    }
    str **fresh = mem_alloc(t, n * sizeof *fresh);
    if (fresh == NULL) {
        return false;
    }
    memset(fresh, 0, n * sizeof *fresh);
    for (size_t i = 0; i < old; i++) {
        str *s = table->slots[i];
        if (s != NULL && s != GONE) {
            size_t at = s->h.aux & (n - 1);
            while (fresh[at] != NULL) {
                at = (at + 1) & (n - 1);
            }
            fresh[at] = s;
        }
    }
    mem_free(t->vm, table->slots, old * sizeof *fresh);
    table->slots = fresh;
    table->mask = n - 1;
    table->used = live;
    return true;
}

/* The interned string with this text, or NULL and *at the slot where it belongs. There must be a
 * table. */
static str *intern_find(vm *m, const char *text, size_t len, uint32_t hash, size_t *at) {
    struct intern_table *table = &m->interned;
    for (size_t i = hash & table->mask;; i = (i + 1) & table->mask) {
        str *s = table->slots[i];
        if (s == NULL) {
            *at = i;
            return NULL;
        }
        if (s != GONE && s->h.aux == hash && s->len == len && memcmp(s->data, text, len) == 0) {
            return s;
        }
    }
}

str *str_intern_value(thread *t, str *s) {
    if (s->h.flags & STR_INTERNED) {
        return s;
    }
    if (s->h.flags & (OBJ_SUBCLASS | STR_SHARED)) {
        return str_intern_len(t, s->data, s->len);
    }
    struct intern_table *table = &t->vm->interned;
    if ((table->slots == NULL || table->used * 4 >= table->mask * 3) && !intern_grow(t)) {
        return NULL;
    }
    size_t at;
    str *known = intern_find(t->vm, s->data, s->len, str_hash(t->vm, s), &at);
    if (known != NULL) {
        return known;
    }
    table->slots[at] = s;
    table->used++;
    s->h.flags |= STR_INTERNED;
    return s;
}

str *str_intern_len(thread *t, const char *text, size_t len) {
    struct intern_table *table = &t->vm->interned;
    if (table->slots != NULL) {
        uint64_t h = bytes_hash(t->vm, text, len);
        uint32_t half = (uint32_t)(h ^ h >> 32);
        size_t at;
        str *known = intern_find(t->vm, text, len, half ? half : 1, &at);
        if (known != NULL) {
            return known;
        }
    }
    value v = str_new(t, text, len);
    return v == NIL ? NULL : str_intern_value(t, (str *)as_obj(v));
}

str *str_intern(thread *t, const char *text) {
    return str_intern_len(t, text, strlen(text));
}

void str_intern_sweep(vm *m, bool (*dead)(vm *m, void *o)) {
    struct intern_table *table = &m->interned;
    for (size_t i = 0; table->slots != NULL && i <= table->mask; i++) {
        str *s = table->slots[i];
        if (s != NULL && s != GONE && dead(m, s)) {
            table->slots[i] = GONE;
        }
    }
}

void str_intern_free(vm *m) {
    if (m->interned.slots != NULL) {
        mem_free(m, m->interned.slots, (m->interned.mask + 1) * sizeof *m->interned.slots);
    }
    m->interned.slots = NULL;
}

/* ---- as a sequence ---- */

value str_concat(thread *t, str *a, str *b) {
    if (b->len == 0 && !(a->h.flags & OBJ_SUBCLASS)) {
        return from_obj(a);
    }
    if (a->len == 0) {
        return str_exact(t, from_obj(b));
    }
    if (str_can_grow(a, b)) {
        return str_grown(t, a, b);
    }
    str *s = alloc_as(t, t->vm->types[T_STR], a->len + b->len, a->count + b->count);
    if (s == NULL) {
        return NIL;
    }
    s->h.flags |= STR_SUM;
    memcpy(s->data, a->data, a->len);
    memcpy(s->data + a->len, b->data, b->len);
    if (!str_is_ascii(s)) {
        str_finish(s);
    }
    return from_obj(s);
}

static value str_concat_slot(thread *t, value a, value b) {
    if (!is_kind(b, T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "can only concatenate str (not \"%T\") to str", b);
    }
    return str_concat(t, (str *)as_obj(a), (str *)as_obj(b));
}

static value str_repeat(thread *t, value v, int64_t n) {
    str *s = (str *)as_obj(v);
    if (n <= 0 || s->len == 0) {
        return empty(t);
    }
    if (n == 1) {
        return str_exact(t, v);
    }
    if (s->count > (size_t)(INT64_MAX / n)) {
        return raise_error(t, E_OVERFLOW_ERROR, "repeated string is too long");
    }
    if (s->len > SIZE_MAX / 8 / (size_t)n) {
        return raise_error(t, E_MEMORY_ERROR, "");
    }
    size_t len = s->len * (size_t)n;
    str *r = str_alloc(t, len, s->count * (size_t)n);
    if (r == NULL) {
        return NIL;
    }
    if (s->len == 1) {
        memset(r->data, s->data[0], len);
        return from_obj(r);
    }
    memcpy(r->data, s->data, s->len);
    for (size_t done = s->len; done < len;) { /* doubling: few, long copies */
        size_t more = done < len - done ? done : len - done;
        memcpy(r->data + done, r->data, more);
        done += more;
    }
    str_finish(r);
    return from_obj(r);
}

static int64_t str_length(thread *t, value v) {
    (void)t;
    return (int64_t)((str *)as_obj(v))->count;
}

static int str_truth(thread *t, value v) {
    (void)t;
    return ((str *)as_obj(v))->count != 0;
}

static value str_iterate(thread *t, value v) {
    str_iter *it =
        heap_new(t, str_is_ascii((str *)as_obj(v)) ? T_STR_ASCII_ITER : T_STR_ITER, sizeof *it);
    if (it == NULL) {
        return NIL;
    }
    it->s = (str *)as_obj(v);
    return from_obj(it);
}

static value str_iter_next(thread *t, value v) {
    str_iter *it = (str_iter *)as_obj(v);
    str *s = it->s;
    if (s == NULL) {
        return NIL;
    }
    if (it->at >= s->len) {
        it->s = NULL;
        return NIL;
    }
    uint8_t c = (uint8_t)s->data[it->at];
    if (c < 128) {
        it->at++;
        return ascii_char(t, c);
    }
    const char *p = s->data + it->at;
    uint32_t cp = utf8_next(&p);
    it->at = (size_t)(p - s->data);
    return str_char(t, cp);
}

static void str_iter_trace(gc *g, object *o) {
    gc_object(g, ((str_iter *)o)->s);
}

static value str_iter_length_hint(thread *t, value *a, int n) {
    (void)n;
    str_iter *it = (str_iter *)as_obj(a[0]);
    return int_new(
        t, it->s == NULL ? 0 : (int64_t)utf8_count(it->s->data + it->at, it->s->len - it->at));
}

static value str_iter_self(thread *t, value v) {
    (void)t;
    return v;
}

static value str_iter_reduce(thread *t, value *a, int n) {
    (void)n;
    str_iter *it = (str_iter *)as_obj(a[0]);
    value fn = builtin_named(t, "iter");
    value s = it->s != NULL ? from_obj(it->s) : str_new_ascii(t, "", 0);
    value args = s == NIL ? NIL : tuple_of(t, &s, 1);
    if (args == NIL || fn == NIL) {
        return NIL;
    }
    if (it->s == NULL) {
        return tuple_pair(t, fn, args);
    }
    value parts[3] = {fn, args, int_new(t, (int64_t)str_index_at(it->s, it->at))};
    return tuple_of(t, parts, 3);
}

static value str_iter_setstate(thread *t, value *a, int n) {
    (void)n;
    str_iter *it = (str_iter *)as_obj(a[0]);
    int64_t i;
    if (!op_to_int64(t, a[1], &i)) {
        return NIL;
    }
    if (it->s != NULL) {
        size_t at = i < 0 ? 0 : (uint64_t)i > it->s->count ? it->s->count : (size_t)i;
        it->at = str_offset(it->s, at);
    }
    return NONE;
}

static const native_def str_iter_methods[] = {
    {"__length_hint__", str_iter_length_hint, "self, /", 0,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", str_iter_reduce, "self, /", 0, "Return state information for pickling."},
    {"__setstate__", str_iter_setstate, "self, state, /", 0,
     "Set state information for unpickling."},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec str_iter_spec = {
    .name = "str_iterator",
    .size = sizeof(str_iter),
    .flags = TYPE_NO_NEW,
    .trace = str_iter_trace,
    .slots = {.iter = str_iter_self, .next = str_iter_next},
    .methods = str_iter_methods,
};

const type_spec str_ascii_iter_spec = {
    .name = "str_ascii_iterator",
    .size = sizeof(str_iter),
    .flags = TYPE_NO_NEW,
    .trace = str_iter_trace,
    .slots = {.iter = str_iter_self, .next = str_iter_next},
    .methods = str_iter_methods,
};

/* ---- repr and str ---- */

static value repr_escaped(thread *t, str *s, char quote) {
    sb b;
    sb_init(&b, t);
    sb_char(&b, (uint8_t)quote);
    const char *p = s->data, *end = s->data + s->len;
    while (p < end) {
        const char *start = p;
        uint32_t c = utf8_next(&p);
        if (c == '\\' || c == (uint8_t)quote) {
            sb_char(&b, '\\');
            sb_char(&b, c);
        } else if (c == '\n' || c == '\r' || c == '\t') {
            sb_text(&b, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
        } else if (uni_is_printable(c)) {
            sb_bytes(&b, start, (size_t)(p - start));
        } else {
            static const char hex[] = "0123456789abcdef";
            char e[10] = {'\\', c < 0x100 ? 'x' : c < 0x10000 ? 'u' : 'U'};
            unsigned digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
            for (unsigned i = 0; i < digits; i++) {
                e[2 + i] = hex[c >> (4 * (digits - 1 - i)) & 15];
            }
            sb_bytes(&b, e, 2 + digits);
        }
    }
    sb_char(&b, (uint8_t)quote);
    return sb_take(&b);
}

static value str_repr(thread *t, str *s) {
    bool single = false, dbl = false, special = false;
    for (size_t i = 0; i < s->len; i++) {
        uint8_t c = (uint8_t)s->data[i];
        single |= c == '\'';
        dbl |= c == '"';
        special |= c < 32 || c >= 127 || c == '\\';
    }
    char quote = single && !dbl ? '"' : '\'';
    if (special || (single && dbl)) {
        return repr_escaped(t, s, quote);
    }
    str *r = str_alloc(t, s->len + 2, s->len + 2);
    if (r == NULL) {
        return NIL;
    }
    r->data[0] = quote;
    memcpy(r->data + 1, s->data, s->len);
    r->data[s->len + 1] = quote;
    return from_obj(r);
}

static value str_repr_slot(thread *t, value v) {
    return str_repr(t, (str *)as_obj(v));
}

/* ---- str(...) ---- */

bool new_args(thread *t, const char *fn, const char *const *params, int max, value *a, int n,
              value *out) {
    value kwnames = t->kwnames;
    int nkw = kwnames == NIL ? 0 : (int)((tuple *)as_obj(kwnames))->len;
    if (n + nkw > max) {
        raise_error(t, E_TYPE_ERROR, "%s() takes at most %d argument%s (%d given)", fn, max,
                    max == 1 ? "" : "s", n + nkw);
        return false;
    }
    for (int i = 0; i < max; i++) {
        out[i] = i < n ? a[i] : NIL;
    }
    for (int k = 0; k < nkw; k++) {
        str *name = (str *)as_obj(((tuple *)as_obj(kwnames))->items[k]);
        int i = 0;
        while (i < max && strcmp(params[i], name->data) != 0) {
            i++;
        }
        if (i == max) {
            raise_error(t, E_TYPE_ERROR, "'%U' is an invalid keyword argument for %s()", name, fn);
            return false;
        }
        if (out[i] != NIL) {
            raise_error(t, E_TYPE_ERROR, "argument for %s() given by name ('%U') and position (%d)",
                        fn, name, i + 1);
            return false;
        }
        out[i] = a[n + k];
    }
    return true;
}

value bad_argument(thread *t, const char *fn, const char *what, const char *expected, value v) {
    if (v == NONE) {
        return raise_error(t, E_TYPE_ERROR, "%s() %s must be %s, not None", fn, what, expected);
    }
    return raise_error(t, E_TYPE_ERROR, "%s() %s must be %s, not %T", fn, what, expected, v);
}

bool ssize_arg(thread *t, value v, int64_t *out) {
    if (!is_any_int(v)) {
        v = op_index(t, v);
        if (v == NIL) {
            return false;
        }
    }
    if (!int_to_int64(v, out)) {
        raise_error(t, E_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
        return false;
    }
    return true;
}

bool int_arg(thread *t, value v, int64_t *out) {
    if (!is_any_int(v)) {
        v = op_index(t, v);
        if (v == NIL) {
            return false;
        }
    }
    if (!int_to_int64(v, out) || *out > INT32_MAX || *out < INT32_MIN) {
        raise_error(t, E_OVERFLOW_ERROR, "Python int too large to convert to C int");
        return false;
    }
    return true;
}

/* An encoding or an error handler's name. */
static bool name_arg(thread *t, value v, const char *what, const char **out) {
    *out = NULL;
    if (v == NIL) {
        return true;
    }
    if (!is_kind(v, T_STR)) {
        bad_argument(t, "str", what, "str", v);
        return false;
    }
    *out = str_c(t, v);
    return *out != NULL;
}

static value str_new_slot(thread *t, type *cls, value *a, int n) {
    static const char *const params[] = {"object", "encoding", "errors"};
    value arg[3] = {n > 0 ? a[0] : NIL, NIL, NIL};
    if ((n > 1 || t->kwnames != NIL) && !new_args(t, "str", params, 3, a, n, arg)) {
        return NIL;
    }
    value r;
    if (arg[1] == NIL && arg[2] == NIL) {
        r = arg[0] == NIL ? empty(t) : op_str(t, arg[0]);
    } else {
        const char *encoding, *errors;
        if (!name_arg(t, arg[1], "argument 'encoding'", &encoding) ||
            !name_arg(t, arg[2], "argument 'errors'", &errors)) {
            return NIL;
        }
        const uint8_t *p;
        size_t len;
        if (arg[0] == NIL) {
            r = empty(t);
        } else if (is_kind(arg[0], T_STR)) {
            return raise_error(t, E_TYPE_ERROR, "decoding str is not supported");
        } else if (!bytes_view(arg[0], &p, &len)) {
            return raise_error(t, E_TYPE_ERROR,
                               "decoding to str: need a bytes-like object, %T found", arg[0]);
        } else {
            r = bytes_decode(t, p, len, encoding, errors, arg[0]);
        }
    }
    if (r == NIL || cls == t->vm->types[T_STR]) {
        return r;
    }
    return str_of_class(t, cls, (str *)as_obj(r));
}

value str_decode(thread *t, const char *data, size_t len, const char *errors) {
    if (bytes_are_ascii(data, len)) {
        return str_new_ascii(t, data, len);
    }
    return bytes_decode(t, (const uint8_t *)data, len, "utf-8", errors, NIL);
}

const type_spec str_spec = {
    .name = "str",
    .flags = TYPE_BASE | TYPE_MATCH_SELF | TYPE_NO_WEAKREF,
    .trace = str_trace,
    .slots =
        {
            .repr = str_repr_slot,
            .str = str_exact,
            .hash = str_hash_slot,
            .compare = str_richcompare,
            .truth = str_truth,
            .iter = str_iterate,
            .length = str_length,
            .getitem = str_getitem,
            .contains = str_contains,
            .concat = str_concat_slot,
            .repeat = str_repeat,
            .binary = {[BIN_MOD] = str_mod},
            .new = str_new_slot,
        },
    .methods = str_methods,
    .doc = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\n"
           "Create a new string object from the given object. If encoding or\n"
           "errors is specified, then the object must expose a data buffer\n"
           "that will be decoded using the given encoding and error handler.\n"
           "Otherwise, returns the result of object.__str__() (if defined)\n"
           "or repr(object).\nencoding defaults to sys.getdefaultencoding().\nerrors defaults to "
           "'strict'.",
};
