/* obj_bytes.c: the types bytes and bytearray and their iterators: making, comparing, indexing,
 * assigning, printing. The methods that both share are in bytes_methods.c.
 *
 * A bytes holds its data in the object; a bytearray has a mem_alloc'ed buffer with room to grow. A
 * callback into Python code may resize a bytearray: whoever calls back asks bytes_view again
 * afterwards. b'' and, once used, the 256 one-byte strings are shared.
 */
#include "vm/seq.h"
#include "vm/str.h"

#define BYTES(v) ((bytes *)as_obj(v))
#define ARRAY(v) ((bytearray *)as_obj(v))

/* ---- making ---- */

static bytes *bytes_alloc(thread *t, type *cls, size_t len) {
    if (len > SIZE_MAX / 4) {
        raise_error(t, E_MEMORY_ERROR, "");
        return NULL;
    }
    bytes *b = heap_alloc(t, cls, sizeof *b + len + 1);
    if (b != NULL) {
        b->len = len;
    }
    return b;
}

value bytes_new(thread *t, const void *data, size_t len) {
    vm *m = t->vm;
    if (len == 0 && m->empty_bytes != NIL) {
        return m->empty_bytes;
    }
    bool shared = len == 1 && data != NULL;
    uint8_t c = shared ? *(const uint8_t *)data : 0;
    if (shared && m->char_bytes[c] != NIL) {
        return m->char_bytes[c];
    }
    bytes *b = bytes_alloc(t, m->types[T_BYTES], len);
    if (b == NULL) {
        return NIL;
    }
    if (data != NULL) {
        memcpy(b->data, data, len);
    }
    if (shared) {
        m->char_bytes[c] = from_obj(b);
    } else if (len == 0) {
        m->empty_bytes = from_obj(b);
    }
    return from_obj(b);
}

static bool bytearray_resize(thread *t, bytearray *b, size_t len) {
    if (len > b->cap || len < b->cap / 4) {
        size_t cap = len == 0        ? 0
                     : len <= b->cap ? len + 1
                     : b->cap == 0   ? len + 1
                                     : len + (len >> 3) + (len < 9 ? 3 : 6);
        if (len > SIZE_MAX / 4) {
            raise_error(t, E_MEMORY_ERROR, "");
            return false;
        }
        if (cap == 0) {
            mem_free(t->vm, b->data, b->cap);
            b->data = NULL;
        } else {
            uint8_t *p = b->data == NULL ? mem_alloc(t, cap) : mem_realloc(t, b->data, b->cap, cap);
            if (p == NULL) {
                return false;
            }
            b->data = p;
        }
        b->cap = cap;
    }
    b->len = len;
    return true;
}

static value bytearray_alloc(thread *t, type *cls, const void *data, size_t len) {
    bytearray *b = heap_alloc(t, cls, cls->size);
    if (b == NULL || !bytearray_resize(t, b, len)) {
        return NIL;
    }
    if (len > 0 && data != NULL) {
        memcpy(b->data, data, len);
    } else if (len > 0) {
        memset(b->data, 0, len);
    }
    return from_obj(b);
}

value bytearray_new(thread *t, const void *data, size_t len) {
    return bytearray_alloc(t, t->vm->types[T_BYTEARRAY], data, len);
}

static void bytearray_free(vm *m, object *o) {
    bytearray *b = (bytearray *)o;
    mem_free(m, b->data, b->cap);
}

static void bytearray_trace(gc *g, object *o) {
    gc_value(g, ((bytearray *)o)->attrs);
}

bool bytes_view(value v, const uint8_t **data, size_t *len) {
    if (is_kind(v, T_BYTES)) {
        *data = BYTES(v)->data;
        *len = BYTES(v)->len;
        return true;
    }
    if (is_kind(v, T_BYTEARRAY)) {
        *data = ARRAY(v)->data != NULL ? ARRAY(v)->data : (const uint8_t *)"";
        *len = ARRAY(v)->len;
        return true;
    }
    *data = (const uint8_t *)"";
    *len = 0;
    return false;
}

bool buffer_arg(thread *t, value v, const uint8_t **p, size_t *n) {
    if (bytes_view(v, p, n)) {
        return true;
    }
    raise_error(t, E_TYPE_ERROR, "a bytes-like object is required, not '%T'", v);
    return false;
}

static bool is_index(thread *t, value v) {
    return is_any_int(v) || type_of(t->vm, v)->slots.unary[UN_INDEX] != NULL;
}

