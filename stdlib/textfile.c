/* textfile.c: TextIOWrapper: text over a file of bytes.
 *
 * Reading: chunks are decoded to UTF-8 into `in` as they come (so a bad byte is found, and counted,
 * where CPython finds it); ends of line are translated as text is handed out. For UTF-8, ASCII and
 * Latin-1 the number of bytes that `in` stands for is known, and tell() is the buffer's position
 * less that. Any other encoding is read to its end and decoded at once.
 *
 * Writing: over a native buffered file the encoded text goes straight into its buffer; over another
 * object it is gathered here first, in chunks of 8192 bytes as in CPython.
 */
#include "stdlib/file.h"

#include "vm/seq.h"
#include "vm/str.h"

static text *self_text(value v) {
    return (text *)as_obj(v);
}

static const char *cstr(value v) {
    return ((str *)as_obj(v))->data;
}

/* The native buffered file below, or NULL. */
static buffered *native_buffer(thread *t, const text *f) {
    if (!is_obj(f->buffer)) {
        return NULL;
    }
    io_state *io = stdlib_of(t->vm)->io;
    type *cls = as_obj(f->buffer)->type;
    return cls == io->types[IO_WRITER] || cls == io->types[IO_READER] || cls == io->types[IO_RANDOM]
               ? (buffered *)as_obj(f->buffer)
               : NULL;
}

static char *in_start(const text *f) {
    return f->in != NULL ? f->in + f->in_pos : NULL;
}

static void drop_input(text *f) {
    f->in_pos = f->in_end = f->ntail = 0;
    f->takes++;
}

static value call_buffer(thread *t, text *f, const char *name, value *a, int n) {
    if (f->buffer == NIL) { /* meanwhile */
        return raise_error(t, E_VALUE_ERROR, "underlying buffer has been detached");
    }
    str *s = str_intern(t, name);
    return s == NULL ? NIL : call_method(t, f->buffer, s, a, n);
}

/* 1, 0, -1 */
static int is_closed(thread *t, text *f) {
    buffered *b = native_buffer(t, f);
    if (b != NULL && b->raw != NIL && b->box != NULL) {
        return b->s.closed || b->box->fd < 0;
    }
    value c = op_getattr(t, f->buffer, N(t, closed));
    return c == NIL ? -1 : op_truth(t, c);
}

static bool attached(thread *t, text *f) {
    if (f->buffer == NIL) {
        raise_error(t, E_VALUE_ERROR,
                    f->encoding == NIL ? "I/O operation on uninitialized object"
                                       : "underlying buffer has been detached");
        return false;
    }
    return true;
}

static bool ready(thread *t, text *f) {
    if (!attached(t, f)) {
        return false;
    }
    int closed = is_closed(t, f);
    if (closed > 0) {
        io_closed(t);
    }
    return closed == 0;
}

/* ---- encodings ---- */

static enum text_encoding encoding_of(const char *name, bool *bom) {
    char s[24];
    size_t n = 0;
    for (; name[n] != '\0' && n < sizeof s - 1; n++) {
        s[n] = name[n] == '_' || name[n] == ' '   ? '-'
               : name[n] >= 'A' && name[n] <= 'Z' ? (char)(name[n] + 32)
                                                  : name[n];
    }
    s[n] = '\0';
    bool sig = strcmp(s, "utf-8-sig") == 0;
    *bom = sig || strcmp(s, "utf-16") == 0 || strcmp(s, "utf-32") == 0;
    if (sig || strcmp(s, "utf-8") == 0 || strcmp(s, "utf8") == 0 || strcmp(s, "u8") == 0) {
        return ENC_UTF8;
    }
    if (strcmp(s, "ascii") == 0 || strcmp(s, "us-ascii") == 0) {
        return ENC_ASCII;
    }
    if (strcmp(s, "latin-1") == 0 || strcmp(s, "latin1") == 0 || strcmp(s, "iso-8859-1") == 0 ||
        strcmp(s, "iso8859-1") == 0 || strcmp(s, "l1") == 0) {
        return ENC_LATIN1;
    }
    return ENC_OTHER;
}

