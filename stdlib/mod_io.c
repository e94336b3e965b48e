/* mod_io.c: the module io (and _io, the same under another name): the abstract classes, BytesIO,
 *XX
 *
 * The abstract classes are native, so that isinstance(f, io.TextIOBase) holds without registering;
 * a script may derive from them, and gets what it does not define itself by way of what it does:
 * readline() out of read(), iteration out of readline().
 */
#include "stdlib/file.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "stdlib/outside.h"
#include "vm/seq.h"
#include "vm/str.h"

/* ---- shared ---- */

value io_unsupported(thread *t, const char *what) {
    io_state *io = io_state_of(t);
    return io == NULL ? NIL : raise_class(t, io->unsupported, "%s", what);
}

value io_closed(thread *t) {
    return raise_error(t, E_VALUE_ERROR, "I/O operation on closed file.");
}

bool io_size_arg(thread *t, value v, int64_t *out) {
    if (v == NIL || v == NONE) {
        *out = -1;
        return true;
    }
    if (!is_any_int(v) && !(is_obj(v) && as_obj(v)->type->slots.unary[UN_INDEX] != NULL)) {
        raise_error(t, E_TYPE_ERROR, "argument should be integer or None, not '%T'", v);
        return false;
    }
    return op_to_int64(t, v, out);
}

bool io_bytes_arg(thread *t, value v, const uint8_t **p, size_t *n) {
    if (bytes_view(v, p, n)) {
        return true;
    }
    raise_error(t, E_TYPE_ERROR, "a bytes-like object is required, not '%T'", v);
    return false;
}

value io_seek_result(thread *t, int64_t pos) {
    return pos < 0 ? NIL : int_new(t, pos);
}

bool io_newline_arg(thread *t, value v, const char *bad, bool *translate, bool *universal,
                    char read_nl[3], char write_nl[3]) {
    const char *nl = NULL;
    if (v != NIL && v != NONE) {
        if (!is_kind(v, T_STR)) {
            raise_error(t, E_TYPE_ERROR, "newline must be str or None, not %T", v);
            return false;
        }
        nl = ((str *)as_obj(v))->data;
        if (*nl != '\0' && strcmp(nl, "\n") != 0 && strcmp(nl, "\r") != 0 &&
            strcmp(nl, "\r\n") != 0) {
            raise_error(t, E_VALUE_ERROR, bad, v);
            return false;
        }
    }
    *translate = nl == NULL;
    *universal = nl == NULL || *nl == '\0';
    strcpy(read_nl, nl == NULL || *nl == '\0' ? "\n" : nl);
    strcpy(write_nl, nl == NULL || nl[0] != '\r' ? "" : nl);
    return true;
}

value io_newlines_seen(thread *t, uint8_t seen) {
    static const char *const texts[] = {"\r", "\n", "\r\n"};
    static const uint8_t bits[] = {NL_CR, NL_LF, NL_CRLF};
    value found[3];
    size_t n = 0;
    for (int i = 0; i < 3; i++) {
        if (seen & bits[i]) {
            found[n] = str_from(t, texts[i]);
            if (found[n++] == NIL) {
                return NIL;
            }
        }
    }
    return n == 0 ? NONE : n == 1 ? found[0] : tuple_of(t, found, n);
}

static value call_named(thread *t, value v, const char *name, value *a, int n) {
    str *s = str_intern(t, name);
    return s == NULL ? NIL : call_method(t, v, s, a, n);
}

/* ---- _IOBase ---- */

value io_alloc(thread *t, type *cls, value *a, int n) {
    (void)a, (void)n;
    return from_obj(heap_alloc(t, cls, cls->size));
}

/* Whatever a script hands to the constructor of its own class is for its __init__. */
static bool base_init(thread *t, value self, value *a, int n) {
    (void)t, (void)self, (void)a, (void)n;
    return true;
}

static bool check_open(thread *t, value v) {
    value c = op_getattr(t, v, N(t, closed));
    int truth = c == NIL ? -1 : op_truth(t, c);
    if (truth > 0) {
        io_closed(t);
    }
    return truth == 0;
}

static value base_get_closed(thread *t, value v) {
    (void)t;
    return from_bool(((stream *)as_obj(v))->closed);
}

static value base_close(thread *t, value *a, int n) {
    (void)n;
    stream *s = (stream *)as_obj(a[0]);
    if (s->closed) {
        return NONE;
    }
    value r = call_method(t, a[0], N(t, flush), NULL, 0);
    s->closed = true;
    return r == NIL ? NIL : NONE;
}