static bool byte_or(thread *t, value v, const char *message, uint8_t *out) {
    if (!is_any_int(v)) {
        v = op_index(t, v);
        if (v == NIL) {
            return false;
        }
    }
    int64_t i;
    if (!int_to_int64(v, &i) || i < 0 || i > 255) {
        raise_error(t, E_VALUE_ERROR, "%s", message);
        return false;
    }
    *out = (uint8_t)i;
    return true;
}

bool byte_arg(thread *t, value v, uint8_t *out) {
    return byte_or(t, v, "byte must be in range(0, 256)", out);
}

/* ---- bytes(...) and bytearray(...) ---- */

/* The bytes of an iterable of ints, appended to b as they are. */
static bool put_iterable(sb *b, value v, const char *message) {
    thread *t = b->t;
    iter it;
    value x;
    if (!iter_start(t, &it, v)) {
        return false;
    }
    while ((x = iter_step(t, &it)) != NIL) {
        uint8_t c;
        if (!byte_or(t, x, message, &c)) {
            return false;
        }
        char raw = (char)c;
        if (!sb_bytes(b, &raw, 1)) {
            return false;
        }
    }
    return t->exc == NIL;
}

static bool name_arg(thread *t, value v, const char *fn, const char *what, const char **out) {
    *out = NULL;
    if (v == NIL) {
        return true;
    }
    if (!is_kind(v, T_STR)) {
        bad_argument(t, fn, what, "str", v);
        return false;
    }
    *out = str_c(t, v);
    return *out != NULL;
}

/* What bytes(source, encoding, errors) would hold, into b. */
static bool put_source(sb *b, value source, value encoding, value errors, bool array) {
    thread *t = b->t;
    const char *fn = array ? "bytearray" : "bytes", *enc, *err;
    const uint8_t *p;
    size_t n;
    if (!name_arg(t, encoding, fn, "argument 'encoding'", &enc) ||
        !name_arg(t, errors, fn, "argument 'errors'", &err)) {
        return false;
    }
    if (source != NIL && is_kind(source, T_STR)) {
        if (enc == NULL && (err == NULL || array)) {
            raise_error(t, E_TYPE_ERROR, "string argument without an encoding");
            return false;
        }
        value v = str_encode(t, (str *)as_obj(source), enc, err);
        return v != NIL && sb_bytes(b, (const char *)BYTES(v)->data, BYTES(v)->len);
    }
    if (enc != NULL || err != NULL) {
        raise_error(t, E_TYPE_ERROR, "%s without a string argument",
                    enc != NULL ? "encoding" : "errors");
        return false;
    }
    if (source == NIL) {
        return true;
    }
    if (!array && !is_exact(source, T_BYTES)) {
        bool found;
        value v = call_special(t, source, N(t, __bytes__), NULL, 0, &found);
        if (found && v != NIL) {
            if (!is_kind(v, T_BYTES)) {
                raise_error(t, E_TYPE_ERROR, "__bytes__ returned non-bytes (type %T)", v);
                return false;
            }
            return sb_bytes(b, (const char *)BYTES(v)->data, BYTES(v)->len);
        }
        if (t->exc != NIL) {
            return false;
        }
    }
    if (bytes_view(source, &p, &n)) {
        return sb_bytes(b, (const char *)p, n);
    }
    if (is_index(t, source)) {
        value i = is_any_int(source) ? source : op_index(t, source);
        int64_t count;
        if (i == NIL) { /* a TypeError from __index__: it may still be iterable */
            if (!exc_is(t, E_TYPE_ERROR)) {
                return false;
            }
            exc_clear(t);
        } else if (!int_to_int64(i, &count)) {
            raise_error(t, E_OVERFLOW_ERROR, "cannot fit '%T' into an index-sized integer", source);
            return false;
        } else if (count < 0) {
            raise_error(t, E_VALUE_ERROR, "negative count");
            return false;
        } else {
            return sb_fill(b, 0, (size_t)count);
        }
    }
    const slots *s = &type_of(t->vm, source)->slots;
    if (s->iter == NULL && s->getitem == NULL) {
        raise_error(t, E_TYPE_ERROR, "cannot convert '%T' object to %s", source, fn);
        return false;
    }
    return put_iterable(b, source,
                        array ? "byte must be in range(0, 256)" : "bytes must be in range(0, 256)");
}

static const char *const params[] = {"source", "encoding", "errors"};

