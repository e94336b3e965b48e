/* memfile.c: files in memory: BytesIO and StringIO. */
#include "stdlib/file.h"

#include "vm/seq.h"
#include "vm/str.h"

/* ---- BytesIO ---- */

static bytesio *self_bytesio(value v) {
    return (bytesio *)as_obj(v);
}

static void bytesio_free(vm *m, object *o) {
    mem_free(m, ((bytesio *)o)->p, ((bytesio *)o)->cap);
}

static bool bytesio_open(thread *t, bytesio *b) {
    if (b->s.closed) {
        io_closed(t);
    }
    return !b->s.closed;
}

static bool bytesio_room(thread *t, bytesio *b, size_t n) {
    if (n <= b->cap) {
        return true;
    }
    size_t cap = n + n / 8 + 64;
    uint8_t *p = b->p == NULL ? mem_alloc(t, cap) : mem_realloc(t, b->p, b->cap, cap);
    if (p == NULL) {
        return false;
    }
    b->p = p;
    b->cap = cap;
    return true;
}

static bool bytesio_put(thread *t, bytesio *b, const uint8_t *p, size_t n) {
    if (n == 0) {
        return true;
    }
    if (b->pos > SIZE_MAX / 2 || !bytesio_room(t, b, b->pos + n)) {
        return t->exc != NIL
                   ? false
                   : (raise_error(t, E_OVERFLOW_ERROR, "new buffer size too large"), false);
    }
    if (b->pos > b->len) {
        memset(b->p + b->len, 0, b->pos - b->len);
    }
    memcpy(b->p + b->pos, p, n);
    b->pos += n;
    b->len = b->pos > b->len ? b->pos : b->len;
    return true;
}

static bool bytesio_init(thread *t, value self, value *a, int n) {
    value p[1];
    bytesio *b = self_bytesio(self);
    if (!named_args(t, "BytesIO", "initial_bytes\0", 0, 1, a, n, p)) {
        return false;
    }
    b->len = b->pos = 0;
    b->s.closed = false;
    const uint8_t *from;
    size_t len;
    if (p[0] == NIL || p[0] == NONE) {
        return true;
    }
    if (!io_bytes_arg(t, p[0], &from, &len) || !bytesio_put(t, b, from, len)) {
        return false;
    }
    b->pos = 0;
    return true;
}

static value bytesio_take(thread *t, bytesio *b, size_t n) {
    size_t left = b->pos < b->len ? b->len - b->pos : 0;
    n = n < left ? n : left;
    value v = bytes_new(t, n > 0 ? b->p + b->pos : (const uint8_t *)"", n);
    b->pos += v != NIL ? n : 0;
    return v;
}

static value bytesio_read(thread *t, value *a, int n) {
    (void)n;
    int64_t size;
    return bytesio_open(t, self_bytesio(a[0])) && io_size_arg(t, a[1], &size)
               ? bytesio_take(t, self_bytesio(a[0]), size < 0 ? SIZE_MAX : (size_t)size)
               : NIL;
}

static value bytesio_line(thread *t, bytesio *b, int64_t limit) {
    size_t left = b->pos < b->len ? b->len - b->pos : 0;
    if (limit >= 0 && left > (size_t)limit) {
        left = (size_t)limit;
    }
    uint8_t *nl = left > 0 ? memchr(b->p + b->pos, '\n', left) : NULL;
    return bytesio_take(t, b, nl != NULL ? (size_t)(nl - (b->p + b->pos)) + 1 : left);
}

static value bytesio_readline(thread *t, value *a, int n) {
    (void)n;
    int64_t limit;
    return bytesio_open(t, self_bytesio(a[0])) && io_size_arg(t, a[1], &limit)
               ? bytesio_line(t, self_bytesio(a[0]), limit)
               : NIL;
}

static value bytesio_next(thread *t, value v) {
    bytesio *b = self_bytesio(v);
    return bytesio_open(t, b) && b->pos < b->len ? bytesio_line(t, b, -1) : NIL;
}