static value base_flush(thread *t, value *a, int n) {
    (void)n;
    return ((stream *)as_obj(a[0]))->closed ? io_closed(t) : NONE;
}

static value base_false(thread *t, value *a, int n) {
    (void)n;
    return check_open(t, a[0]) ? V_FALSE : NIL;
}

static value io_base_enter(thread *t, value *a, int n) {
    (void)n;
    return check_open(t, a[0]) ? a[0] : NIL;
}

static value base_exit(thread *t, value *a, int n) {
    (void)n;
    value r = call_method(t, a[0], N(t, close), NULL, 0);
    return r == NIL ? NIL : NONE;
}

static value base_iter(thread *t, value v) {
    return check_open(t, v) ? v : NIL;
}

static value base_next(thread *t, value v) {
    value line = call_method(t, v, N(t, readline), NULL, 0);
    if (line == NIL) {
        return NIL;
    }
    int64_t len = op_len(t, line);
    return len <= 0 ? NIL : line;
}

static value base_seek(thread *t, value *a, int n) {
    (void)a, (void)n;
    return io_unsupported(t, "seek");
}

static value base_tell(thread *t, value *a, int n) {
    (void)n;
    value args[2] = {from_small(0), from_small(1)};
    return call_named(t, a[0], "seek", args, 2);
}

static value base_truncate(thread *t, value *a, int n) {
    (void)a, (void)n;
    return io_unsupported(t, "truncate");
}

static value base_fileno(thread *t, value *a, int n) {
    (void)a, (void)n;
    return io_unsupported(t, "fileno");
}

static value base_readline(thread *t, value *a, int n) {
    (void)n;
    int64_t limit;
    value line = bytearray_new(t, NULL, 0);
    if (line == NIL || !io_size_arg(t, a[1], &limit)) {
        return NIL;
    }
    bytearray *l = (bytearray *)as_obj(line);
    while (limit < 0 || l->len < (size_t)limit) {
        value one = from_small(1);
        value b = call_method(t, a[0], N(t, read), &one, 1);
        const uint8_t *p;
        size_t len;
        if (b == NIL) {
            return NIL;
        }
        if (!is_kind(b, T_BYTES) || !bytes_view(b, &p, &len)) {
            return raise_error(t, E_OS_ERROR,
                               "read() should have returned a bytes object, not '%T'", b);
        }
        if (len == 0) {
            break;
        }
        bool end = p[len - 1] == '\n';
        if (op_inplace(t, line, b, BIN_ADD) == NIL) {
            return NIL;
        }
        if (end) {
            break;
        }
    }
    return bytes_new(t, l->data, l->len);
}

static value base_readlines(thread *t, value *a, int n) {
    (void)n;
    int64_t hint, total = 0;
    value lines = list_new(t, 0);
    if (lines == NIL || !io_size_arg(t, a[1], &hint)) {
        return NIL;
    }
    value it = op_iter(t, a[0]), line;
    if (it == NIL) {
        return NIL;
    }
    while ((line = op_next(t, it)) != NIL) {
        int64_t len = op_len(t, line);
        if (len < 0 || !list_append(t, (list *)as_obj(lines), line)) {
            return NIL;
        }
        total += len;
        if (hint > 0 && total >= hint) {
            break;
        }
    }
    return t->exc != NIL ? NIL : lines;
}

static value base_writelines(thread *t, value *a, int n) {
    (void)n;
    iter it;
    if (!check_open(t, a[0]) || !iter_start(t, &it, a[1])) {
        return NIL;
    }
    value line;
    while ((line = iter_step(t, &it)) != NIL) {
        if (call_method(t, a[0], N(t, write), &line, 1) == NIL) {
            return NIL;
        }
    }
    return t->exc != NIL ? NIL : NONE;
}

