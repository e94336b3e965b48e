/* buffered.c: BufferedReader, BufferedWriter, BufferedRandom. See file.h for how they share
 * descriptor and buffer. Messages and reprs are CPython's.
 */
#include "stdlib/file.h"

#include <errno.h>
#include <unistd.h>

#include "stdlib/simnet.h"
#include "vm/seq.h"
#include "vm/str.h"

/* ---- the buffer ---- */

static buffered *self_buf(value v) {
    return (buffered *)as_obj(v);
}

static void unlink_open(vm *m, buffered *b) {
    if (b->prev != NULL && m->stdlib != NULL) {
        *b->prev = b->next;
        if (b->next != NULL) {
            b->next->prev = b->prev;
        }
    }
    b->prev = NULL;
    b->next = NULL;
}

static void buffered_trace(gc *g, object *o) {
    gc_value(g, ((buffered *)o)->raw);
}

/* The collector found it dropped without close(): what it holds is written, as CPython does. */
static void buffered_free(vm *m, object *o) {
    buffered *b = (buffered *)o;
    size_t done = 0;
    while (b->box != NULL && b->box->fd >= 0 && done < b->wend) {
        ssize_t r = simnet_has(m, b->box->fd)
                        ? simnet_post(m, b->box->fd, b->buf + done, b->wend - done)
                        : write(b->box->fd, b->buf + done, b->wend - done);
        if (r < 0 && errno != EINTR) {
            break;
        }
        done += r > 0 ? (size_t)r : 0;
    }
    unlink_open(m, b);
    mem_free(m, b->buf, b->cap);
    b->buf = NULL;
    fd_box_drop(b->box);
    b->box = NULL;
}

static bool lock(thread *t, buffered *b) {
    if (b->lock.owner == t->gil) {
        raise_error(t, E_RUNTIME_ERROR, "reentrant call inside %R", from_obj(b));
        return false;
    }
    for (;;) {
        gil_result r = gil_lock_acquire(t->gil, &b->lock, -1);
        if (r == GIL_OK) {
            return true;
        }
        if (r == GIL_INTERRUPTED && thread_poll(t)) {
            continue;
        }
        if (t->exc == NIL) {
            raise_error(t, E_RUNTIME_ERROR, "could not acquire lock for %R", from_obj(b));
        }
        return false;
    }
}

static void unlock(thread *t, buffered *b) {
    gil_lock_release(t->gil, &b->lock);
}

static value call_raw(thread *t, buffered *b, const char *name, value *a, int n) {
    if (b->raw == NIL) { /* meanwhile */
        return raise_error(t, E_VALUE_ERROR, "raw stream has been detached");
    }
    str *s = str_intern(t, name);
    return s == NULL ? NIL : call_method(t, b->raw, s, a, n);
}

/* One read of the layer below into p: how many bytes; -1, -2 as fd_read. */
static int64_t raw_read(thread *t, buffered *b, uint8_t *p, size_t n) {
    if (b->box != NULL) {
        if (b->box->fd < 0) {
            io_closed(t);
            return -1;
        }
        return fd_read(t, b->box->fd, p, n);
    }
    value into = bytearray_new(t, NULL, n);
    if (into == NIL) {
        return -1;
    }
    value r = call_raw(t, b, "readinto", &into, 1);
    if (r == NIL || r == NONE) {
        return r == NIL ? -1 : -2;
    }
    int64_t got;
    if (!op_to_int64(t, r, &got)) {
        return -1;
    }
    const bytearray *filled = (const bytearray *)as_obj(into);
    n = filled->len < n ? filled->len : n; /* it may have been made shorter */
    if (got < 0 || (uint64_t)got > n) {
        raise_error(
            t, E_OS_ERROR,
            "raw readinto() returned invalid length %ld (should have been between 0 and %zu)",
            (long)got, n);
        return -1;
    }
    memcpy(p, filled->data, (size_t)got);
    return got;
}