static value bytes_new_slot(thread *t, type *cls, value *a, int n) {
    value arg[3] = {n > 0 ? a[0] : NIL, NIL, NIL};
    bool exact = cls == t->vm->types[T_BYTES];
    if ((n > 1 || t->kwnames != NIL) && !new_args(t, "bytes", params, 3, a, n, arg)) {
        return NIL;
    }
    if (exact && arg[1] == NIL && arg[2] == NIL && (arg[0] == NIL || is_exact(arg[0], T_BYTES))) {
        return arg[0] == NIL ? bytes_new(t, "", 0) : arg[0];
    }
    sb b;
    sb_init(&b, t);
    value r = NIL;
    if (put_source(&b, arg[0], arg[1], arg[2], false)) {
        if (exact) {
            r = bytes_new(t, b.p, b.len);
        } else {
            bytes *o = bytes_alloc(t, cls, b.len);
            if (o != NULL) {
                memcpy(o->data, b.p, b.len);
                r = from_obj(o);
            }
        }
    }
    sb_drop(&b);
    return r;
}

static value bytearray_new_slot(thread *t, type *cls, value *a, int n) {
    (void)a, (void)n;
    return bytearray_alloc(t, cls, NULL, 0);
}

static bool bytearray_init(thread *t, value self, value *a, int n) {
    value arg[3] = {n > 0 ? a[0] : NIL, NIL, NIL};
    if ((n > 1 || t->kwnames != NIL) && !new_args(t, "bytearray", params, 3, a, n, arg)) {
        return false;
    }
    sb b;
    sb_init(&b, t);
    bool ok =
        put_source(&b, arg[0], arg[1], arg[2], true) && bytearray_resize(t, ARRAY(self), b.len);
    if (ok && b.len > 0) {
        memcpy(ARRAY(self)->data, b.p, b.len);
    }
    sb_drop(&b);
    return ok;
}

/* ---- printing, comparing, hashing ---- */

static value bytes_repr(thread *t, value v) {
    const uint8_t *p;
    size_t n;
    bytes_view(v, &p, &n);
    bool array = is_kind(v, T_BYTEARRAY);
    char quote = memchr(p, '\'', n) != NULL && memchr(p, '"', n) == NULL ? '"' : '\'';
    sb b;
    sb_init(&b, t);
    if (array) {
        sb_fmt(&b, "%T(", v);
    }
    sb_char(&b, 'b');
    sb_char(&b, (uint8_t)quote);
    for (size_t i = 0; i < n && !b.failed; i++) {
        uint8_t c = p[i];
        if (c == '\\' || c == (uint8_t)quote || (array && c == '\'')) {
            sb_char(&b, '\\');
            sb_char(&b, c);
        } else if (c == '\t' || c == '\n' || c == '\r') {
            sb_text(&b, c == '\t' ? "\\t" : c == '\n' ? "\\n" : "\\r");
        } else if (c < 32 || c >= 127) {
            char e[4] = {'\\', 'x', "0123456789abcdef"[c >> 4], "0123456789abcdef"[c & 15]};
            sb_bytes(&b, e, 4);
        } else {
            sb_char(&b, c);
        }
    }
    sb_char(&b, (uint8_t)quote);
    if (array) {
        sb_char(&b, ')');
    }
    return sb_take(&b);
}

static value bytes_compare(thread *t, value a, value b, int op) {
    (void)t;
    const uint8_t *p, *q;
    size_t m, n;
    if (!bytes_view(a, &p, &m) || !bytes_view(b, &q, &n)) {
        return NOTIMPL;
    }
    if (op == CMP_EQ || op == CMP_NE) {
        return from_bool((m == n && memcmp(p, q, m) == 0) == (op == CMP_EQ));
    }
    int r = memcmp(p, q, m < n ? m : n);
    if (r == 0) {
        return seq_compare_lengths(m, n, op);
    }
    return from_bool(op == CMP_LT || op == CMP_LE ? r < 0 : r > 0);
}

static bool bytes_hash_slot(thread *t, value v, int64_t *out) {
    uint64_t h = bytes_hash(t->vm, BYTES(v)->data, BYTES(v)->len);
    *out = (int64_t)(uint32_t)(h ^ h >> 32);
    return true;
}

/* ---- as sequences ---- */

static value make_like(thread *t, value like, const void *p, size_t n) {
    return is_kind(like, T_BYTEARRAY) ? bytearray_new(t, p, n) : bytes_new(t, p, n);
}