static bool set_encoding(thread *t, text *f, value encoding, value errors) {
    if (encoding == NIL || encoding == NONE) {
        encoding = str_from(t, io_default_encoding());
    } else if (!is_kind(encoding, T_STR)) {
        raise_error(t, E_TYPE_ERROR,
                    "TextIOWrapper() argument 'encoding' must be str or None, not %T", encoding);
        return false;
    } else if (strcmp(cstr(encoding), "locale") == 0) {
        encoding = str_from(t, io_default_encoding());
    }
    if (errors == NIL || errors == NONE) {
        errors = str_from(t, "strict");
    } else if (!is_kind(errors, T_STR)) {
        raise_error(t, E_TYPE_ERROR,
                    "TextIOWrapper() argument 'errors' must be str or None, not %T", errors);
        return false;
    }
    str *e =
        encoding == NIL
            ? NULL
            : str_intern_value(t, (str *)as_obj(encoding)); /* its text is kept as a C string */
    str *on_error = errors == NIL ? NULL : str_intern_value(t, (str *)as_obj(errors));
    if (e == NULL || on_error == NULL) {
        return false;
    }
    encoding = from_obj(e);
    errors = from_obj(on_error);
    if (memchr(e->data, 0, e->len) != NULL) {
        raise_error(t, E_VALUE_ERROR, "embedded null character");
        return false;
    }
    bool bom;
    enum text_encoding enc = encoding_of(e->data, &bom);
    if (enc == ENC_OTHER && str_encode(t, t->vm->empty_str, e->data, NULL) == NIL) {
        return false; /* unknown */
    }
    f->enc = enc;
    f->bom = bom;
    f->unmarked = !bom                            ? ((str *)as_obj(encoding))->data
                  : enc == ENC_UTF8               ? "utf-8"
                  : strstr(e->data, "16") != NULL ? "utf-16-le"
                                                  : "utf-32-le";
    f->encoding = encoding;
    f->errors = errors;
    f->strict = strcmp(cstr(errors), "strict") == 0;
    return true;
}

/* ---- making ---- */

static void text_trace(gc *g, object *o) {
    text *f = (text *)o;
    gc_value(g, f->buffer);
    gc_value(g, f->encoding);
    gc_value(g, f->errors);
    gc_value(g, f->mode);
}

static void text_free(vm *m, object *o) {
    text *f = (text *)o;
    mem_free(m, f->in, f->in_cap);
    mem_free(m, f->out, IO_CHUNK);
    f->in = NULL;
    f->out = NULL;
}

static value text_alloc(thread *t, type *cls, value *a, int n) {
    (void)a, (void)n;
    return from_obj(heap_alloc(t, cls, cls->size));
}

static bool init_text(thread *t, text *f, value buffer, value encoding, value errors, value newline,
                      bool line_buffering, bool write_through) {
    f->buffer = NIL;
    if (!set_encoding(t, f, encoding, errors) ||
        !io_newline_arg(t, newline, "illegal newline value: %S", &f->translate, &f->universal,
                        f->read_nl, f->write_nl)) {
        return false;
    }
    f->line_buffering = line_buffering;
    f->write_through = write_through;
    drop_input(f);
    f->out_len = 0;
    f->seen = 0;
    f->at_end = false;
    f->telling = true;
    f->buffer = buffer;
    buffered *b = native_buffer(t, f);
    if (f->bom && b != NULL && b->writable && buffered_tell(t, b) > 0) {
        f->bom = false; /* it stands at the beginning already */
    }
    exc_clear(t);
    return true;
}

value text_over(thread *t, value buffer, value encoding, value errors, value newline,
                bool line_buffering, bool write_through) {
    io_state *io = io_state_of(t);
    value v = io == NULL ? NIL : text_alloc(t, io->types[IO_TEXT], NULL, 0);
    return v != NIL && init_text(t, self_text(v), buffer, encoding, errors, newline, line_buffering,
                                 write_through)
               ? v
               : NIL;
}

static bool text_init(thread *t, value self, value *a, int n) {
    value p[6];
    if (!named_args(t, "TextIOWrapper",
                    "buffer\0encoding\0errors\0newline\0line_buffering\0write_through\0", 1, 6, a,
                    n, p)) {
        return false;
    }
    int lines = p[4] == NIL ? 0 : op_truth(t, p[4]), through = p[5] == NIL ? 0 : op_truth(t, p[5]);
    if (lines < 0 || through < 0) {
        return false;
    }
    /* CPython asks, too: the error for a non-file. */
    value r = call_method(t, p[0], str_intern(t, "readable"), NULL, 0);
    return r != NIL && init_text(t, self_text(self), p[0], p[1], p[2], p[3], lines, through);
}

/* ---- reading ---- */

static bool in_append(thread *t, text *f, const char *p, size_t n) {
    if (f->in_pos > 0) {
        memmove(f->in, f->in + f->in_pos, f->in_end - f->in_pos);
        f->in_end -= f->in_pos;
        f->in_pos = 0;
    }
    if (f->in_end + n > f->in_cap) {
        size_t cap = f->in_cap * 2 > f->in_end + n ? f->in_cap * 2 : f->in_end + n;
        char *q = f->in == NULL ? mem_alloc(t, cap) : mem_realloc(t, f->in, f->in_cap, cap);
        if (q == NULL) {
            return false;
        }
        f->in = q;
        f->in_cap = cap;
    }
    if (f->in_end == 0) {
        f->in_wide = f->in_cr = false;
    }
    if (n > 0) {
        memcpy(f->in + f->in_end, p, n);
        f->in_cr |= memchr(p, '\r', n) != NULL;
    }
    f->in_end += n;
    return true;
}