static int64_t raw_write(thread *t, buffered *b, const uint8_t *p, size_t n) {
    if (b->box != NULL) {
        if (b->box->fd < 0) {
            io_closed(t);
            return -1;
        }
        return fd_write(t, b->box->fd, p, n);
    }
    value data = bytes_new(t, p, n);
    value r = data == NIL ? NIL : call_raw(t, b, "write", &data, 1);
    int64_t done;
    if (r == NIL || r == NONE) {
        return r == NIL ? -1 : -2;
    }
    if (!op_to_int64(t, r, &done)) {
        return -1;
    }
    if (done < 0 || (uint64_t)done > n) {
        raise_error(t, E_OS_ERROR,
                    "raw write() returned invalid length %ld (should have been between 0 and %zu)",
                    (long)done, n);
        return -1;
    }
    return done;
}

static int64_t raw_seek(thread *t, buffered *b, int64_t pos, int whence) {
    if (b->box != NULL) {
        if (b->box->fd < 0) {
            io_closed(t);
            return -1;
        }
        return fd_seek(t, b->box->fd, pos, whence);
    }
    value a[2] = {int_new(t, pos), from_small(whence)};
    value r = whence == SEEK_CUR && pos == 0 ? call_raw(t, b, "tell", NULL, 0)
                                             : call_raw(t, b, "seek", a, 2);
    int64_t at;
    return r != NIL && op_to_int64(t, r, &at) ? at : -1;
}

static bool flush_locked(thread *t, buffered *b) {
    size_t done = 0;
    int64_t r = 0;
    while (done < b->wend) {
        r = raw_write(t, b, b->buf + done, b->wend - done);
        if (r < 0) {
            break;
        }
        done += (size_t)r;
        /* What a signal cuts short is no error: its handler runs before the rest is waited for. */
        if (done < b->wend && !thread_poll(t)) {
            r = -1;
            break;
        }
    }
    b->wend -= done < b->wend ? done : b->wend; /* close() may have given up what is left */
    memmove(b->buf, b->buf + done, b->wend);
    if (r == -2) {
        raise_error(t, E_BLOCKING_IO_ERROR, "write could not complete without blocking");
    }
    return r >= 0;
}

/* Forgets what was read ahead, so that the position below is the position here. */
static bool drop_read_ahead(thread *t, buffered *b) {
    int64_t ahead = (int64_t)(b->rend - b->rpos);
    b->rpos = b->rend = 0;
    return ahead == 0 || raw_seek(t, b, -ahead, SEEK_CUR) >= 0;
}

bool buffered_flush(thread *t, buffered *b) {
    if (b->wend == 0 && b->lock.owner == NULL) {
        return true;
    }
    if (!lock(t, b)) {
        return false;
    }
    bool ok = flush_locked(t, b);
    unlock(t, b);
    return ok;
}

bool buffered_write(thread *t, buffered *b, const uint8_t *p, size_t n) {
    if (n <= b->cap - b->wend && b->rpos == b->rend && b->lock.owner == NULL) {
        b->rpos = b->rend = 0;
        memcpy(b->buf + b->wend, p, n);
        b->wend += n;
        return true;
    }
    if (!lock(t, b)) {
        return false;
    }
    bool ok = drop_read_ahead(t, b);
    if (ok && n > b->cap - b->wend) {
        ok = flush_locked(t, b);
        while (ok && n > b->cap) {
            int64_t done = raw_write(t, b, p, n);
            ok = done >= 0;
            if (done == -2) {
                raise_error(t, E_BLOCKING_IO_ERROR, "write could not complete without blocking");
            }
            if (ok) {
                p += done;
                n -= (size_t)done;
                ok = n == 0 || thread_poll(t); /* as in flush_locked */
            }
        }
    }
    if (ok) {
        memcpy(b->buf + b->wend, p, n);
        b->wend += n;
    }
    unlock(t, b);
    return ok;
}

/* Refills an empty read buffer; answers as fd_read. Under the lock. */
static int64_t refill(thread *t, buffered *b) {
    b->rpos = b->rend = 0;
    int64_t got = raw_read(t, b, b->buf, b->cap);
    b->rend = got > 0 ? (size_t)got : 0;
    return got;
}