static value bytesio_readinto(thread *t, value *a, int n) {
    (void)n;
    bytesio *b = self_bytesio(a[0]);
    if (!bytesio_open(t, b)) {
        return NIL;
    }
    if (!is_kind(a[1], T_BYTEARRAY)) {
        return raise_error(t, E_TYPE_ERROR,
                           "readinto() argument must be read-write bytes-like object, not %T",
                           a[1]);
    }
    bytearray *into = (bytearray *)as_obj(a[1]);
    size_t left = b->pos < b->len ? b->len - b->pos : 0;
    left = left < into->len ? left : into->len;
    if (left > 0) {
        memcpy(into->data, b->p + b->pos, left);
    }
    b->pos += left;
    return from_small((int64_t)left);
}

static value bytesio_write(thread *t, value *a, int n) {
    (void)n;
    const uint8_t *p;
    size_t len;
    return bytesio_open(t, self_bytesio(a[0])) && io_bytes_arg(t, a[1], &p, &len) &&
                   bytesio_put(t, self_bytesio(a[0]), p, len)
               ? int_new(t, (int64_t)len)
               : NIL;
}

static value bytesio_seek(thread *t, value *a, int n) {
    (void)n;
    bytesio *b = self_bytesio(a[0]);
    int64_t pos, whence = 0;
    if (!bytesio_open(t, b) || !op_to_int64(t, a[1], &pos) ||
        (a[2] != NIL && !op_to_int64(t, a[2], &whence))) {
        return NIL;
    }
    if (whence == 0 && pos < 0) {
        return raise_error(t, E_VALUE_ERROR, "negative seek value %ld", (long)pos);
    }
    if (whence < 0 || whence > 2) {
        return raise_error(t, E_VALUE_ERROR, "invalid whence (%d, should be 0, 1 or 2)",
                           (int)whence);
    }
    pos += whence == 1 ? (int64_t)b->pos : whence == 2 ? (int64_t)b->len : 0;
    b->pos = pos < 0 ? 0 : (size_t)pos;
    return int_new(t, (int64_t)b->pos);
}

static value bytesio_tell(thread *t, value *a, int n) {
    (void)n;
    return bytesio_open(t, self_bytesio(a[0])) ? int_new(t, (int64_t)self_bytesio(a[0])->pos) : NIL;
}

static value bytesio_truncate(thread *t, value *a, int n) {
    (void)n;
    bytesio *b = self_bytesio(a[0]);
    int64_t size = (int64_t)b->pos;
    if (!bytesio_open(t, b) || (a[1] != NIL && a[1] != NONE && !op_to_int64(t, a[1], &size))) {
        return NIL;
    }
    if (size < 0) {
        return raise_error(t, E_VALUE_ERROR, "negative size value %ld", (long)size);
    }
    b->len = (size_t)size < b->len ? (size_t)size : b->len;
    return int_new(t, size);
}

static value bytesio_getvalue(thread *t, value *a, int n) {
    (void)n;
    bytesio *b = self_bytesio(a[0]);
    return bytesio_open(t, b) ? bytes_new(t, b->len > 0 ? b->p : (const uint8_t *)"", b->len) : NIL;
}

static value bytesio_close(thread *t, value *a, int n) {
    (void)n;
    bytesio *b = self_bytesio(a[0]);
    b->s.closed = true;
    mem_free(t->vm, b->p, b->cap);
    b->p = NULL;
    b->len = b->cap = b->pos = 0;
    return NONE;
}

static value memory_true(thread *t, value *a, int n) {
    (void)n;
    return ((stream *)as_obj(a[0]))->closed ? io_closed(t) : V_TRUE;
}