static bool all_ascii(const uint8_t *p, size_t n) {
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t w;
        memcpy(&w, p + i, 8);
        if (w & 0x8080808080808080u) {
            return false;
        }
    }
    for (; i < n; i++) {
        if (p[i] & 0x80) {
            return false;
        }
    }
    return true;
}

/* How many bytes at the end begin a UTF-8 sequence that is not complete. */
static size_t incomplete(const uint8_t *p, size_t n) {
    for (size_t k = 1; k <= 3 && k <= n; k++) {
        uint8_t c = p[n - k];
        if (c >= 0xC2 && c <= 0xF4) {
            size_t need = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
            return need > k ? k : 0;
        }
        if ((c & 0xC0) != 0x80) {
            return 0;
        }
    }
    return 0;
}

/* Decodes p[0..n) behind what `in` holds. */
static bool decode(thread *t, text *f, const uint8_t *p, size_t n, bool last) {
    if (f->bom && f->enc == ENC_UTF8) {
        if (n < 3 && !last && memcmp(p, "\xEF\xBB\xBF", n) == 0) {
            memcpy(f->tail, p, n);
            f->ntail = n;
            return true;
        }
        if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
            p += 3;
            n -= 3;
        }
        f->bom = false;
    }
    if (f->enc != ENC_OTHER && all_ascii(p, n)) {
        return in_append(t, f, (const char *)p, n);
    }
    if (f->enc == ENC_UTF8 && !last) {
        size_t rest = incomplete(p, n);
        n -= rest;
        memcpy(f->tail, p + n, rest);
        f->ntail = rest;
    }
    value v = bytes_decode(t, p, n, f->enc == ENC_UTF8 ? "utf-8" : cstr(f->encoding),
                           cstr(f->errors), NIL);
    if (v == NIL || !in_append(t, f, cstr(v), ((str *)as_obj(v))->len)) {
        return false;
    }
    f->in_wide = true;
    return true;
}

/* The rest of the buffer as bytes, the undecoded tail before it. */
static bool decode_rest(thread *t, text *f) {
    value v = call_buffer(t, f, "read", NULL, 0);
    const uint8_t *p;
    size_t n;
    if (v == NIL) {
        return false;
    }
    if (!bytes_view(v, &p, &n)) {
        raise_error(t, E_TYPE_ERROR,
                    "underlying read() should have returned a bytes-like object, not '%T'", v);
        return false;
    }
    if (f->ntail > 0) {
        value both = bytes_new(t, NULL, n + f->ntail);
        if (both == NIL) {
            return false;
        }
        uint8_t *q = ((bytes *)as_obj(both))->data;
        memcpy(q, f->tail, f->ntail);
        memcpy(q + f->ntail, p, n);
        p = q;
        n += f->ntail;
        f->ntail = 0;
        bool ok = decode(t, f, p, n, true);
        keep(both);
        return ok;
    }
    bool ok = decode(t, f, p, n, true);
    keep(v);
    return ok;
}

/* Reads one more chunk: 1; 0 = the end; -1. */
static int fill(thread *t, text *f) {
    if (f->enc == ENC_OTHER) {
        size_t had = f->in_end - f->in_pos;
        return !decode_rest(t, f) ? -1 : f->in_end - f->in_pos > had;
    }
    uint8_t chunk[sizeof f->tail + IO_CHUNK], *read = chunk + sizeof f->tail;
    size_t got;
    buffered *b = native_buffer(t, f);
    if (b != NULL) {
        if (!buffered_read1(t, b, read, IO_CHUNK, &got)) {
            return -1;
        }
    } else {
        value size = from_small(IO_CHUNK);
        bool failed = false;
        value has = op_getattr_opt(t, f->buffer, str_intern(t, "read1"), &failed);
        value v = failed ? NIL : call_buffer(t, f, has != NIL ? "read1" : "read", &size, 1);
        const uint8_t *p;
        if (v == NIL) {
            return -1;
        }
        if (!bytes_view(v, &p, &got)) {
            raise_error(t, E_TYPE_ERROR,
                        "underlying %s() should have returned a bytes-like object, not '%T'",
                        has != NIL ? "read1" : "read", v);
            return -1;
        }
        if (got > IO_CHUNK) { /* more than was asked for */
            size_t ntail = f->ntail;
            f->ntail = 0;
            return ntail == 0 && decode(t, f, p, got, false) ? 1 : -1;
        }
        memcpy(read, p, got);
    }
    size_t ntail = f->ntail; /* as it is now: another thread may have read, too */
    memcpy(read - ntail, f->tail, ntail);
    f->ntail = 0;
    if (!decode(t, f, read - ntail, ntail + got, got == 0)) {
        return -1;
    }
    return got > 0 || ntail > 0;
}