bool buffered_read1(thread *t, buffered *b, uint8_t *p, size_t max, size_t *n) {
    *n = 0;
    if (!lock(t, b)) {
        return false;
    }
    bool ok = b->wend == 0 || flush_locked(t, b);
    if (ok && b->rpos == b->rend) {
        ok = refill(t, b) != -1;
    }
    if (ok) {
        *n = b->rend - b->rpos < max ? b->rend - b->rpos : max;
        memcpy(p, b->buf + b->rpos, *n);
        b->rpos += *n;
    }
    unlock(t, b);
    return ok;
}

int64_t buffered_tell(thread *t, buffered *b) {
    int64_t at = raw_seek(t, b, 0, SEEK_CUR);
    return at < 0 ? at : at - (int64_t)(b->rend - b->rpos) + (int64_t)b->wend;
}

/* ---- making ---- */

static bool init_buffered(thread *t, buffered *b, value raw, int64_t size) {
    if (size <= 0) {
        raise_error(t, E_VALUE_ERROR, "buffer size must be strictly positive");
        return false;
    }
    uint8_t *buf = mem_alloc(t, (size_t)size);
    if (buf == NULL) {
        return false;
    }
    if (!lock(t, b)) { /* __init__() a second time, while others read into the old buffer */
        mem_free(t->vm, buf, (size_t)size);
        return false;
    }
    mem_free(t->vm, b->buf, b->cap);
    b->buf = buf;
    b->cap = (size_t)size;
    b->raw = raw;
    b->s.closed = false;
    fd_box_drop(b->box);
    b->box = io_is(t, raw, IO_FILE) &&
                     !(as_obj(raw)->flags & OBJ_SUBCLASS && as_obj(raw)->type->flags & TYPE_HEAP)
                 ? fd_box_keep(((fileio *)as_obj(raw))->box)
                 : NULL;
    b->rpos = b->rend = b->wend = 0;
    if (b->writable && b->prev == NULL) {
        io_state *io = stdlib_of(t->vm)->io;
        b->next = io->open;
        b->prev = &io->open;
        if (b->next != NULL) {
            b->next->prev = &b->next;
        }
        io->open = b;
    }
    unlock(t, b);
    return true;
}

static value buffered_alloc(thread *t, type *cls, value *a, int n) {
    (void)a, (void)n;
    buffered *b = heap_alloc(t, cls, cls->size);
    return from_obj(b);
}

static bool raw_can(thread *t, value raw, const char *what, const char *message) {
    str *s = str_intern(t, what);
    value r = s == NULL ? NIL : call_method(t, raw, s, NULL, 0);
    int truth = r == NIL ? -1 : op_truth(t, r);
    if (truth == 0) {
        io_unsupported(t, message);
    }
    return truth > 0;
}

static bool buffered_init(thread *t, value self, value *a, int n) {
    value p[2];
    buffered *b = self_buf(self);
    bool reads = !io_is(t, self, IO_WRITER), writes = !io_is(t, self, IO_READER);
    const char *name = reads && writes ? "BufferedRandom"
                       : reads         ? "BufferedReader"
                                       : "BufferedWriter";
    int64_t size = IO_CHUNK;
    if (!named_args(t, name, "raw\0buffer_size\0", 1, 2, a, n, p) ||
        (p[1] != NIL && !op_to_int64(t, p[1], &size))) {
        return false;
    }
    if (reads && writes && !raw_can(t, p[0], "seekable", "File or stream is not seekable.")) {
        return false;
    }
    if ((reads && !raw_can(t, p[0], "readable", "File or stream is not readable.")) ||
        (writes && !raw_can(t, p[0], "writable", "File or stream is not writable."))) {
        return false;
    }
    b->readable = reads;
    b->writable = writes;
    return init_buffered(t, b, p[0], size);
}

value buffered_over(thread *t, enum io_type id, value raw, size_t size) {
    io_state *io = io_state_of(t);
    value v = io == NULL ? NIL : buffered_alloc(t, io->types[id], NULL, 0);
    if (v == NIL) {
        return NIL;
    }
    buffered *b = self_buf(v);
    b->readable = id != IO_WRITER;
    b->writable = id != IO_READER;
    return init_buffered(t, b, raw, (int64_t)size) ? v : NIL;
}

/* ---- methods ---- */