static const native_def bytesio_methods[] = {
    {"read", bytesio_read, "self, size=-1, /", 0,
     "Read at most size bytes, returned as a bytes object."},
    {"read1", bytesio_read, "self, size=-1, /", 0,
     "Read at most size bytes, returned as a bytes object."},
    {"readline", bytesio_readline, "self, size=-1, /", 0,
     "Next line from the file, as a bytes object."},
    {"readinto", bytesio_readinto, "self, buffer, /", 0, "Read bytes into buffer."},
    {"write", bytesio_write, "self, b, /", 0, "Write bytes to file."},
    {"seek", bytesio_seek, "self, pos, whence=0, /", 0, "Change stream position."},
    {"tell", bytesio_tell, "self, /", 0, "Current file position, an integer."},
    {"truncate", bytesio_truncate, "self, size=None, /", 0,
     "Truncate the file to at most size bytes."},
    {"getvalue", bytesio_getvalue, "self, /", 0,
     "Retrieve the entire contents of the BytesIO object."},
    {"close", bytesio_close, "self, /", 0, "Disable all I/O operations."},
    {"readable", memory_true, "self, /", 0, "Returns True if the IO object can be read."},
    {"writable", memory_true, "self, /", 0, "Returns True if the IO object can be written."},
    {"seekable", memory_true, "self, /", 0, "Returns True if the IO object can be seeked."},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec bytesio_spec = {
    .name = "_io.BytesIO",
    .size = sizeof(bytesio),
    .flags = TYPE_BASE | TYPE_WEAKREF,
    .free = bytesio_free,
    .slots = {.new = io_alloc, .init = bytesio_init, .next = bytesio_next},
    .methods = bytesio_methods,
    .doc = "Buffered I/O implementation using an in-memory bytes buffer.",
};

/* ---- StringIO ---- */

static stringio *self_stringio(value v) {
    return (stringio *)as_obj(v);
}

static void stringio_trace(gc *g, object *o) {
    gc_value(g, ((stringio *)o)->newline);
}

static void stringio_free(vm *m, object *o) {
    mem_free(m, ((stringio *)o)->p, ((stringio *)o)->cap);
}

static bool stringio_open(thread *t, stringio *s) {
    if (s->s.closed) {
        raise_error(t, E_VALUE_ERROR, "I/O operation on closed file");
    }
    return !s->s.closed;
}

/* The byte offset of code point `to`, from a known place (at, off). */
static size_t offset_from(const stringio *s, size_t at, size_t off, size_t to) {
    if (s->len == s->count) {
        return to;
    }
    if (to < at) {
        at = off = 0;
    }
    for (; at < to; at++) {
        uint8_t c = (uint8_t)s->p[off];
        off += c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    }
    return off;
}

static void set_pos(stringio *s, size_t pos) {
    if (pos <= s->count) {
        s->off =
            s->pos <= s->count ? offset_from(s, s->pos, s->off, pos) : offset_from(s, 0, 0, pos);
    }
    s->pos = pos;
}

static bool stringio_room(thread *t, stringio *s, size_t n) {
    if (n <= s->cap) {
        return true;
    }
    size_t cap = n + n / 8 + 64;
    char *p = s->p == NULL ? mem_alloc(t, cap) : mem_realloc(t, s->p, s->cap, cap);
    if (p == NULL) {
        return false;
    }
    s->p = p;
    s->cap = cap;
    return true;
}

/* Writes text at pos, over what is there. */
static bool stringio_put(thread *t, stringio *s, const char *p, size_t n, size_t count) {
    if (n == 0) {
        return true;
    }
    if (s->pos > s->count) { /* the gap is filled with NULs */
        size_t gap = s->pos - s->count;
        if (gap > SIZE_MAX / 4) {
            raise_error(t, E_OVERFLOW_ERROR, "new position too large");
            return false;
        }
        if (!stringio_room(t, s, s->len + gap)) {
            return false;
        }
        memset(s->p + s->len, 0, gap);
        s->len += gap;
        s->count += gap;
        s->off = s->len;
    }
    size_t over = s->pos + count < s->count ? count : s->count - s->pos;
    size_t end = s->off == s->len ? s->len : offset_from(s, s->pos, s->off, s->pos + over);
    size_t tail = s->len - end;
    if (!stringio_room(t, s, s->off + n + tail)) {
        return false;
    }
    memmove(s->p + s->off + n, s->p + end, tail);
    memcpy(s->p + s->off, p, n);
    s->len = s->off + n + tail;
    s->count += count - over;
    s->pos += count;
    s->off += n;
    return true;
}

static bool stringio_write_str(thread *t, stringio *s, str *x) {
    if ((!s->translate || memchr(x->data, '\r', x->len) == NULL) && s->write_nl[0] == '\0') {
        if (s->translate) {
            s->seen |= memchr(x->data, '\n', x->len) != NULL ? NL_LF : 0;
        }
        return stringio_put(t, s, x->data, x->len, x->count);
    }
    char *p = mem_alloc(t, x->len * 2 + 1);
    if (p == NULL) {
        return false;
    }
    size_t n;
    if (s->translate) {
        memcpy(p, x->data, x->len);
        n = io_translate(p, x->len, &s->seen);
    } else {
        n = 0;
        for (size_t i = 0; i < x->len; i++) {
            if (x->data[i] == '\n') {
                for (const char *nl = s->write_nl; *nl != '\0'; nl++) {
                    p[n++] = *nl;
                }
            } else {
                p[n++] = x->data[i];
            }
        }
    }
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += ((uint8_t)p[i] & 0xC0) != 0x80;
    }
    bool ok = stringio_put(t, s, p, n, count);
    mem_free(t->vm, p, x->len * 2 + 1);
    return ok;
}