size_t io_line_end(const char *p, size_t n, bool universal, const char *read_nl, bool more) {
    if (universal) {
        const char *lf = memchr(p, '\n', n);
        size_t before = lf != NULL ? (size_t)(lf - p) : n;
        const char *cr = memchr(p, '\r', before);
        if (cr == NULL) {
            return lf != NULL ? before + 1 : 0;
        }
        size_t at = (size_t)(cr - p);
        if (at + 1 < n) {
            return at + 1 + (p[at + 1] == '\n');
        }
        return more ? 0 : at + 1;
    }
    if (read_nl[1] == '\0') {
        const char *end = memchr(p, read_nl[0], n);
        return end != NULL ? (size_t)(end - p) + 1 : 0;
    }
    for (size_t i = 0; i + 1 < n; i++) {
        const char *cr = memchr(p + i, '\r', n - 1 - i);
        if (cr == NULL) {
            return 0;
        }
        if (cr[1] == '\n') {
            return (size_t)(cr - p) + 2;
        }
        i = (size_t)(cr - p);
    }
    return 0;
}

static void io_note_newlines(const char *p, size_t n, uint8_t *seen) {
    for (size_t i = 0; i < n; i++) {
        bool pair = p[i] == '\r' && i + 1 < n && p[i + 1] == '\n';
        *seen |= pair ? NL_CRLF : p[i] == '\r' ? NL_CR : p[i] == '\n' ? NL_LF : 0;
        i += pair;
    }
}

size_t io_translate(char *p, size_t n, uint8_t *seen) {
    char *cr = n > 0 ? memchr(p, '\r', n) : NULL;
    if (cr == NULL) {
        if (!(*seen & NL_LF) && n > 0 && memchr(p, '\n', n) != NULL) {
            *seen |= NL_LF;
        }
        return n;
    }
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '\r') {
            bool pair = i + 1 < n && p[i + 1] == '\n';
            *seen |= pair ? NL_CRLF : NL_CR;
            i += pair;
            p[to++] = '\n';
        } else {
            *seen |= p[i] == '\n' ? NL_LF : 0;
            p[to++] = p[i];
        }
    }
    return to;
}

/* Hands out the first n bytes of `in`. */
static value take(thread *t, text *f, size_t n) {
    char *p = in_start(f);
    f->in_pos += n;
    f->takes++;
    if (n == 0) {
        return from_obj(t->vm->empty_str);
    }
    if (!f->in_cr && f->seen & NL_LF) {
        /* nothing to translate or to note */
    } else if (f->translate) {
        n = io_translate(p, n, &f->seen);
    } else if (f->universal) {
        io_note_newlines(p, n, &f->seen);
    }
    value v = f->in_wide ? str_new(t, p, n) : str_new_ascii(t, p, n);
    if (f->in_pos == f->in_end) {
        f->in_pos = f->in_end = 0;
        if (f->in_cap > 1 << 20) { /* a huge read is over */
            mem_free(t->vm, f->in, f->in_cap);
            f->in = NULL;
            f->in_cap = 0;
        }
    }
    return v;
}

/* Bytes of the first `limit` code points of p[0..n). */
static size_t prefix(const char *p, size_t n, int64_t limit) {
    size_t i = 0;
    for (; i < n && limit > 0; limit--) {
        uint8_t c = (uint8_t)p[i];
        i += c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    }
    return i < n ? i : n;
}

static value read_line(thread *t, text *f, int64_t limit) {
    size_t scanned = 0; /* of in, from in_pos: holds no end of line */
    for (bool more = true;;) {
        size_t have = f->in_end - f->in_pos;
        char *p = in_start(f);
        size_t end = have > scanned ? io_line_end(p + scanned, have - scanned,
                                                  f->universal && f->in_cr, f->read_nl, more)
                                    : 0;
        size_t n = end > 0 ? scanned + end : more ? 0 : have;
        if (limit >= 0) {
            size_t cut = prefix(p, have, limit);
            int64_t chars = 0;
            for (size_t i = 0; i < have && chars <= limit; i++) {
                chars += ((uint8_t)p[i] & 0xC0) != 0x80;
            }
            if ((n > 0 && n > cut) || (n == 0 && chars > limit)) {
                return take(t, f, cut);
            }
        }
        if (n > 0 || !more) {
            return take(t, f, n);
        }
        scanned = have > 0 ? have - 1 : 0; /* a \r at the end is looked at again */
        unsigned takes = f->takes;
        int got = fill(t, f);
        if (got < 0) {
            return NIL;
        }
        more = got > 0;
        scanned = f->takes == takes ? scanned : 0; /* else another thread has had it */
    }
}

static bool text_flush(thread *t, text *f);

static bool ready_to_read(thread *t, text *f) {
    buffered *b = native_buffer(t, f);
    if (b != NULL && b->readable && !b->s.closed && b->box != NULL && b->box->fd >= 0) {
        return true;
    }
    if (!ready(t, f)) {
        return false;
    }
    if (b != NULL && !b->readable) {
        io_unsupported(t, "not readable");
        return false;
    }
    return f->out_len == 0 || text_flush(t, f);
}