/* Is it usable? `message` is for a closed one. */
static bool ready(thread *t, buffered *b, const char *message) {
    if (b->raw == NIL) {
        raise_error(t, E_VALUE_ERROR,
                    b->buf != NULL ? "raw stream has been detached"
                                   : "I/O operation on uninitialized object");
        return false;
    }
    bool closed = b->s.closed || (b->box != NULL && b->box->fd < 0);
    if (!closed && b->box == NULL) {
        value c = op_getattr(t, b->raw, N(t, closed));
        int truth = c == NIL ? -1 : op_truth(t, c);
        if (truth < 0) {
            return false;
        }
        closed = truth;
    }
    if (closed) {
        raise_error(t, E_VALUE_ERROR, "%s", message);
        return false;
    }
    return true;
}

static bool ready_to_read(thread *t, buffered *b, const char *message, const char *what) {
    if (!b->readable) {
        io_unsupported(t, what);
        return false;
    }
    return ready(t, b, message);
}

/* Up to n bytes, several reads if need be; fewer only at the end. */
static value read_n(thread *t, buffered *b, size_t n) {
    size_t have = b->rend - b->rpos;
    if (n <= have) {
        value v = bytes_new(t, b->buf + b->rpos, n);
        b->rpos += v != NIL ? n : 0;
        return v;
    }
    /* Grows: not every read(10**9) is meant. */
    size_t cap = n < 2 * b->cap ? n : 2 * b->cap, len = 0;
    uint8_t *p = mem_alloc(t, cap);
    if (p == NULL) {
        return NIL;
    }
    int64_t got = 1;
    while (len < n) {
        have = b->rend - b->rpos;
        if (have == 0) {
            got = refill(t, b);
            if (got <= 0) {
                break;
            }
            continue;
        }
        have = have < n - len ? have : n - len;
        if (len + have > cap) {
            size_t room = cap * 2 > len + have ? cap * 2 : len + have;
            uint8_t *q = mem_realloc(t, p, cap, room);
            if (q == NULL) {
                got = -1;
                break;
            }
            p = q;
            cap = room;
        }
        memcpy(p + len, b->buf + b->rpos, have);
        b->rpos += have;
        len += have;
    }
    value v = got == -1 ? NIL : got == -2 && len == 0 ? NONE : bytes_new(t, p, len);
    mem_free(t->vm, p, cap);
    return v;
}

static int64_t more_of_raw(thread *t, void *arg, uint8_t *p, size_t n) {
    buffered *b = arg;
    size_t have = b->rend - b->rpos;
    if (have > 0) {
        have = have < n ? have : n;
        memcpy(p, b->buf + b->rpos, have);
        b->rpos += have;
        return (int64_t)have;
    }
    return raw_read(t, b, p, n < (1 << 30) ? n : (1 << 30));
}

static value buffered_read(thread *t, value *a, int n) {
    (void)n;
    buffered *b = self_buf(a[0]);
    int64_t size;
    if (!io_size_arg(t, a[1], &size)) {
        return NIL;
    }
    if (size < -1) {
        return raise_error(t, E_VALUE_ERROR, "read length must be non-negative or -1");
    }
    if (!ready_to_read(t, b, "read of closed file", "read") || !lock(t, b)) {
        return NIL;
    }
    value v = NIL;
    if (b->wend == 0 || flush_locked(t, b)) {
        v = size >= 0 ? read_n(t, b, (size_t)size)
                      : io_read_all(t, b, more_of_raw,
                                    b->rend - b->rpos +
                                        (b->box != NULL ? fd_bytes_left(t, b->box->fd) : 0));
    }
    unlock(t, b);
    return v;
}

static value buffered_read1_method(thread *t, value *a, int n) {
    (void)n;
    buffered *b = self_buf(a[0]);
    int64_t size = -1;
    if (a[1] != NIL && !op_to_int64(t, a[1], &size)) {
        return NIL;
    }
    if (!ready_to_read(t, b, "read of closed file", "read1")) {
        return NIL;
    }
    size_t max = size < 0 ? b->cap : (size_t)size, got;
    max = max < (1 << 26) ? max : (1 << 26);
    if (max == 0) {
        return t->vm->empty_bytes;
    }
    uint8_t *p = mem_alloc(t, max);
    if (p == NULL) {
        return NIL;
    }
    value v = buffered_read1(t, b, p, max, &got) ? bytes_new(t, p, got) : NIL;
    mem_free(t->vm, p, max);
    return v;
}