static bool stringio_init(thread *t, value self, value *a, int n) {
    value p[2];
    stringio *s = self_stringio(self);
    if (!named_args(t, "StringIO", "initial_value\0newline\0", 0, 2, a, n, p)) {
        return false;
    }
    if (p[1] == NIL) {
        p[1] = str_from(t, "\n");
    }
    if (p[1] != NONE && !is_kind(p[1], T_STR)) {
        raise_error(t, E_TYPE_ERROR, "newline must be str or None, not %T", p[1]);
        return false;
    }
    if (!io_newline_arg(t, p[1], "illegal newline value: %R", &s->translate, &s->universal,
                        s->read_nl, s->write_nl)) {
        return false;
    }
    s->newline = p[1];
    s->s.closed = false;
    s->len = s->count = s->pos = s->off = 0;
    s->seen = 0;
    if (p[0] == NIL || p[0] == NONE) {
        return true;
    }
    if (!is_kind(p[0], T_STR)) {
        raise_error(t, E_TYPE_ERROR, "initial_value must be str or None, not %T", p[0]);
        return false;
    }
    if (!stringio_write_str(t, s, (str *)as_obj(p[0]))) {
        return false;
    }
    s->pos = s->off = 0;
    return true;
}

static value stringio_write(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "string argument expected, got '%T'", a[1]);
    }
    str *x = (str *)as_obj(a[1]);
    return stringio_open(t, self_stringio(a[0])) && stringio_write_str(t, self_stringio(a[0]), x)
               ? int_new(t, (int64_t)x->count)
               : NIL;
}

/* The text from pos up to byte offset `end`. */
static value stringio_take(thread *t, stringio *s, size_t end) {
    value v = str_new(t, s->p + s->off, end - s->off);
    if (v != NIL) {
        s->pos += ((str *)as_obj(v))->count;
        s->off = end;
    }
    return v;
}

static value stringio_read(thread *t, value *a, int n) {
    (void)n;
    stringio *s = self_stringio(a[0]);
    int64_t size;
    if (!stringio_open(t, s) || !io_size_arg(t, a[1], &size)) {
        return NIL;
    }
    if (s->pos >= s->count || size == 0) {
        return from_obj(t->vm->empty_str);
    }
    bool rest = size < 0 || (uint64_t)size >= s->count - s->pos;
    return stringio_take(t, s,
                         rest ? s->len : offset_from(s, s->pos, s->off, s->pos + (size_t)size));
}

static value stringio_line(thread *t, stringio *s, int64_t limit) {
    if (s->pos >= s->count || limit == 0) {
        return from_obj(t->vm->empty_str);
    }
    size_t n = io_line_end(s->p + s->off, s->len - s->off, s->universal && !s->translate,
                           s->read_nl, false);
    size_t end = n > 0 ? s->off + n : s->len;
    if (limit > 0 && (uint64_t)limit < s->count - s->pos) {
        size_t cut = offset_from(s, s->pos, s->off, s->pos + (size_t)limit);
        end = cut < end ? cut : end;
    }
    return stringio_take(t, s, end);
}

static value stringio_readline(thread *t, value *a, int n) {
    (void)n;
    int64_t limit;
    return stringio_open(t, self_stringio(a[0])) && io_size_arg(t, a[1], &limit)
               ? stringio_line(t, self_stringio(a[0]), limit)
               : NIL;
}

static value stringio_next(thread *t, value v) {
    stringio *s = self_stringio(v);
    return stringio_open(t, s) && s->pos < s->count ? stringio_line(t, s, -1) : NIL;
}

static value stringio_getvalue(thread *t, value *a, int n) {
    (void)n;
    stringio *s = self_stringio(a[0]);
    if (!stringio_open(t, s)) {
        return NIL;
    }
    return s->len == 0 ? from_obj(t->vm->empty_str) : str_new(t, s->p, s->len);
}