static int64_t bytes_length(thread *t, value v) {
    (void)t;
    return is_kind(v, T_BYTES) ? (int64_t)BYTES(v)->len : (int64_t)ARRAY(v)->len;
}

static int bytes_truth(thread *t, value v) {
    return bytes_length(t, v) != 0;
}

/* An index as a number, negative ones counted from the end; -1 = failed. */
static int64_t position(thread *t, value v, value key) {
    bool array = is_kind(v, T_BYTEARRAY);
    int64_t i;
    if (is_int(key)) {
        i = as_int(key);
    } else if (!is_index(t, key)) {
        raise_error(t, E_TYPE_ERROR, "%s indices must be integers or slices, not %T",
                    array ? "bytearray" : "byte", key);
        return -1;
    } else {
        value k = op_index(t, key);
        if (k == NIL) {
            return -1;
        }
        if (!int_to_int64(k, &i)) {
            raise_error(t, E_INDEX_ERROR, "cannot fit '%T' into an index-sized integer", key);
            return -1;
        }
    }
    int64_t len = bytes_length(t, v);
    if (i < 0) {
        i += len;
    }
    if (i < 0 || i >= len) {
        raise_error(t, E_INDEX_ERROR,
                    array ? "bytearray index out of range" : "index out of range");
        return -1;
    }
    return i;
}

static value bytes_getitem(thread *t, value v, value key) {
    const uint8_t *p;
    size_t n;
    if (!is_kind(key, T_SLICE)) {
        int64_t i = position(t, v, key);
        bytes_view(v, &p, &n);
        return i < 0 ? NIL : from_small(p[i]);
    }
    int64_t start, stop, step;
    if (!slice_unpack(t, key, &start, &stop, &step)) {
        return NIL;
    }
    bytes_view(v, &p, &n);
    int64_t count = slice_adjust((int64_t)n, &start, &stop, step);
    if (count <= 0) {
        return make_like(t, v, "", 0);
    }
    if (step == 1) {
        return count == (int64_t)n && is_exact(v, T_BYTES)
                   ? v
                   : make_like(t, v, p + start, (size_t)count);
    }
    if (count == 1) {
        return make_like(t, v, p + start, 1);
    }
    value r = make_like(t, v, NULL, (size_t)count);
    if (r == NIL) {
        return NIL;
    }
    uint8_t *to = is_kind(r, T_BYTES) ? BYTES(r)->data : ARRAY(r)->data;
    for (int64_t i = 0; i < count; i++) {
        to[i] = p[start + i * step];
    }
    return r;
}

static value bytes_concat(thread *t, value a, value b) {
    const uint8_t *p, *q;
    size_t m, n;
    bytes_view(a, &p, &m);
    if (!bytes_view(b, &q, &n)) {
        return raise_error(t, E_TYPE_ERROR, "can't concat %T to %T", b, a);
    }
    if (is_exact(a, T_BYTES) && n == 0) {
        return a;
    }
    if (is_kind(a, T_BYTES) && m == 0 && is_exact(b, T_BYTES)) {
        return b;
    }
    if (m + n <= 1) {
        return make_like(t, a, m ? p : q, m + n);
    }
    value r = make_like(t, a, NULL, m + n);
    if (r == NIL) {
        return NIL;
    }
    uint8_t *to = is_kind(r, T_BYTES) ? BYTES(r)->data : ARRAY(r)->data;
    memcpy(to, p, m);
    memcpy(to + m, q, n);
    return r;
}

static void fill_repeated(uint8_t *to, size_t len, size_t total) {
    for (size_t done = len; done < total;) {
        size_t more = done < total - done ? done : total - done;
        memcpy(to + done, to, more);
        done += more;
    }
}

static value bytes_repeat(thread *t, value v, int64_t count) {
    const uint8_t *p;
    size_t n;
    bytes_view(v, &p, &n);
    if (count <= 0 || n == 0) {
        return make_like(t, v, "", 0);
    }
    if (count == 1 && is_exact(v, T_BYTES)) {
        return v;
    }
    if (n > (size_t)(INT64_MAX / count)) {
        return is_kind(v, T_BYTES) ? raise_error(t, E_OVERFLOW_ERROR, "repeated bytes are too long")
                                   : raise_error(t, E_MEMORY_ERROR, "");
    }
    size_t total = n * (size_t)count;
    if (total == 1) {
        return make_like(t, v, p, 1);
    }
    value r = make_like(t, v, NULL, total);
    if (r == NIL) {
        return NIL;
    }
    uint8_t *to = is_kind(r, T_BYTES) ? BYTES(r)->data : ARRAY(r)->data;
    memcpy(to, p, n);
    fill_repeated(to, n, total);
    return r;
}