static value buffered_readinto(thread *t, value *a, int n) {
    (void)n;
    buffered *b = self_buf(a[0]);
    bytearray *into;
    if (!ready_to_read(t, b, "readinto of closed file", "readinto") ||
        !io_fill_target(t, a[1], &into) || !lock(t, b)) {
        return NIL;
    }
    value v = b->wend == 0 || flush_locked(t, b) ? read_n(t, b, into->len) : NIL;
    unlock(t, b);
    return io_fill_with(into, v);
}

static value buffered_peek(thread *t, value *a, int n) {
    (void)n;
    buffered *b = self_buf(a[0]);
    if (!ready_to_read(t, b, "peek of closed file", "peek") || !lock(t, b)) {
        return NIL;
    }
    bool ok = (b->wend == 0 || flush_locked(t, b)) && (b->rpos < b->rend || refill(t, b) != -1);
    value v = ok ? bytes_new(t, b->buf + b->rpos, b->rend - b->rpos) : NIL;
    unlock(t, b);
    return v;
}

/* The next line, at most `limit` bytes (-1 = any). */
static value read_line(thread *t, buffered *b, int64_t limit) {
    if (!lock(t, b)) {
        return NIL;
    }
    value v = NIL;
    uint8_t *p = NULL;
    size_t len = 0, cap = 0;
    bool ok = b->wend == 0 || flush_locked(t, b);
    while (ok) {
        size_t have = b->rend - b->rpos;
        if (limit >= 0 && have > (size_t)limit - len) {
            have = (size_t)limit - len;
        }
        uint8_t *from = b->buf + b->rpos;
        uint8_t *nl = have > 0 ? memchr(from, '\n', have) : NULL;
        size_t part = nl != NULL ? (size_t)(nl - from) + 1 : have;
        b->rpos += part;
        bool last = nl != NULL || (limit >= 0 && len + part == (size_t)limit);
        if (last && len == 0) {
            v = bytes_new(t, from, part);
            break;
        }
        if (len + part > cap) {
            size_t room = cap * 2 > len + part ? cap * 2 : len + part;
            uint8_t *q = p == NULL ? mem_alloc(t, room) : mem_realloc(t, p, cap, room);
            if (q == NULL) {
                break;
            }
            p = q;
            cap = room;
        }
        if (part > 0) {
            memcpy(p + len, from, part);
            len += part;
        }
        int64_t got = last ? 0 : refill(t, b);
        if (got <= 0) {
            v = got == -1 ? NIL : bytes_new(t, p, len);
            break;
        }
    }
    mem_free(t->vm, p, cap);
    unlock(t, b);
    return v;
}

static value buffered_readline(thread *t, value *a, int n) {
    (void)n;
    int64_t limit;
    return io_size_arg(t, a[1], &limit) &&
                   ready_to_read(t, self_buf(a[0]), "readline of closed file", "read")
               ? read_line(t, self_buf(a[0]), limit)
               : NIL;
}

static value buffered_next(thread *t, value v) {
    if (!ready_to_read(t, self_buf(v), "readline of closed file", "read")) {
        return NIL;
    }
    value line = read_line(t, self_buf(v), -1);
    return line != NIL && ((bytes *)as_obj(line))->len == 0 ? NIL : line;
}

static value buffered_write_method(thread *t, value *a, int n) {
    (void)n;
    buffered *b = self_buf(a[0]);
    const uint8_t *p;
    size_t len;
    if (!b->writable) {
        return io_unsupported(t, "write");
    }
    if (!io_bytes_arg(t, a[1], &p, &len) || !ready(t, b, "write to closed file")) {
        return NIL;
    }
    value copy = a[1];
    if (is_kind(a[1], T_BYTEARRAY) && len > b->cap - b->wend) {
        copy = bytes_new(t, p, len); /* another thread may change it meanwhile */
        if (copy == NIL || !io_bytes_arg(t, copy, &p, &len)) {
            return NIL;
        }
    }
    bool ok = buffered_write(t, b, p, len);
    keep(copy);
    return ok ? int_new(t, (int64_t)len) : NIL;
}