static const native_def base_methods[] = {
    {"close", base_close, "self, /", 0,
     "Flush and close the IO object.\n\nThis method has no effect if the file is already closed."},
    {"flush", base_flush, "self, /", 0,
     "Flush write buffers, if applicable.\n\nThis is not implemented for read-only and "
     "non-blocking streams."},
    {"seek", base_seek, NULL, 0, "Change stream position."},
    {"tell", base_tell, "self, /", 0, "Return current stream position."},
    {"truncate", base_truncate, NULL, 0, "Truncate file to size bytes."},
    {"fileno", base_fileno, "self, /", 0, "Returns underlying file descriptor if one exists."},
    {"isatty", base_false, "self, /", 0, "Return whether this is an 'interactive' stream."},
    {"readable", base_false, "self, /", 0, "Return whether object was opened for reading."},
    {"writable", base_false, "self, /", 0, "Return whether object was opened for writing."},
    {"seekable", base_false, "self, /", 0, "Return whether object supports random access."},
    {"readline", base_readline, "self, size=-1, /", 0, "Read and return a line from the stream."},
    {"readlines", base_readlines, "self, hint=-1, /", 0, "Return a list of lines from the stream."},
    {"writelines", base_writelines, "self, lines, /", 0, "Write a list of lines to stream."},
    {"__enter__", io_base_enter, "self, /", 0, NULL},
    {"__exit__", base_exit, NULL, 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def base_getset[] = {
    {"closed", base_get_closed, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

static const type_spec base_spec = {
    .name = "io.IOBase",
    .size = sizeof(stream),
    .flags = TYPE_BASE,
    .slots = {.new = io_alloc, .init = base_init, .iter = base_iter, .next = base_next},
    .methods = base_methods,
    .getset = base_getset,
    .doc = "The abstract base class for all I/O classes.",
};

/* ---- RawIOBase ---- */

static value raw_read(thread *t, value *a, int n) {
    (void)n;
    int64_t size;
    if (!io_size_arg(t, a[1], &size)) {
        return NIL;
    }
    if (size < 0) {
        return call_named(t, a[0], "readall", NULL, 0);
    }
    value into = bytearray_new(t, NULL, (size_t)size);
    value r = into == NIL ? NIL : call_named(t, a[0], "readinto", &into, 1);
    int64_t got;
    if (r == NIL || r == NONE) {
        return r;
    }
    if (!op_to_int64(t, r, &got)) {
        return NIL;
    }
    bytearray *b = (bytearray *)as_obj(into);
    return bytes_new(t, b->data, got < 0 ? 0 : (size_t)got < b->len ? (size_t)got : b->len);
}

static value raw_readall(thread *t, value *a, int n) {
    (void)n;
    value all = bytearray_new(t, NULL, 0);
    for (;;) {
        value size = from_small(IO_CHUNK);
        value part = all == NIL ? NIL : call_method(t, a[0], N(t, read), &size, 1);
        const uint8_t *p;
        size_t len;
        bytearray *so_far = all == NIL ? NULL : (bytearray *)as_obj(all);
        if (part == NONE) {
            return so_far->len == 0 ? NONE : bytes_new(t, so_far->data, so_far->len);
        }
        if (part == NIL) {
            return NIL;
        }
        if (!bytes_view(part, &p, &len)) {
            return raise_error(t, E_TYPE_ERROR, "read() should return bytes");
        }
        if (len == 0) {
            return bytes_new(t, so_far->data, so_far->len);
        }
        if (op_inplace(t, all, part, BIN_ADD) == NIL) {
            return NIL;
        }
    }
}

static const native_def raw_methods[] = {
    {"read", raw_read, "self, size=-1, /", 0, NULL},
    {"readall", raw_readall, "self, /", 0, "Read until EOF, using multiple read() call."},
    {NULL, NULL, NULL, 0, NULL},
};

static const type_spec raw_spec = {
    .name = "io.RawIOBase",
    .size = sizeof(stream),
    .flags = TYPE_BASE,
    .methods = raw_methods,
    .doc = "Base class for raw binary I/O.",
};

/* ---- BufferedIOBase, TextIOBase ---- */

static value no_read(thread *t, value *a, int n) {
    (void)a, (void)n;
    return io_unsupported(t, "read");
}

static value no_read1(thread *t, value *a, int n) {
    (void)a, (void)n;
    return io_unsupported(t, "read1");
}

static value no_readline(thread *t, value *a, int n) {
    (void)a, (void)n;
    return io_unsupported(t, "readline");
}

static value no_write(thread *t, value *a, int n) {
    (void)a, (void)n;
    return io_unsupported(t, "write");
}

static value no_detach(thread *t, value *a, int n) {
    (void)a, (void)n;
    return io_unsupported(t, "detach");
}

/* readinto() by way of read(). */
static value buffered_base_readinto(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_BYTEARRAY)) {
        return raise_error(t, E_TYPE_ERROR,
                           "readinto() argument must be read-write bytes-like object, not %T",
                           a[1]);
    }
    value size = int_new(t, (int64_t)((bytearray *)as_obj(a[1]))->len);
    value got = call_method(t, a[0], N(t, read), &size, 1);
    const uint8_t *p;
    size_t len;
    if (got == NIL) {
        return NIL;
    }
    if (!bytes_view(got, &p, &len)) {
        return raise_error(t, E_TYPE_ERROR, "read() should return bytes");
    }
    bytearray *into = (bytearray *)as_obj(a[1]);
    if (len > into->len) {
        return raise_error(t, E_VALUE_ERROR,
                           "read() returned too much data: %zu bytes requested, %zu returned",
                           into->len, len);
    }
    memcpy(into->data, p, len);
    return from_small((int64_t)len);
}

static const native_def buffered_base_methods[] = {
    {"read", no_read, NULL, 0, NULL},
    {"read1", no_read1, NULL, 0, NULL},
    {"readinto", buffered_base_readinto, "self, buffer, /", 0, NULL},
    {"readinto1", buffered_base_readinto, "self, buffer, /", 0, NULL},
    {"write", no_write, NULL, 0, NULL},
    {"detach", no_detach, NULL, 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

static const type_spec buffered_base_spec = {
    .name = "io.BufferedIOBase",
    .size = sizeof(stream),
    .flags = TYPE_BASE,
    .methods = buffered_base_methods,
    .doc = "Base class for buffered IO objects.",
};

static value get_none(thread *t, value v) {
    (void)t, (void)v;
    return NONE;
}

static const native_def text_base_methods[] = {
    {"read", no_read, NULL, 0, NULL},   {"readline", no_readline, NULL, 0, NULL},
    {"write", no_write, NULL, 0, NULL}, {"detach", no_detach, NULL, 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def text_base_getset[] = {
    {"encoding", get_none, NULL, NULL},
    {"newlines", get_none, NULL, NULL},
    {"errors", get_none, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

static const type_spec text_base_spec = {
    .name = "io.TextIOBase",
    .size = sizeof(stream),
    .flags = TYPE_BASE,
    .methods = text_base_methods,
    .getset = text_base_getset,
    .doc = "Base class for text I/O.",
};

/* ---- the state of one VM ---- */

static value make_unsupported(thread *t) {
    value bases =
        tuple_pair(t, from_obj(t->vm->exc[E_OS_ERROR]), from_obj(t->vm->exc[E_VALUE_ERROR]));
    dict *ns = dict_new(t);
    value module_name = str_from(t, "io"), name = str_from(t, "UnsupportedOperation");
    if (bases == NIL || ns == NULL || module_name == NIL || name == NIL ||
        !dict_set_str(t, ns, N(t, __module__), module_name)) {
        return NIL;
    }
    return call3(t, from_obj(t->vm->types[T_TYPE]), name, bases, from_obj(ns));
}

io_state *io_state_of(thread *t) {
    stdlib_state *lib = stdlib_of(t->vm);
    if (lib->io != NULL) {
        return lib->io;
    }
    static const struct {
        const type_spec *spec;
        int base;
    } made[IO_TYPES] = {
        [IO_BASE] = {&base_spec, -1},
        [IO_RAW_BASE] = {&raw_spec, IO_BASE},
        [IO_BUFFERED_BASE] = {&buffered_base_spec, IO_BASE},
        [IO_TEXT_BASE] = {&text_base_spec, IO_BASE},
        [IO_FILE] = {&fileio_spec, IO_RAW_BASE},
        [IO_READER] = {&reader_spec, IO_BUFFERED_BASE},
        [IO_WRITER] = {&writer_spec, IO_BUFFERED_BASE},
        [IO_RANDOM] = {&random_spec, IO_BUFFERED_BASE},
        [IO_TEXT] = {&text_spec, IO_TEXT_BASE},
        [IO_BYTES] = {&bytesio_spec, IO_BUFFERED_BASE},
        [IO_STRING] = {&stringio_spec, IO_TEXT_BASE},
    };
    io_state *io = mem_alloc(t, sizeof *io);
    value types = tuple_new(t, IO_TYPES + 1);
    if (io == NULL || types == NIL) {
        return NULL;
    }
    memset(io, 0, sizeof *io);
    for (int i = 0; i < IO_TYPES; i++) {
        io->types[i] =
            type_from_spec(t, made[i].spec, made[i].base < 0 ? NULL : io->types[made[i].base]);
        if (io->types[i] == NULL) {
            return NULL;
        }
        ((tuple *)as_obj(types))->items[i] = from_obj(io->types[i]);
    }
    value unsupported = make_unsupported(t);
    if (unsupported == NIL) {
        return NULL;
    }
    io->unsupported = (type *)as_obj(unsupported);
    ((tuple *)as_obj(types))->items[IO_TYPES] = unsupported;
    *vm_root(t->vm) = types;
    lib->io = io;
    return io;
}

void io_fini(vm *m) {
    mem_free(m, stdlib_of(m)->io, sizeof(io_state));
    stdlib_of(m)->io = NULL;
}

/* ---- open() ---- */

typedef struct open_mode {
    char raw[4]; /* for FileIO */
    bool reading, writing, appending, creating, updating, text, binary;
} open_mode;

static bool parse_mode(thread *t, value mode, open_mode *m) {
    const str *s = (str *)as_obj(mode);
    memset(m, 0, sizeof *m);
    for (size_t i = 0; i < s->len; i++) {
        bool *flag = s->data[i] == 'x'   ? &m->creating
                     : s->data[i] == 'r' ? &m->reading
                     : s->data[i] == 'w' ? &m->writing
                     : s->data[i] == 'a' ? &m->appending
                     : s->data[i] == '+' ? &m->updating
                     : s->data[i] == 't' ? &m->text
                     : s->data[i] == 'b' ? &m->binary
                                         : NULL;
        if (flag == NULL || *flag) {
            raise_error(t, E_VALUE_ERROR, "invalid mode: '%U'", s);
            return false;
        }
        *flag = true;
    }
    if (m->text && m->binary) {
        raise_error(t, E_VALUE_ERROR, "can't have text and binary mode at once");
        return false;
    }
    if (m->creating + m->reading + m->writing + m->appending > 1) {
        raise_error(t, E_VALUE_ERROR, "must have exactly one of create/read/write/append mode");
        return false;
    }
    size_t n = 0;
    if (m->creating || m->reading || m->writing || m->appending) {
        m->raw[n++] = m->creating ? 'x' : m->reading ? 'r' : m->writing ? 'w' : 'a';
    }
    m->raw[n] = m->updating ? '+' : '\0';
    return true;
}

/* Closes what was opened when a layer above could not be made; the exception stays. */
static value fail_closed(thread *t, value f) {
    value exc = t->exc;
    t->exc = NIL;
    if (call_method(t, f, N(t, close), NULL, 0) == NIL) {
        exc_clear(t);
    }
    t->exc = exc;
    return NIL;
}

static value io_open(thread *t, value *a, int n) {
    (void)n;
    value mode_arg = a[1] == NIL ? str_from(t, "r") : a[1];
    if (mode_arg == NIL) {
        return NIL;
    }
    if (!is_kind(mode_arg, T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "open() argument 'mode' must be str, not %T", mode_arg);
    }
    static const char *const str_args[] = {"encoding", "errors", "newline"};
    for (int i = 0; i < 3; i++) {
        value v = a[3 + i];
        if (v != NIL && v != NONE && !is_kind(v, T_STR)) {
            return raise_error(t, E_TYPE_ERROR, "open() argument '%s' must be str or None, not %T",
                               str_args[i], v);
        }
    }
    int64_t buffering = -1;
    int closefd = a[6] == NIL ? 1 : op_truth(t, a[6]);
    open_mode m;
    if (closefd < 0 || (a[2] != NIL && !op_to_int64(t, a[2], &buffering)) ||
        !parse_mode(t, mode_arg, &m)) {
        return NIL;
    }
    for (int i = 0; m.binary && i < 3; i++) {
        if (a[3 + i] != NIL && a[3 + i] != NONE) {
            return raise_error(t, E_VALUE_ERROR, "binary mode doesn't take %s %s argument",
                               i == 2 ? "a" : "an", str_args[i]);
        }
    }
    value path = is_any_int(a[0]) ? a[0] : io_fspath(t, a[0]);
    value raw = path == NIL ? NIL : fileio_open(t, path, m.raw, closefd, a[7]);
    if (raw == NIL) {
        return NIL;
    }
    bool tty = false;
    if (buffering < 0 || buffering == 1) {
        value r = call_method(t, raw, N(t, isatty), NULL, 0);
        tty = r == V_TRUE;
    }
    bool lines = (buffering == 1 && !m.binary) || (buffering < 0 && tty);
    if (buffering == 0) {
        if (!m.binary) {
            raise_error(t, E_VALUE_ERROR, "can't have unbuffered text I/O");
            return fail_closed(t, raw);
        }
        return raw;
    }
    size_t size = buffering <= 1 ? IO_CHUNK : (size_t)buffering;
    value b = buffered_over(t,
                            m.updating  ? IO_RANDOM
                            : m.reading ? IO_READER
                                        : IO_WRITER,
                            raw, size);
    if (b == NIL) {
        return fail_closed(t, raw);
    }
    if (m.binary) {
        return b;
    }
    value f = text_over(t, b, a[3], a[4], a[5], lines, false);
    if (f == NIL) {
        return fail_closed(t, b);
    }
    ((text *)as_obj(f))->mode = mode_arg;
    return f;
}

static value io_open_code(thread *t, value *a, int n) {
    (void)n;
    value raw = fileio_open(t, a[0], "r", true, NONE);
    return raw == NIL ? NIL : buffered_over(t, IO_READER, raw, IO_CHUNK);
}

static value io_text_encoding(thread *t, value *a, int n) {
    (void)n;
    return a[0] == NONE ? str_from(t, "locale") : a[0];
}

/* ---- the standard streams ---- */

/* What CPython makes of the environment: the name of the locale; is its UTF-8 mode on. */
static const char *locale_name(void) {
    const char *const vars[] = {getenv("LC_ALL"), getenv("LC_CTYPE"), getenv("LANG")};
    for (int i = 0; i < 3; i++) {
        if (vars[i] != NULL && *vars[i] != '\0') {
            return vars[i];
        }
    }
    return "C";
}

static bool utf8_mode(void) {
    const char *set_by = getenv("PYTHONUTF8"), *locale = locale_name();
    if (set_by != NULL && *set_by != '\0') {
        return strcmp(set_by, "1") == 0;
    }
    return strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0;
}

const char *io_default_encoding(void) {
    return utf8_mode() ? "utf-8" : "UTF-8";
}

/* In the C locale, or the one that CPython puts in its place, undecodable bytes come in and go out
 * as they are. */
static bool plain_locale(void) {
    static const char *const plain[] = {"C.UTF-8", "C.utf8", "UTF-8"};
    const char *locale = locale_name();
    bool found = utf8_mode();
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        found |= strcmp(locale, plain[i]) == 0;
    }
    return found;
}

value io_std_stream(thread *t, int fd) {
    static const char *const stream_names[] = {"<stdin>", "<stdout>", "<stderr>"};
    struct stat st;
    if (outside_fstat(t, fd, &st) != 0) {
        return NONE;
    }
    value raw = fileio_open(t, from_small(fd), fd == 0 ? "r" : "w", false, NONE);
    value name = str_from(t, stream_names[fd]);
    if (raw == NIL || name == NIL) {
        return NIL;
    }
    ((fileio *)as_obj(raw))->name = name;
    value b = buffered_over(t, fd == 0 ? IO_READER : IO_WRITER, raw, IO_CHUNK);
    value encoding = str_from(t, "utf-8");
    value errors = str_from(t, fd == 2          ? "backslashreplace"
                               : plain_locale() ? "surrogateescape"
                                                : "strict");
    if (b == NIL || encoding == NIL || errors == NIL) {
        return NIL;
    }
    value f = text_over(t, b, encoding, errors, str_from(t, "\n"), outside_isatty(t, fd) || fd == 2,
                        false);
    if (f != NIL) {
        ((text *)as_obj(f))->mode = str_from(t, fd == 0 ? "r" : "w");
    }
    return f;
}

/* What cannot be raised any more, as CPython shows it. */
static void report_ignored(thread *t, value file) {
    value exc = t->exc;
    t->exc = NIL;
    value head = str_format(t, "Exception ignored in: %R\n", file);
    if (head == NIL) {
        exc_clear(t);
    }
    t->exc = NIL;
    value body = exc_format(t, exc);
    exc_clear(t);
    value err = sys_get(t, "stderr");
    for (int i = 0; i < 2; i++) {
        value s = i == 0 ? head : body;
        if (s != NIL && err != NIL && err != NONE &&
            call_method(t, err, N(t, write), &s, 1) == NIL) {
            exc_clear(t);
        }
    }
}

/* Flushes one of sys's streams. */
static bool flush_std(thread *t, const char *name, bool report) {
    value f = sys_get(t, name);
    if (f == NIL || f == NONE) {
        exc_clear(t);
        return true;
    }
    bool failed = false;
    value closed = op_getattr_opt(t, f, N(t, closed), &failed);
    int truth = failed ? -1 : closed == NIL ? 0 : op_truth(t, closed);
    if (truth != 0) {
        exc_clear(t);
        return true;
    }
    if (call_method(t, f, N(t, flush), NULL, 0) != NIL) {
        return true;
    }
    if (report) {
        report_ignored(t, f);
    }
    exc_clear(t);
    if (io_is(t, f, IO_TEXT)) { /* not once more when the collector takes it */
        value b = ((text *)as_obj(f))->buffer;
        if (io_is(t, b, IO_WRITER)) {
            ((buffered *)as_obj(b))->wend = 0;
        }
    }
    return false;
}

bool io_flush_all(thread *t) {
    io_state *io = stdlib_of(t->vm)->io;
    bool ok = flush_std(t, "stdout", true);
    flush_std(t, "stderr", false);
    for (buffered *b = io != NULL ? io->open : NULL, *next; b != NULL; b = next) {
        next = b->next;
        /* One that a daemon thread is inside of is left to it. */
        if (b->wend > 0 && buffered_idle(b) && !buffered_flush(t, b)) {
            exc_clear(t);
            b->wend = 0;
        }
    }
    return ok;
}

/* ---- the module ---- */

static const native_def io_functions[] = {
    {"open", io_open,
     "file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, "
     "opener=None",
     0, "Open file and return a stream.  Raise OSError upon failure."},
    {"open_code", io_open_code, "path", 0,
     "Opens the provided file with the intent to import the contents."},
    {"text_encoding", io_text_encoding, "encoding, stacklevel=2, /", 0,
     "A helper function to choose the text encoding."},
    {NULL, NULL, NULL, 0, NULL},
};

/* io.open is the builtin open, which itself calls _io.open. */
static bool share_open(thread *t, module *m) {
    value open_fn = dict_get_str(t->vm->builtins, str_intern(t, "open"));
    value name = op_getattr(t, from_obj(m), N(t, __name__));
    bool is_io = is_kind(name, T_STR) && strcmp(((str *)as_obj(name))->data, "io") == 0;
    return name != NIL && (!is_io || open_fn == NIL || module_set(t, m, "open", open_fn));
}

static bool io_init(thread *t, module *m) {
    static const char *const type_names[IO_TYPES] = {
        [IO_BASE] = "IOBase",
        [IO_RAW_BASE] = "RawIOBase",
        [IO_BUFFERED_BASE] = "BufferedIOBase",
        [IO_TEXT_BASE] = "TextIOBase",
        [IO_FILE] = "FileIO",
        [IO_READER] = "BufferedReader",
        [IO_WRITER] = "BufferedWriter",
        [IO_RANDOM] = "BufferedRandom",
        [IO_TEXT] = "TextIOWrapper",
        [IO_BYTES] = "BytesIO",
        [IO_STRING] = "StringIO",
    };
    io_state *io = io_state_of(t);
    if (io == NULL) {
        return false;
    }
    for (int i = 0; i < IO_TYPES; i++) {
        if (!module_set(t, m, type_names[i], from_obj(io->types[i]))) {
            return false;
        }
    }
    return module_set(t, m, "UnsupportedOperation", from_obj(io->unsupported)) &&
           share_open(t, m) &&
           module_set(t, m, "BlockingIOError", from_obj(t->vm->exc[E_BLOCKING_IO_ERROR])) &&
           module_set_int(t, m, "DEFAULT_BUFFER_SIZE", IO_CHUNK) &&
           module_set_int(t, m, "SEEK_SET", SEEK_SET) &&
           module_set_int(t, m, "SEEK_CUR", SEEK_CUR) && module_set_int(t, m, "SEEK_END", SEEK_END);
}

const module_def io_module = {
    "io",
    "The io module provides the Python interfaces to stream handling. The builtin open function is "
    "defined in this module.",
    io_functions,
    io_init,
};

const module_def _io_module = {
    "_io",
    "Implementation module for io.",
    io_functions,
    io_init,
};