static int bytes_contains(thread *t, value v, value x) {
    const uint8_t *p, *q;
    size_t m, n;
    uint8_t c;
    if (bytes_view(x, &q, &n)) {
        bytes_view(v, &p, &m);
        thread_work(t, m / 16);
        return find_bytes((const char *)p, m, (const char *)q, n) != NOT_FOUND;
    }
    if (!is_index(t, x)) {
        raise_error(t, E_TYPE_ERROR, "a bytes-like object is required, not '%T'", x);
        return -1;
    }
    if (!byte_arg(t, x, &c)) {
        return -1;
    }
    bytes_view(v, &p, &m);
    return memchr(p, c, m) != NULL;
}

static value bytes_mod(thread *t, value a, value b) {
    const uint8_t *p;
    size_t n;
    if (!bytes_view(a, &p, &n)) {
        return NOTIMPL;
    }
    if (is_kind(a, T_BYTES)) {
        return str_percent_bytes(t, p, n, b, false);
    }
    value copy = bytes_new(t, p, n); /* formatting calls back: the array may change meanwhile */
    return copy == NIL ? NIL : str_percent_bytes(t, BYTES(copy)->data, n, b, true);
}

/* ---- changing a bytearray ---- */

/* Replaces [at, at + old) by n bytes, which must not be in b's own buffer. */
static bool splice(thread *t, bytearray *b, size_t at, size_t old, const uint8_t *p, size_t n) {
    size_t rest = b->len - at - old;
    if (n < old) {
        memmove(b->data + at + n, b->data + at + old, rest); /* old > 0: there is a buffer */
        if (!bytearray_resize(t, b, b->len - old + n)) {
            return false;
        }
    } else if (n > old) {
        if (!bytearray_resize(t, b, b->len + n - old)) {
            return false;
        }
        memmove(b->data + at + n, b->data + at + old, rest);
    }
    if (n > 0) {
        memcpy(b->data + at, p, n);
    }
    return true;
}

static bool delete_slice(thread *t, bytearray *b, int64_t start, int64_t step, int64_t count) {
    if (count <= 0) {
        return true;
    }
    if (step < 0) {
        start += (count - 1) * step;
        step = -step;
    }
    size_t to = (size_t)start;
    for (size_t i = to; i < b->len; i++) {
        int64_t k = (int64_t)i - start;
        if (k % step != 0 || k / step >= count) {
            b->data[to++] = b->data[i];
        }
    }
    return bytearray_resize(t, b, to);
}