static value buffered_flush_method(thread *t, value *a, int n) {
    (void)n;
    buffered *b = self_buf(a[0]);
    if (!ready(t, b, "flush of closed file")) {
        return NIL;
    }
    if (b->writable && !buffered_flush(t, b)) {
        return NIL;
    }
    return b->box != NULL ? NONE : call_raw(t, b, "flush", NULL, 0);
}

static value buffered_seek(thread *t, value *a, int n) {
    (void)n;
    buffered *b = self_buf(a[0]);
    int64_t pos;
    int whence;
    if (!op_to_int64(t, a[1], &pos) || !io_whence_arg(t, a[2], &whence)) {
        return NIL;
    }
    if (whence < 0 || whence > 2) {
        return raise_error(t, E_VALUE_ERROR, "whence value %d unsupported", whence);
    }
    if (!ready(t, b, "seek of closed file") || !lock(t, b)) {
        return NIL;
    }
    int64_t at = -1;
    if (b->wend == 0 || flush_locked(t, b)) {
        if (whence == SEEK_CUR) {
            pos -= (int64_t)(b->rend - b->rpos);
        }
        at = raw_seek(t, b, pos, whence);
        if (at >= 0) {
            b->rpos = b->rend = 0;
        }
    }
    unlock(t, b);
    return io_seek_result(t, at);
}

static value buffered_tell_method(thread *t, value *a, int n) {
    (void)n;
    buffered *b = self_buf(a[0]);
    return ready(t, b, "tell of closed file") ? io_seek_result(t, buffered_tell(t, b)) : NIL;
}

static value buffered_truncate(thread *t, value *a, int n) {
    (void)n;
    buffered *b = self_buf(a[0]);
    if (!ready(t, b, "truncate of closed file")) {
        return NIL;
    }
    if (!b->writable) {
        return io_unsupported(t, "truncate");
    }
    value size = a[1];
    if (size == NIL || size == NONE) {
        size = io_seek_result(t, buffered_tell(t, b));
    }
    if (size == NIL || !buffered_flush(t, b)) {
        return NIL;
    }
    return call_raw(t, b, "truncate", &size, 1);
}

static value buffered_close(thread *t, value *a, int n) {
    (void)n;
    buffered *b = self_buf(a[0]);
    if (b->raw == NIL) {
        return ready(t, b, "") ? NONE : NIL;
    }
    if (b->s.closed || (b->box != NULL && b->box->fd < 0)) {
        b->s.closed = true;
        return NONE;
    }
    value failed = NIL;
    if (b->writable && !buffered_flush(t, b)) {
        failed = t->exc;
        t->exc = NIL;
    }
    b->s.closed = true;
    b->wend = 0;
    unlink_open(t->vm, b);
    value r = call_raw(t, b, "close", NULL, 0);
    if (failed != NIL) { /* what flush said counts more */
        if (r == NIL) {
            exc_clear(t);
        }
        t->exc = failed;
        return NIL;
    }
    return r == NIL ? NIL : NONE;
}

static value buffered_detach(thread *t, value *a, int n) {
    (void)n;
    buffered *b = self_buf(a[0]);
    if (!ready(t, b, "I/O operation on closed file.") || (b->writable && !buffered_flush(t, b))) {
        return NIL;
    }
    value raw = b->raw;
    unlink_open(t->vm, b);
    b->raw = NIL;
    fd_box_drop(b->box);
    b->box = NULL;
    return raw;
}

static value buffered_getvalue_like(thread *t, value *a, const char *name) {
    buffered *b = self_buf(a[0]);
    if (b->raw == NIL) {
        return ready(t, b, "") ? NONE : NIL;
    }
    return call_raw(t, b, name, NULL, 0);
}

static value buffered_fileno(thread *t, value *a, int n) {
    (void)n;
    return buffered_getvalue_like(t, a, "fileno");
}

static value buffered_isatty(thread *t, value *a, int n) {
    (void)n;
    return buffered_getvalue_like(t, a, "isatty");
}

static value buffered_seekable(thread *t, value *a, int n) {
    (void)n;
    return buffered_getvalue_like(t, a, "seekable");
}