/* Everything that is left. */
static value read_rest(thread *t, text *f) {
    buffered *b = native_buffer(t, f);
    /* Without a stop in `in`. */
    if (b != NULL && f->in_pos == f->in_end && f->ntail == 0 && f->enc != ENC_OTHER) {
        value v = call_buffer(t, f, "read", NULL, 0);
        const uint8_t *p;
        size_t n;
        if (v == NIL || !bytes_view(v, &p, &n)) {
            return v == NIL ? NIL : raise_error(t, E_BLOCKING_IO_ERROR, "read would block");
        }
        if (!f->bom && all_ascii(p, n) && (n == 0 || memchr(p, '\r', n) == NULL)) {
            f->seen |= n > 0 && f->universal && memchr(p, '\n', n) != NULL ? NL_LF : 0;
            value s = str_new_ascii(t, (const char *)p, n);
            keep(v);
            return s;
        }
        bool ok = decode(t, f, p, n, true);
        keep(v);
        return ok ? take(t, f, f->in_end - f->in_pos) : NIL;
    }
    return decode_rest(t, f) ? take(t, f, f->in_end - f->in_pos) : NIL;
}

static value text_read(thread *t, value *a, int n) {
    (void)n;
    text *f = self_text(a[0]);
    int64_t size;
    if (!io_size_arg(t, a[1], &size) || !ready_to_read(t, f)) {
        return NIL;
    }
    if (size < 0) {
        return read_rest(t, f);
    }
    size_t at = 0;
    int64_t chars = 0;
    for (bool more = true; chars < size;) {
        const char *p = in_start(f);
        size_t have = f->in_end - f->in_pos;
        for (; at < have && chars < size; chars++) {
            uint8_t c = (uint8_t)p[at];
            if (c == '\r' && f->translate) {
                if (at + 1 == have && more) {
                    break;
                }
                at += at + 1 < have && p[at + 1] == '\n';
            }
            at += c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
        }
        if (chars == size || !more) {
            break;
        }
        unsigned takes = f->takes;
        int got = fill(t, f);
        if (got < 0) {
            return NIL;
        }
        more = got > 0;
        if (f->takes != takes) { /* another thread has had what was counted */
            at = 0;
            chars = 0;
        }
    }
    return take(t, f, at);
}

static value text_readline(thread *t, value *a, int n) {
    (void)n;
    int64_t limit;
    return io_size_arg(t, a[1], &limit) && ready_to_read(t, self_text(a[0]))
               ? read_line(t, self_text(a[0]), limit)
               : NIL;
}

static value text_next(thread *t, value v) {
    text *f = self_text(v);
    f->telling = false;
    if (!ready_to_read(t, f)) {
        return NIL;
    }
    value line;
    if (f->s.h.type->flags & TYPE_HEAP) { /* somebody may have made readline() his own */
        line = call_method(t, v, N(t, readline), NULL, 0);
        if (line != NIL && !is_kind(line, T_STR)) {
            return raise_error(t, E_OS_ERROR,
                               "readline() should have returned an str object, not '%T'", line);
        }
    } else {
        line = read_line(t, f, -1);
    }
    if (line != NIL && ((str *)as_obj(line))->len == 0) {
        f->telling = true;
        return NIL;
    }
    return line;
}

/* ---- writing ---- */

static bool push_out(thread *t, text *f) {
    if (f->out_len == 0) {
        return true;
    }
    value data = bytes_new(t, f->out, f->out_len);
    f->out_len = 0;
    return data != NIL && call_buffer(t, f, "write", &data, 1) != NIL;
}

static bool text_flush(thread *t, text *f) {
    f->telling = true;
    buffered *b = native_buffer(t, f);
    if (b != NULL && b->box != NULL) {
        return !b->writable || buffered_flush(t, b);
    }
    return push_out(t, f) && call_buffer(t, f, "flush", NULL, 0) != NIL;
}

static bool write_bytes(thread *t, text *f, const uint8_t *p, size_t n) {
    buffered *b = native_buffer(t, f);
    if (b != NULL) {
        bool ok = buffered_write(t, b, p, n);
        if (!ok && b->lock.owner == NULL) {
            /* As in CPython, a chunk of text that could not be written is not tried again. */
            b->wend = 0;
        }
        return ok;
    }
    if (n > IO_CHUNK || f->write_through) {
        value data = push_out(t, f) ? bytes_new(t, p, n) : NIL;
        return data != NIL && call_buffer(t, f, "write", &data, 1) != NIL;
    }
    while (n > IO_CHUNK - f->out_len) { /* others may write meanwhile */
        if (!push_out(t, f)) {
            return false;
        }
    }
    if (f->out == NULL) {
        f->out = mem_alloc(t, IO_CHUNK);
        if (f->out == NULL) {
            return false;
        }
    }
    memcpy(f->out + f->out_len, p, n);
    f->out_len += n;
    return true;
}