static bool assign_slice(thread *t, value v, value key, value x) {
    bytearray *b = ARRAY(v);
    sb copy;
    sb_init(&copy, t);
    const uint8_t *p;
    size_t n;
    bool ok = false;
    if (x == NIL) {
        ok = true;
    } else if (bytes_view(x, &p, &n)) {
        ok = sb_bytes(&copy, (const char *)p, n);
    } else if (is_any_int(x) || is_kind(x, T_STR) ||
               (type_of(t->vm, x)->slots.iter == NULL &&
                type_of(t->vm, x)->slots.getitem == NULL)) {
        raise_error(t, E_TYPE_ERROR,
                    "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
    } else {
        ok = put_iterable(&copy, x, "byte must be in range(0, 256)");
    }
    int64_t start, stop, step;
    if (!ok || !slice_unpack(t, key, &start, &stop, &step)) {
        sb_drop(&copy);
        return false;
    }
    int64_t count = slice_adjust((int64_t)b->len, &start, &stop, step);
    if (x == NIL) {
        ok = delete_slice(t, b, start, step, count);
    } else if (step == 1) {
        ok = splice(t, b, (size_t)start, (size_t)(count > 0 ? count : 0), (const uint8_t *)copy.p,
                    copy.len);
    } else if ((int64_t)copy.len != count) {
        raise_error(t, E_VALUE_ERROR,
                    "attempt to assign bytes of size %zu to extended slice of size %ld", copy.len,
                    (long)count);
        ok = false;
    } else {
        for (int64_t i = 0; i < count; i++) {
            b->data[start + i * step] = (uint8_t)copy.p[i];
        }
    }
    sb_drop(&copy);
    return ok;
}

static bool bytearray_setitem(thread *t, value v, value key, value x) {
    if (is_kind(key, T_SLICE)) {
        return assign_slice(t, v, key, x);
    }
    bytearray *b = ARRAY(v);
    int64_t i = position(t, v, key);
    if (i < 0) {
        return false;
    }
    if (x == NIL) {
        return splice(t, b, (size_t)i, 1, NULL, 0);
    }
    uint8_t c;
    if (!byte_arg(t, x, &c)) {
        return false;
    }
    if (i >= (int64_t)b->len) { /* __index__ of x shortened it */
        raise_error(t, E_INDEX_ERROR, "bytearray index out of range");
        return false;
    }
    b->data[i] = c;
    return true;
}

static bool append_bytes(thread *t, bytearray *b, const uint8_t *p, size_t n) {
    size_t len = b->len;
    bool own = b->data != NULL && p >= b->data && p < b->data + b->cap;
    if (!bytearray_resize(t, b, len + n)) {
        return false;
    }
    if (n > 0) {
        memcpy(b->data + len, own ? b->data : p, n); /* b += b: the buffer may have moved */
    }
    return true;
}

static value bytearray_iconcat(thread *t, value a, value b) {
    const uint8_t *p;
    size_t n;
    if (!bytes_view(b, &p, &n)) {
        return raise_error(t, E_TYPE_ERROR, "can't concat %T to %T", b, a);
    }
    return append_bytes(t, ARRAY(a), p, n) ? a : NIL;
}

static value bytearray_irepeat(thread *t, value v, int64_t count) {
    bytearray *b = ARRAY(v);
    size_t len = b->len;
    if (count < 0) {
        count = 0;
    }
    if (count > 0 && len > (size_t)(INT64_MAX / count)) {
        return raise_error(t, E_MEMORY_ERROR, "");
    }
    if (!bytearray_resize(t, b, len * (size_t)count)) {
        return NIL;
    }
    if (b->len > len) {
        fill_repeated(b->data, len, b->len);
    }
    return v;
}

static value bytearray_append(thread *t, value *a, int n) {
    (void)n;
    uint8_t c;
    return byte_arg(t, a[1], &c) && append_bytes(t, ARRAY(a[0]), &c, 1) ? NONE : NIL;
}

static value bytearray_extend(thread *t, value *a, int n) {
    (void)n;
    const uint8_t *p;
    size_t len;
    if (bytes_view(a[1], &p, &len)) {
        return append_bytes(t, ARRAY(a[0]), p, len) ? NONE : NIL;
    }
    const slots *s = &type_of(t->vm, a[1])->slots;
    if (s->iter == NULL && s->getitem == NULL) {
        return raise_error(t, E_TYPE_ERROR, "can't extend bytearray with %T", a[1]);
    }
    sb b;
    sb_init(&b, t);
    bool ok = put_iterable(&b, a[1], "byte must be in range(0, 256)") &&
              append_bytes(t, ARRAY(a[0]), (const uint8_t *)b.p, b.len);
    sb_drop(&b);
    return ok ? NONE : NIL;
}

static value bytearray_insert(thread *t, value *a, int n) {
    (void)n;
    bytearray *b = ARRAY(a[0]);
    int64_t at;
    uint8_t c;
    if (!ssize_arg(t, a[1], &at) || !byte_arg(t, a[2], &c)) {
        return NIL;
    }
    int64_t len = (int64_t)b->len;
    at = at < 0 ? (at + len < 0 ? 0 : at + len) : at > len ? len : at;
    return splice(t, b, (size_t)at, 0, &c, 1) ? NONE : NIL;
}

static value bytearray_pop(thread *t, value *a, int n) {
    (void)n;
    bytearray *b = ARRAY(a[0]);
    int64_t at = -1;
    if (a[1] != NIL && !ssize_arg(t, a[1], &at)) {
        return NIL;
    }
    if (b->len == 0) {
        return raise_error(t, E_INDEX_ERROR, "pop from empty bytearray");
    }
    if (at < 0) {
        at += (int64_t)b->len;
    }
    if (at < 0 || at >= (int64_t)b->len) {
        return raise_error(t, E_INDEX_ERROR, "pop index out of range");
    }
    uint8_t c = b->data[at];
    return splice(t, b, (size_t)at, 1, NULL, 0) ? from_small(c) : NIL;
}

static value bytearray_remove(thread *t, value *a, int n) {
    (void)n;
    bytearray *b = ARRAY(a[0]);
    uint8_t c;
    if (!byte_arg(t, a[1], &c)) {
        return NIL;
    }
    uint8_t *p = b->len ? memchr(b->data, c, b->len) : NULL;
    if (p == NULL) {
        return raise_error(t, E_VALUE_ERROR, "value not found in bytearray");
    }
    return splice(t, b, (size_t)(p - b->data), 1, NULL, 0) ? NONE : NIL;
}

static value bytearray_reverse(thread *t, value *a, int n) {
    (void)t, (void)n;
    bytearray *b = ARRAY(a[0]);
    for (size_t i = 0, j = b->len; i + 1 < j; i++) {
        uint8_t c = b->data[i];
        b->data[i] = b->data[--j];
        b->data[j] = c;
    }
    return NONE;
}

static value bytearray_clear(thread *t, value *a, int n) {
    (void)n;
    return bytearray_resize(t, ARRAY(a[0]), 0) ? NONE : NIL;
}

static value bytearray_copy(thread *t, value *a, int n) {
    (void)n;
    return bytearray_new(t, ARRAY(a[0])->data, ARRAY(a[0])->len);
}

static value bytearray_alloc_method(thread *t, value *a, int n) {
    (void)n;
    return int_new(t, (int64_t)ARRAY(a[0])->cap);
}

static value bytearray_reduce(thread *t, value *a, int n) {
    (void)n;
    value state = bytes_new(t, ARRAY(a[0])->data, ARRAY(a[0])->len);
    value args = state == NIL ? NIL : tuple_of(t, &state, 1);
    value more = args == NIL ? NIL : call_method(t, a[0], N(t, __getstate__), NULL, 0);
    value item[3] = {from_obj(as_obj(a[0])->type), args, more};
    return more == NIL ? NIL : tuple_of(t, item, 3);
}

static value bytes_getnewargs(thread *t, value *a, int n) {
    (void)n;
    value copy = bytes_new(t, BYTES(a[0])->data, BYTES(a[0])->len);
    return copy == NIL ? NIL : tuple_of(t, &copy, 1);
}

static value bytes_bytes(thread *t, value *a, int n) {
    (void)n;
    return is_exact(a[0], T_BYTES) ? a[0] : bytes_new(t, BYTES(a[0])->data, BYTES(a[0])->len);
}

static value bytes_sizeof(thread *t, value *a, int n) {
    (void)n;
    size_t size = heap_size(as_obj(a[0])) + (is_kind(a[0], T_BYTEARRAY) ? ARRAY(a[0])->cap : 0);
    return int_new(t, (int64_t)size);
}

/* ---- iterators ---- */

static value bytes_iterate(thread *t, value v) {
    bytes_iter *it = heap_new(t, is_kind(v, T_BYTES) ? T_BYTES_ITER : T_BYTEARRAY_ITER, sizeof *it);
    if (it == NULL) {
        return NIL;
    }
    it->seq = v;
    return from_obj(it);
}

static value bytes_iter_next(thread *t, value v) {
    (void)t;
    bytes_iter *it = (bytes_iter *)as_obj(v);
    const uint8_t *p;
    size_t n;
    if (it->seq == NIL) {
        return NIL;
    }
    bytes_view(it->seq, &p, &n);
    if (it->at >= n) {
        it->seq = NIL;
        return NIL;
    }
    return from_small(p[it->at++]);
}

static value bytes_iter_length_hint(thread *t, value *a, int n) {
    (void)n;
    bytes_iter *it = (bytes_iter *)as_obj(a[0]);
    int64_t len = it->seq == NIL ? 0 : bytes_length(t, it->seq) - (int64_t)it->at;
    return int_new(t, len < 0 ? 0 : len);
}

static void bytes_iter_trace(gc *g, object *o) {
    gc_value(g, ((bytes_iter *)o)->seq);
}

static const native_def bytes_iter_methods[] = {
    {"__length_hint__", bytes_iter_length_hint, "self, /", 0,
     "Private method returning an estimate of len(list(it))."},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec bytes_iter_spec = {
    .name = "bytes_iterator",
    .size = sizeof(bytes_iter),
    .flags = TYPE_NO_NEW,
    .trace = bytes_iter_trace,
    .slots = {.iter = iter_return_self, .next = bytes_iter_next},
    .methods = bytes_iter_methods,
};

const type_spec bytearray_iter_spec = {
    .name = "bytearray_iterator",
    .size = sizeof(bytes_iter),
    .flags = TYPE_NO_NEW,
    .trace = bytes_iter_trace,
    .slots = {.iter = iter_return_self, .next = bytes_iter_next},
    .methods = bytes_iter_methods,
};

/* ---- the types ---- */

#define METHOD(name, fn, sig, flags) value fn(thread *t, value *a, int n);
#include "vm/bytes_methods.def"
#undef METHOD

#define METHOD(name, fn, sig, flags) {name, fn, sig, flags, NULL},
static const native_def bytes_methods[] = {
#include "vm/bytes_methods.def"
    {"__bytes__", bytes_bytes, "self, /", 0, "Convert this value to exact type bytes."},
    {"__getnewargs__", bytes_getnewargs, "self, /", 0, NULL},
    {"__sizeof__", bytes_sizeof, "self, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

static const native_def bytearray_methods[] = {
#include "vm/bytes_methods.def"
    {"append", bytearray_append, "self, item, /", 0, NULL},
    {"clear", bytearray_clear, "self, /", 0, NULL},
    {"copy", bytearray_copy, "self, /", 0, NULL},
    {"extend", bytearray_extend, "self, iterable_of_ints, /", 0, NULL},
    {"insert", bytearray_insert, "self, index, item, /", 0, NULL},
    {"pop", bytearray_pop, "self, index=-1, /", 0, NULL},
    {"remove", bytearray_remove, "self, value, /", 0, NULL},
    {"reverse", bytearray_reverse, "self, /", 0, NULL},
    {"__alloc__", bytearray_alloc_method, "self, /", 0, NULL},
    {"__reduce__", bytearray_reduce, "self, /", 0, NULL},
    {"__sizeof__", bytes_sizeof, "self, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

#undef METHOD

const type_spec bytes_spec = {
    .name = "bytes",
    .flags = TYPE_BASE | TYPE_MATCH_SELF | TYPE_NO_WEAKREF,
    .slots =
        {
            .repr = bytes_repr,
            .str = bytes_repr,
            .hash = bytes_hash_slot,
            .compare = bytes_compare,
            .truth = bytes_truth,
            .iter = bytes_iterate,
            .length = bytes_length,
            .getitem = bytes_getitem,
            .contains = bytes_contains,
            .concat = bytes_concat,
            .repeat = bytes_repeat,
            .binary = {[BIN_MOD] = bytes_mod},
            .new = bytes_new_slot,
        },
    .methods = bytes_methods,
    .doc = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\n"
           "bytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\n"
           "bytes(int) -> bytes object of size given by the parameter initialized with null bytes\n"
           "bytes() -> empty bytes object\n\nConstruct an immutable array of bytes from:\n"
           "  - an iterable yielding integers in range(256)\n  - a text string encoded using the "
           "specified encoding\n"
           "  - any object implementing the buffer API.\n  - an integer",
};

const type_spec bytearray_spec = {
    .name = "bytearray",
    .size = sizeof(bytearray),
    .flags = TYPE_BASE | TYPE_MATCH_SELF,
    .dict_offset = offsetof(bytearray, attrs),
    .trace = bytearray_trace,
    .free = bytearray_free,
    .slots =
        {
            .repr = bytes_repr,
            .str = bytes_repr,
            .compare = bytes_compare,
            .truth = bytes_truth,
            .iter = bytes_iterate,
            .length = bytes_length,
            .getitem = bytes_getitem,
            .setitem = bytearray_setitem,
            .contains = bytes_contains,
            .concat = bytes_concat,
            .repeat = bytes_repeat,
            .iconcat = bytearray_iconcat,
            .irepeat = bytearray_irepeat,
            .binary = {[BIN_MOD] = bytes_mod},
            .new = bytearray_new_slot,
            .init = bytearray_init,
        },
    .methods = bytearray_methods,
    .doc =
        "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> "
        "bytearray\n"
        "bytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\n"
        "bytearray(int) -> bytes array of size given by the parameter initialized with null bytes\n"
        "bytearray() -> empty bytes array\n\nConstruct a mutable bytearray object from:\n"
        "  - an iterable yielding integers in range(256)\n  - a text string encoded using the "
        "specified encoding\n"
        "  - a bytes or a buffer object\n  - any object implementing the buffer API.\n  - an "
        "integer",
};