static value buffered_readable(thread *t, value *a, int n) {
    (void)n;
    return self_buf(a[0])->readable ? buffered_getvalue_like(t, a, "readable") : V_FALSE;
}

static value buffered_writable(thread *t, value *a, int n) {
    (void)n;
    return self_buf(a[0])->writable ? buffered_getvalue_like(t, a, "writable") : V_FALSE;
}

static value buffered_get_raw(thread *t, value v) {
    (void)t;
    value raw = self_buf(v)->raw;
    return raw != NIL ? raw : NONE;
}

static value buffered_get_closed(thread *t, value v) {
    buffered *b = self_buf(v);
    if (b->raw == NIL) {
        return ready(t, b, "") ? NONE : NIL;
    }
    return b->box != NULL ? from_bool(b->s.closed || b->box->fd < 0)
                          : op_getattr(t, b->raw, N(t, closed));
}

static value buffered_get_name(thread *t, value v) {
    buffered *b = self_buf(v);
    return b->raw == NIL ? (ready(t, b, "") ? NONE : NIL) : op_getattr(t, b->raw, N(t, name));
}

static value buffered_get_mode(thread *t, value v) {
    buffered *b = self_buf(v);
    return b->raw == NIL ? (ready(t, b, "") ? NONE : NIL) : op_getattr(t, b->raw, N(t, mode));
}

static value buffered_repr(thread *t, value v) {
    bool failed = false;
    value raw = self_buf(v)->raw;
    value name = raw == NIL ? NIL : op_getattr_opt(t, raw, N(t, name), &failed);
    if (failed) {
        return NIL;
    }
    return name == NIL ? str_format(t, "<%T>", v) : str_format(t, "<%T name=%R>", v, name);
}

static const native_def buffered_methods[] = {
    {"read", buffered_read, "self, size=-1, /", 0, "Read and return up to n bytes."},
    {"read1", buffered_read1_method, "self, size=-1, /", 0, NULL},
    {"readinto", buffered_readinto, "self, buffer, /", 0, NULL},
    {"readinto1", buffered_readinto, "self, buffer, /", 0, NULL},
    {"peek", buffered_peek, "self, size=0, /", 0, NULL},
    {"readline", buffered_readline, "self, size=-1, /", 0, NULL},
    {"write", buffered_write_method, "self, buffer, /", 0, NULL},
    {"flush", buffered_flush_method, "self, /", 0, NULL},
    {"seek", buffered_seek, "self, target, whence=0, /", 0, NULL},
    {"tell", buffered_tell_method, "self, /", 0, NULL},
    {"truncate", buffered_truncate, "self, pos=None, /", 0, NULL},
    {"close", buffered_close, "self, /", 0, NULL},
    {"detach", buffered_detach, "self, /", 0, NULL},
    {"fileno", buffered_fileno, "self, /", 0, NULL},
    {"isatty", buffered_isatty, "self, /", 0, NULL},
    {"seekable", buffered_seekable, "self, /", 0, NULL},
    {"readable", buffered_readable, "self, /", 0, NULL},
    {"writable", buffered_writable, "self, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def buffered_getset[] = {
    {"raw", buffered_get_raw, attr_readonly, NULL},
    {"closed", buffered_get_closed, NULL, NULL},
    {"name", buffered_get_name, NULL, NULL},
    {"mode", buffered_get_mode, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

#define BUFFERED_SPEC(id, text_, doc_)                       \
    const type_spec id = {.name = "_io." text_,              \
                          .size = sizeof(buffered),          \
                          .flags = TYPE_BASE | TYPE_WEAKREF, \
                          .trace = buffered_trace,           \
                          .free = buffered_free,             \
                          .slots = {.new = buffered_alloc,   \
                                    .init = buffered_init,   \
                                    .repr = buffered_repr,   \
                                    .next = buffered_next},  \
                          .methods = buffered_methods,       \
                          .getset = buffered_getset,         \
                          .doc = doc_}
BUFFERED_SPEC(reader_spec, "BufferedReader",
              "Create a new buffered reader using the given readable raw IO object.");
BUFFERED_SPEC(writer_spec, "BufferedWriter", "A buffer for a writeable sequential RawIO object.");
BUFFERED_SPEC(random_spec, "BufferedRandom", "A buffered interface to random access streams.");