static value stringio_seek(thread *t, value *a, int n) {
    (void)n;
    stringio *s = self_stringio(a[0]);
    int64_t pos, whence = 0;
    if (!stringio_open(t, s) || !op_to_int64(t, a[1], &pos) ||
        (a[2] != NIL && !op_to_int64(t, a[2], &whence))) {
        return NIL;
    }
    if (whence < 0 || whence > 2) {
        return raise_error(t, E_VALUE_ERROR, "Invalid whence (%d, should be 0, 1 or 2)",
                           (int)whence);
    }
    if (whence == 0 && pos < 0) {
        return raise_error(t, E_VALUE_ERROR, "Negative seek position %ld", (long)pos);
    }
    if (whence != 0 && pos != 0) {
        return raise_error(t, E_OS_ERROR, "Can't do nonzero cur-relative seeks");
    }
    set_pos(s, whence == 0 ? (size_t)pos : whence == 1 ? s->pos : s->count);
    return int_new(t, (int64_t)s->pos);
}

static value stringio_tell(thread *t, value *a, int n) {
    (void)n;
    return stringio_open(t, self_stringio(a[0])) ? int_new(t, (int64_t)self_stringio(a[0])->pos)
                                                 : NIL;
}

static value stringio_truncate(thread *t, value *a, int n) {
    (void)n;
    stringio *s = self_stringio(a[0]);
    int64_t size = (int64_t)s->pos;
    if (!stringio_open(t, s) || (a[1] != NIL && a[1] != NONE && !op_to_int64(t, a[1], &size))) {
        return NIL;
    }
    if (size < 0) {
        return raise_error(t, E_VALUE_ERROR, "Negative size value %ld", (long)size);
    }
    if ((size_t)size < s->count) {
        s->len = offset_from(s, 0, 0, (size_t)size);
        s->count = (size_t)size;
    }
    return int_new(t, size);
}

static value stringio_close(thread *t, value *a, int n) {
    (void)n;
    stringio *s = self_stringio(a[0]);
    s->s.closed = true;
    mem_free(t->vm, s->p, s->cap);
    s->p = NULL;
    s->len = s->cap = s->count = s->pos = s->off = 0;
    return NONE;
}

static value stringio_get_newlines(thread *t, value v) {
    return self_stringio(v)->translate ? io_newlines_seen(t, self_stringio(v)->seen) : NONE;
}

static value stringio_get_line_buffering(thread *t, value v) {
    return stringio_open(t, self_stringio(v)) ? V_FALSE : NIL;
}

static value stringio_true(thread *t, value *a, int n) {
    (void)n;
    return stringio_open(t, self_stringio(a[0])) ? V_TRUE : NIL;
}

static const native_def stringio_methods[] = {
    {"read", stringio_read, "self, size=-1, /", 0,
     "Read at most size characters, returned as a string."},
    {"readline", stringio_readline, "self, size=-1, /", 0, "Read until newline or EOF."},
    {"write", stringio_write, "self, s, /", 0, "Write string to file."},
    {"getvalue", stringio_getvalue, "self, /", 0, "Retrieve the entire contents of the object."},
    {"seek", stringio_seek, "self, pos, whence=0, /", 0, "Change stream position."},
    {"tell", stringio_tell, "self, /", 0, "Tell the current file position."},
    {"truncate", stringio_truncate, "self, pos=None, /", 0, "Truncate size to pos."},
    {"close", stringio_close, "self, /", 0, "Close the IO object."},
    {"readable", stringio_true, "self, /", 0, "Returns True if the IO object can be read."},
    {"writable", stringio_true, "self, /", 0, "Returns True if the IO object can be written."},
    {"seekable", stringio_true, "self, /", 0, "Returns True if the IO object can be seeked."},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def stringio_getset[] = {
    {"newlines", stringio_get_newlines, NULL, NULL},
    {"line_buffering", stringio_get_line_buffering, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec stringio_spec = {
    .name = "_io.StringIO",
    .size = sizeof(stringio),
    .flags = TYPE_BASE | TYPE_WEAKREF,
    .trace = stringio_trace,
    .free = stringio_free,
    .slots = {.new = io_alloc, .init = stringio_init, .next = stringio_next},
    .methods = stringio_methods,
    .getset = stringio_getset,
    .doc = "Text I/O implementation using an in-memory buffer.",
};