/* The str with each \n replaced. */
static str *with_newlines(thread *t, str *s, const char *nl) {
    sb b;
    sb_init(&b, t);
    const char *p = s->data, *end = p + s->len, *lf;
    while ((lf = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        sb_bytes(&b, p, (size_t)(lf - p));
        sb_text(&b, nl);
        p = lf + 1;
    }
    sb_bytes(&b, p, (size_t)(end - p));
    value v = sb_take(&b);
    return v == NIL ? NULL : (str *)as_obj(v);
}

static bool write_str(thread *t, text *f, str *s) {
    buffered *b = native_buffer(t, f);
    if (b != NULL && !b->writable) {
        io_unsupported(t, "not writable");
        return false;
    }
    bool line_end = f->line_buffering && (memchr(s->data, '\n', s->len) != NULL ||
                                          memchr(s->data, '\r', s->len) != NULL);
    if (f->write_nl[0] != '\0' && memchr(s->data, '\n', s->len) != NULL) {
        s = with_newlines(t, s, f->write_nl);
        if (s == NULL) {
            return false;
        }
    }
    const uint8_t *p = (const uint8_t *)s->data;
    size_t n = s->len;
    value data = NIL;
    if (!str_is_ascii(s) || f->enc == ENC_OTHER) {
        if (f->enc != ENC_UTF8 || f->bom || str_has_surrogates(s)) {
            data = str_encode(t, s, f->bom ? cstr(f->encoding) : f->unmarked, cstr(f->errors));
            if (data == NIL) {
                return false;
            }
            p = ((bytes *)as_obj(data))->data;
            n = ((bytes *)as_obj(data))->len;
        }
    }
    drop_input(f);
    bool ok = write_bytes(t, f, p, n);
    keep(data);
    keep(from_obj(s));
    f->bom &= !ok;
    return ok && (!line_end || text_flush(t, f));
}

bool io_is_plain_text(thread *t, value file) {
    io_state *io = stdlib_of(t->vm)->io;
    if (io == NULL || !is_obj(file) || as_obj(file)->type != io->types[IO_TEXT]) {
        return false;
    }
    text *f = self_text(file);
    buffered *b = native_buffer(t, f);
    return b != NULL && b->writable && b->box != NULL && b->box->fd >= 0 && !b->s.closed;
}

bool io_write_text(thread *t, value file, str *s) {
    return write_str(t, self_text(file), s);
}

static value text_write(thread *t, value *a, int n) {
    (void)n;
    text *f = self_text(a[0]);
    if (!attached(t, f)) {
        return NIL;
    }
    if (!is_kind(a[1], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "write() argument must be str, not %T", a[1]);
    }
    str *s = (str *)as_obj(a[1]);
    return ready(t, f) && write_str(t, f, s) ? int_new(t, (int64_t)s->count) : NIL;
}

static value text_flush_method(thread *t, value *a, int n) {
    (void)n;
    return ready(t, self_text(a[0])) && text_flush(t, self_text(a[0])) ? NONE : NIL;
}

/* ---- position ---- */

static bool seekable(thread *t, text *f) {
    value r = call_buffer(t, f, "seekable", NULL, 0);
    int truth = r == NIL ? -1 : op_truth(t, r);
    if (truth == 0) {
        io_unsupported(t, "underlying stream is not seekable");
    }
    return truth > 0;
}

static value text_tell(thread *t, value *a, int n) {
    (void)n;
    text *f = self_text(a[0]);
    if (!ready(t, f) || !seekable(t, f)) {
        return NIL;
    }
    if (!f->telling) {
        return raise_error(t, E_OS_ERROR, "telling position disabled by next() call");
    }
    if (!push_out(t, f)) {
        return NIL;
    }
    buffered *b = native_buffer(t, f);
    int64_t pos;
    if (b != NULL) {
        pos = buffered_tell(t, b);
        if (pos < 0) {
            return NIL;
        }
    } else {
        value flushed = call_buffer(t, f, "flush", NULL, 0);
        value v = flushed == NIL ? NIL : call_buffer(t, f, "tell", NULL, 0);
        if (v == NIL || !op_to_int64(t, v, &pos)) {
            return NIL;
        }
    }
    size_t left = f->in_end - f->in_pos;
    if (f->enc == ENC_LATIN1) {
        for (size_t i = f->in_pos; i < f->in_end; i++) {
            left -= ((uint8_t)f->in[i] & 0xC0) == 0x80;
        }
    }
    return int_new(t, pos - (int64_t)(left + f->ntail));
}

static value text_seek(thread *t, value *a, int n) {
    (void)n;
    text *f = self_text(a[0]);
    int64_t whence = 0;
    value cookie = a[1];
    if (!ready(t, f) || (a[2] != NIL && !op_to_int64(t, a[2], &whence)) || !seekable(t, f)) {
        return NIL;
    }
    int zero = op_eq(t, cookie, from_small(0));
    if (zero < 0) {
        return NIL;
    }
    if (whence == 1) {
        if (!zero) {
            return io_unsupported(t, "can't do nonzero cur-relative seeks");
        }
        cookie = text_tell(t, a, 1);
        if (cookie == NIL) {
            return NIL;
        }
    } else if (whence == 2 && !zero) {
        return io_unsupported(t, "can't do nonzero end-relative seeks");
    } else if (whence != 0 && whence != 2) {
        return raise_error(t, E_VALUE_ERROR, "invalid whence (%d, should be 0, 1 or 2)",
                           (int)whence);
    }
    if (whence != 2) {
        int negative = op_lt(t, cookie, from_small(0));
        if (negative != 0) {
            return negative < 0
                       ? NIL
                       : raise_error(t, E_VALUE_ERROR, "negative seek position %R", cookie);
        }
    }
    if (!text_flush(t, f)) {
        return NIL;
    }
    drop_input(f);
    bool mark;
    encoding_of(cstr(f->encoding), &mark);
    value args[2] = {cookie, from_small(whence == 2 ? 2 : 0)};
    value r = call_buffer(t, f, "seek", args, 2);
    if (r == NIL) {
        return NIL;
    }
    f->bom = mark && r == from_small(0);
    return whence == 2 ? r : cookie;
}

static value text_truncate(thread *t, value *a, int n) {
    (void)n;
    text *f = self_text(a[0]);
    if (!ready(t, f) || !text_flush(t, f)) {
        return NIL;
    }
    value pos = a[1] == NIL || a[1] == NONE ? text_tell(t, a, 1) : a[1];
    return pos == NIL ? NIL : call_buffer(t, f, "truncate", &pos, 1);
}

/* ---- the rest ---- */

static value text_close(thread *t, value *a, int n) {
    (void)n;
    text *f = self_text(a[0]);
    if (!attached(t, f)) {
        return NIL;
    }
    int closed = is_closed(t, f);
    if (closed != 0) {
        return closed < 0 ? NIL : NONE;
    }
    value failed = NIL;
    if (!(f->s.h.type->flags & TYPE_HEAP ? call_method(t, a[0], N(t, flush), NULL, 0) != NIL
                                         : text_flush(t, f))) {
        failed = t->exc;
        t->exc = NIL;
    }
    value r = call_buffer(t, f, "close", NULL, 0);
    if (failed != NIL) {
        if (r == NIL) {
            exc_clear(t);
        }
        t->exc = failed;
        return NIL;
    }
    return r == NIL ? NIL : NONE;
}

static value text_detach(thread *t, value *a, int n) {
    (void)n;
    text *f = self_text(a[0]);
    if (!attached(t, f) || !text_flush(t, f)) {
        return NIL;
    }
    value buffer = f->buffer;
    f->buffer = NIL;
    return buffer;
}

static value ask_buffer(thread *t, value *a, const char *what) {
    return attached(t, self_text(a[0])) ? call_buffer(t, self_text(a[0]), what, NULL, 0) : NIL;
}

static value text_fileno(thread *t, value *a, int n) {
    (void)n;
    return ask_buffer(t, a, "fileno");
}

static value text_isatty(thread *t, value *a, int n) {
    (void)n;
    return ask_buffer(t, a, "isatty");
}

static value text_readable(thread *t, value *a, int n) {
    (void)n;
    return ask_buffer(t, a, "readable");
}

static value text_writable(thread *t, value *a, int n) {
    (void)n;
    return ask_buffer(t, a, "writable");
}

static value text_seekable(thread *t, value *a, int n) {
    (void)n;
    return ask_buffer(t, a, "seekable");
}

static bool flag_arg(thread *t, value v, bool *flag) {
    if (v == NIL || v == NONE) {
        return true;
    }
    int truth = op_truth(t, v);
    *flag = truth > 0;
    return truth >= 0;
}

static value text_reconfigure(thread *t, value *a, int n) {
    (void)n;
    text *f = self_text(a[0]);
    value encoding = a[1] == NONE ? NIL : a[1], errors = a[2] == NONE ? NIL : a[2];
    if (!attached(t, f)) {
        return NIL;
    }
    if (f->in_pos < f->in_end && (encoding != NIL || errors != NIL || a[3] != NIL)) {
        return io_unsupported(
            t, "It is not possible to set the encoding or newline of stream after the first read");
    }
    bool lines = f->line_buffering, through = f->write_through;
    if (!flag_arg(t, a[4], &lines) || !flag_arg(t, a[5], &through) || !text_flush(t, f)) {
        return NIL;
    }
    if (a[3] != NIL && !io_newline_arg(t, a[3], "illegal newline value: %S", &f->translate,
                                       &f->universal, f->read_nl, f->write_nl)) {
        return NIL;
    }
    /* A new encoding brings strict errors with it, new errors keep the encoding. */
    if ((encoding != NIL || errors != NIL) &&
        !set_encoding(t, f, encoding != NIL ? encoding : f->encoding, errors)) {
        return NIL;
    }
    f->line_buffering = lines;
    f->write_through = through;
    return NONE;
}

static value text_get_buffer(thread *t, value v) {
    return attached(t, self_text(v)) ? self_text(v)->buffer : NIL;
}

static value text_get_closed(thread *t, value v) {
    int closed = attached(t, self_text(v)) ? is_closed(t, self_text(v)) : -1;
    return closed < 0 ? NIL : from_bool(closed);
}

static value text_get_name(thread *t, value v) {
    return attached(t, self_text(v)) ? op_getattr(t, self_text(v)->buffer, N(t, name)) : NIL;
}

static value text_get_mode(thread *t, value v) {
    value mode = self_text(v)->mode;
    return mode != NIL
               ? mode
               : raise_error(t, E_ATTRIBUTE_ERROR, "'%T' object has no attribute 'mode'", v);
}

static bool text_set_mode(thread *t, value v, value x) {
    (void)t;
    self_text(v)->mode = x;
    return true;
}

static value text_get_encoding(thread *t, value v) {
    (void)t;
    value e = self_text(v)->encoding;
    return e != NIL ? e : NONE;
}

static value text_get_errors(thread *t, value v) {
    (void)t;
    value e = self_text(v)->errors;
    return e != NIL ? e : NONE;
}

static value text_get_newlines(thread *t, value v) {
    return io_newlines_seen(t, self_text(v)->seen);
}

static value text_get_line_buffering(thread *t, value v) {
    (void)t;
    return from_bool(self_text(v)->line_buffering);
}

static value text_get_write_through(thread *t, value v) {
    (void)t;
    return from_bool(self_text(v)->write_through);
}

static value text_repr(thread *t, value v) {
    text *f = self_text(v);
    if (f->encoding == NIL) {
        return attached(t, f) ? NONE : NIL;
    }
    bool failed = false;
    value name = f->buffer == NIL ? NIL : op_getattr_opt(t, f->buffer, N(t, name), &failed);
    if (failed) {
        return NIL;
    }
    sb b;
    sb_init(&b, t);
    sb_text(&b, "<_io.TextIOWrapper");
    if (name != NIL) {
        sb_fmt(&b, " name=%R", name);
    }
    if (f->mode != NIL) {
        sb_fmt(&b, " mode=%R", f->mode);
    }
    sb_fmt(&b, " encoding=%R>", f->encoding);
    return sb_take(&b);
}

static const native_def text_methods[] = {
    {"read", text_read, "self, size=-1, /", 0, NULL},
    {"readline", text_readline, "self, size=-1, /", 0, NULL},
    {"write", text_write, "self, text, /", 0, NULL},
    {"flush", text_flush_method, "self, /", 0, NULL},
    {"seek", text_seek, "self, cookie, whence=0, /", 0, NULL},
    {"tell", text_tell, "self, /", 0, NULL},
    {"truncate", text_truncate, "self, pos=None, /", 0, NULL},
    {"close", text_close, "self, /", 0, NULL},
    {"detach", text_detach, "self, /", 0, NULL},
    {"reconfigure", text_reconfigure,
     "self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, "
     "write_through=None",
     0,
     "Reconfigure the text stream with new parameters.\n\nThis also does an implicit stream "
     "flush."},
    {"fileno", text_fileno, "self, /", 0, NULL},
    {"isatty", text_isatty, "self, /", 0, NULL},
    {"readable", text_readable, "self, /", 0, NULL},
    {"writable", text_writable, "self, /", 0, NULL},
    {"seekable", text_seekable, "self, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def text_getset[] = {
    {"buffer", text_get_buffer, attr_readonly, NULL},
    {"closed", text_get_closed, NULL, NULL},
    {"name", text_get_name, NULL, NULL},
    {"mode", text_get_mode, text_set_mode, NULL},
    {"encoding", text_get_encoding, attr_readonly, NULL},
    {"errors", text_get_errors, NULL, NULL},
    {"newlines", text_get_newlines, NULL, NULL},
    {"line_buffering", text_get_line_buffering, attr_readonly, NULL},
    {"write_through", text_get_write_through, attr_readonly, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec text_spec = {
    .name = "_io.TextIOWrapper",
    .size = sizeof(text),
    .flags = TYPE_BASE | TYPE_WEAKREF,
    .trace = text_trace,
    .free = text_free,
    .slots = {.new = text_alloc, .init = text_init, .repr = text_repr, .next = text_next},
    .methods = text_methods,
    .getset = text_getset,
    .doc = "Character and line based layer over a BufferedIOBase object, buffer.",
};
