/* file.c: files of bytes: FileIO, BufferedReader, BufferedWriter, BufferedRandom. See file.h for
 * how they share descriptor and buffer. Messages and reprs are CPython's.
 */
#include "stdlib/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stdlib/outside.h"
#include "stdlib/simnet.h"
#include "vm/seq.h"
#include "vm/str.h"

/* ---- the descriptor ---- */

/* So much a pipe that can be written to takes without blocking. */
enum { PIPE_MIN = 512 };

static bool is_regular(thread *t, int fd) {
    struct stat st;
    bool is = !outside_following(t) && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    return gil_input_usual(t->gil, "regular", is, 0) != 0;
}

/* Around a system call that may block. With --io-drop=blocked the GIL is kept when it would not. */
static bool begin_call(thread *t, int fd, short events, size_t n) {
    if (gil_io_drop_blocked(t->vm->gil) &&
        (events == POLLIN || n <= PIPE_MIN || is_regular(t, fd))) {
        struct pollfd p = {.fd = fd, .events = events};
        int ready = outside_following(t) ? 0 : poll(&p, 1, 0);
        if (gil_input_usual(t->gil, "poll", ready, 0) > 0) {
            return false;
        }
    }
    gil_block_begin(t->gil, GIL_WHY_FD, (uint32_t)fd);
    return true;
}

/* The simulated machine's own: 0 or more, or -1 and errno. */
static ssize_t transfer_simulated(thread *t, int fd, simnet_call *c) {
    int error = simnet_run(t, fd, c, -1);
    errno = error;
    return error == 0 ? c->result : -1;
}

/* A signal that came before the call will not end it. */
static bool is_interrupted(thread *t, int fd) {
    return (gil_attention_get(t->gil) & GIL_ATT_WAKES) != 0 && !outside_following(t) &&
           !(outside_recorded(t) && !outside_is_channel(t, fd));
}

/* The system's: likewise. */
static ssize_t transfer_real(thread *t, int fd, void *p, size_t n, bool out) {
    bool dropped = begin_call(t, fd, out ? POLLOUT : POLLIN, n);
    bool interrupted = dropped && !out && is_interrupted(t, fd);
    uint64_t ticket = 0;
    ssize_t r = interrupted ? -1 : outside_transfer(t, fd, p, n, out, &ticket);
    int err = interrupted ? EINTR : errno;
    if (dropped) {
        gil_block_end(t->gil);
    }
    errno = err;
    return outside_transferred(t, fd, p, n, out, r, ticket);
}

static int64_t transfer(thread *t, int fd, void *p, size_t n, bool out) {
    simnet_call c = {.op = out ? SIMNET_SEND : SIMNET_RECV, .p = p, .n = n};
    bool simulated = simnet_has(t->vm, fd);
    for (;;) {
        ssize_t r = simulated ? transfer_simulated(t, fd, &c) : transfer_real(t, fd, p, n, out);
        int err = errno;
        if (r >= 0) {
            return r;
        }
        if (err == EAGAIN || err == EWOULDBLOCK) {
            return -2;
        }
        if (simulated && err == EDEADLK) {
            raise_error(t, E_RUNTIME_ERROR, "deadlock: nobody can ever end this wait");
            return -1;
        }
        if (err != EINTR) {
            raise_os_error(t, err, NIL);
            return -1;
        }
        if (!thread_poll(t)) { /* a signal: its handler may raise */
            return -1;
        }
    }
}

int64_t fd_read(thread *t, int fd, void *p, size_t n) {
    return transfer(t, fd, p, n, false);
}

int64_t fd_write(thread *t, int fd, const void *p, size_t n) {
    return transfer(t, fd, (void *)(uintptr_t)p, n, true);
}

static fd_box *box_keep(fd_box *box) {
    if (box != NULL) {
        box->refs++;
    }
    return box;
}

static void box_drop(fd_box *box) {
    if (box != NULL && --box->refs == 0) {
        if (box->closefd && box->fd >= 0) {
            simnet_forget(box->m, box->fd);
            close(box->fd);
        }
        free(box);
    }
}

/* ---- FileIO ---- */

static fileio *self_file(value v) {
    return (fileio *)as_obj(v);
}

static void fileio_trace(gc *g, object *o) {
    gc_value(g, ((fileio *)o)->name);
}

static void fileio_free(vm *m, object *o) {
    (void)m;
    box_drop(((fileio *)o)->box);
    ((fileio *)o)->box = NULL;
}

/* The descriptor of an open file; -1 with ValueError set. */
static int open_fd(thread *t, fileio *f) {
    if (f->box == NULL || f->s.closed) {
        raise_error(t, E_VALUE_ERROR,
                    f->box == NULL && !f->s.closed ? "I/O operation on uninitialized object"
                                                   : "I/O operation on closed file");
        return -1;
    }
    return f->box->fd;
}

static bool parse_mode(thread *t, fileio *f, const char *mode, int *flags) {
    int kinds = 0;
    bool plus = false;
    *flags = O_CLOEXEC;
    for (const char *c = mode; *c != '\0'; c++) {
        switch (*c) {
        case 'x':
            kinds++;
            f->created = f->writable = true;
            *flags |= O_EXCL | O_CREAT;
            break;
        case 'r':
            kinds++;
            f->readable = true;
            break;
        case 'w':
            kinds++;
            f->writable = true;
            *flags |= O_CREAT | O_TRUNC;
            break;
        case 'a':
            kinds++;
            f->writable = f->appending = true;
            *flags |= O_APPEND | O_CREAT;
            break;
        case 'b': break;
        case '+':
            if (!plus) {
                f->readable = f->writable = plus = true;
                break;
            }
            kinds = 2;
            break;
        default: raise_error(t, E_VALUE_ERROR, "invalid mode: %s", mode); return false;
        }
    }
    if (kinds != 1) {
        raise_error(t, E_VALUE_ERROR,
                    "Must have exactly one of create/read/write/append mode and at most one plus");
        return false;
    }
    *flags |= f->readable && f->writable ? O_RDWR : f->readable ? O_RDONLY : O_WRONLY;
    return true;
}

/* Has this program written to the same file by an object that still holds some of it back? In
 * CPython that object is often gone, and so closed, where here it waits for a collection: open('x',
 * 'w').write(s). So whoever opens a file meets in it all that was written to it. */
static bool settle_writers(thread *t, const struct stat *mine) {
    struct stat other;
    io_state *io = stdlib_of(t->vm)->io;
    for (buffered *b = io != NULL && S_ISREG(mine->st_mode) ? io->open : NULL, *next; b != NULL;
         b = next) {
        next = b->next;
        if (b->wend > 0 && b->box != NULL && outside_fstat(t, b->box->fd, &other) == 0 &&
            other.st_dev == mine->st_dev && other.st_ino == mine->st_ino && buffered_idle(b)) {
            if (!buffered_flush(t, b)) {
                return false;
            }
            next = b->next; /* others may have come and gone meanwhile */
        }
    }
    return true;
}

static int call_open(thread *t, const char *path, int flags, value name) {
    for (;;) {
        gil_block_begin(t->gil, GIL_WHY_CALL, 0);
        int fd = outside_open(t, path, flags, 0666);
        int err = errno;
        gil_block_end(t->gil);
        errno = err;
        fd = outside_opened(t, "open", fd, path);
        err = errno;
        if (fd >= 0) {
            return fd;
        }
        if (err != EINTR) {
            raise_os_error(t, err, name);
            return -1;
        }
        if (!thread_poll(t)) {
            return -1;
        }
    }
}

static int path_stat(thread *t, const char *path, struct stat *st) {
    return outside_stat_result(t, outside_following(t) ? 0 : stat(path, st), st);
}

value io_fspath(thread *t, value path) {
    if (is_kind(path, T_STR) || is_kind(path, T_BYTES)) {
        return path;
    }
    bool found = false;
    value p = call_special(t, path, N(t, __fspath__), NULL, 0, &found);
    if (!found) {
        return raise_error(t, E_TYPE_ERROR, "expected str, bytes or os.PathLike object, not %T",
                           path);
    }
    if (p != NIL && !is_kind(p, T_STR) && !is_kind(p, T_BYTES)) {
        return raise_error(t, E_TYPE_ERROR,
                           "expected %T.__fspath__() to return str or bytes, not %T", path, p);
    }
    return p;
}

/* A path as bytes with a 0 behind, kept alive by *hold. NULL = exception. */
static const char *path_bytes(thread *t, value path, value *hold) {
    value p = io_fspath(t, path);
    if (p == NIL) {
        return NULL;
    }
    if (is_kind(p, T_STR)) {
        p = str_encode(t, (str *)as_obj(p), "utf-8", "surrogateescape");
        if (p == NIL) {
            return NULL;
        }
    }
    *hold = p;
    bytes *b = (bytes *)as_obj(p);
    if (memchr(b->data, 0, b->len) != NULL) {
        raise_error(t, E_VALUE_ERROR, "embedded null byte");
        return NULL;
    }
    return (const char *)b->data;
}

static bool init_fileio(thread *t, fileio *f, value name, const char *mode, bool closefd,
                        value opener) {
    int flags, fd = -1;
    box_drop(f->box);
    f->box = NULL;
    f->readable = f->writable = f->created = f->appending = f->s.closed = false;
    if (is_any_int(name)) {
        int64_t i;
        if (!op_to_int64(t, name, &i)) {
            return false;
        }
        if (i < 0) {
            raise_error(t, E_VALUE_ERROR, "negative file descriptor");
            return false;
        }
        fd = (int)i;
    }
    if (!parse_mode(t, f, mode, &flags)) {
        return false;
    }
    fd_box *box = calloc(1, sizeof *box);
    if (box == NULL) {
        raise_error(t, E_MEMORY_ERROR, "");
        return false;
    }
    *box = (fd_box){t->vm, fd, 1, closefd};
    struct stat st;
    if (fd >= 0) {
        if (outside_fstat(t, fd, &st) != 0) {
            box->fd = -1;
            box_drop(box);
            raise_os_error(t, errno, NIL);
            return false;
        }
        f->box = box;
        f->name = name;
    } else {
        value hold = NIL;
        const char *path = path_bytes(t, name, &hold);
        if (path != NULL && !closefd) {
            raise_error(t, E_VALUE_ERROR, "Cannot use closefd=False with file name");
            path = NULL;
        }
        if (path != NULL && opener != NONE && opener != NIL) {
            value r = call2(t, opener, name, from_small(flags));
            int64_t i;
            if (r != NIL && op_to_int64(t, r, &i)) {
                fd = (int)i;
                if (fd < 0) {
                    raise_error(t, E_VALUE_ERROR, "opener returned %d", fd);
                }
            }
        } else if (path != NULL && (path_stat(t, path, &st) != 0 || settle_writers(t, &st))) {
            fd = call_open(t, path, flags, name);
        }
        if (fd < 0) {
            box_drop(box);
            return false;
        }
        box->fd = fd;
        f->box = box;
        f->name = name;
        if (outside_fstat(t, fd, &st) != 0) {
            st.st_mode = 0;
        }
    }
    if (S_ISDIR(st.st_mode)) {
        box->closefd &= !is_any_int(name);
        box_drop(box);
        f->box = NULL;
        raise_os_error(t, EISDIR, name);
        return false;
    }
    if (f->appending) {
        outside_lseek(t, fd, 0, SEEK_END);
    }
    return true;
}

static value fileio_alloc(thread *t, type *cls, value *a, int n) {
    (void)a, (void)n;
    fileio *f = heap_alloc(t, cls, cls->size);
    if (f == NULL) {
        return NIL;
    }
    f->name = NIL;
    return from_obj(f);
}

value fileio_open(thread *t, value path, const char *mode, bool closefd, value opener) {
    io_state *io = io_state_of(t);
    value v = io == NULL ? NIL : fileio_alloc(t, io->types[IO_FILE], NULL, 0);
    return v != NIL && init_fileio(t, self_file(v), path, mode, closefd, opener) ? v : NIL;
}

static bool fileio_init(thread *t, value self, value *a, int n) {
    value p[4];
    if (!named_args(t, "FileIO", "file\0mode\0closefd\0opener\0", 1, 4, a, n, p)) {
        return false;
    }
    if (p[1] != NIL && !is_kind(p[1], T_STR)) {
        raise_error(t, E_TYPE_ERROR, "FileIO() argument 'mode' must be str, not %T", p[1]);
        return false;
    }
    int closefd = p[2] == NIL ? 1 : op_truth(t, p[2]);
    return closefd >= 0 &&
           init_fileio(t, self_file(self), p[0], p[1] == NIL ? "r" : ((str *)as_obj(p[1]))->data,
                       closefd, p[3]);
}

static const char *mode_text(const fileio *f) {
    return f->created     ? f->readable ? "xb+" : "xb"
           : f->appending ? f->readable ? "ab+" : "ab"
           : f->readable  ? f->writable ? "rb+" : "rb"
                          : "wb";
}

static value fileio_repr(thread *t, value v) {
    fileio *f = self_file(v);
    if (f->box == NULL || f->s.closed) {
        return str_from(t, "<_io.FileIO [closed]>");
    }
    return str_format(t, "<_io.FileIO name=%R mode='%s' closefd=%s>",
                      f->name == NIL ? NONE : f->name, mode_text(f),
                      f->box->closefd ? "True" : "False");
}

static value fileio_read_once(thread *t, fileio *f, size_t n) {
    uint8_t *p = mem_alloc(t, n + 1);
    if (p == NULL) {
        return NIL;
    }
    fd_box *box = box_keep(f->box);
    int64_t got = fd_read(t, box->fd, p, n);
    box_drop(box);
    value v = got == -1 ? NIL : got == -2 ? NONE : bytes_new(t, p, (size_t)got);
    mem_free(t->vm, p, n + 1);
    return v;
}

/* Everything up to the end, read by `more` (which answers -1, -2 or how many bytes). */
static value read_all(thread *t, void *arg,
                      int64_t (*more)(thread *t, void *arg, uint8_t *p, size_t n), size_t guess) {
    size_t cap = IO_CHUNK, len = 0;
    uint8_t *p = mem_alloc(t, cap);
    if (p == NULL) {
        return NIL;
    }
    int64_t got;
    if (guess >= IO_CHUNK) { /* a regular file: most often exactly so much comes, and goes straight
                                to its place */
        value v = bytes_new(t, NULL, guess);
        uint8_t *to = v != NIL ? ((bytes *)as_obj(v))->data : NULL;
        while (v != NIL && len < guess && (got = more(t, arg, to + len, guess - len)) != 0) {
            if (got < 0) {
                v = NIL;
                break;
            }
            len += (size_t)got;
        }
        got = v != NIL && len == guess ? more(t, arg, p, cap) : v != NIL ? 0 : -1;
        if (got <= 0) {
            mem_free(t->vm, p, cap);
            if (v != NIL && len < guess) {
                v = bytes_new(t, to, len);
            }
            return got == -1 ? NIL : v;
        }
        size_t room = (len + (size_t)got) * 2; /* it grows as we read */
        uint8_t *q = mem_alloc(t, room);
        if (q != NULL) {
            memcpy(q, to, len);
            memcpy(q + len, p, (size_t)got);
        }
        mem_free(t->vm, p, cap);
        keep(v);
        if (q == NULL) {
            return NIL;
        }
        p = q;
        cap = room;
        len += (size_t)got;
    }
    while ((got = more(t, arg, p + len, cap - len)) > 0) {
        len += (size_t)got;
        if (len == cap) {
            size_t room = cap + cap / 2;
            uint8_t *q = mem_realloc(t, p, cap, room);
            if (q == NULL) {
                got = -1;
                break;
            }
            p = q;
            cap = room;
        }
    }
    value v = got == -1 ? NIL : got == -2 && len == 0 ? NONE : bytes_new(t, p, len);
    mem_free(t->vm, p, cap);
    return v;
}

static int64_t more_of_fd(thread *t, void *arg, uint8_t *p, size_t n) {
    return fd_read(t, ((fd_box *)arg)->fd, p, n < (1 << 30) ? n : (1 << 30));
}

/* How much a regular file still has. */
static size_t bytes_left(thread *t, int fd) {
    struct stat st;
    off_t at = outside_lseek(t, fd, 0, SEEK_CUR);
    if (at < 0 || outside_fstat(t, fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= at) {
        return 0;
    }
    return (size_t)(st.st_size - at);
}

static value fileio_read_all(thread *t, fileio *f) {
    fd_box *box = box_keep(f->box);
    value v = read_all(t, box, more_of_fd, bytes_left(t, box->fd));
    box_drop(box);
    return v;
}

static value fileio_read(thread *t, value *a, int n) {
    (void)n;
    fileio *f = self_file(a[0]);
    int64_t size;
    if (open_fd(t, f) < 0) {
        return NIL;
    }
    if (!f->readable) {
        return io_unsupported(t, "File not open for reading");
    }
    if (!io_size_arg(t, a[1], &size)) {
        return NIL;
    }
    return size < 0 ? fileio_read_all(t, f) : fileio_read_once(t, f, (size_t)size);
}

static value fileio_readall(thread *t, value *a, int n) {
    (void)n;
    fileio *f = self_file(a[0]);
    if (open_fd(t, f) < 0) {
        return NIL;
    }
    return f->readable ? fileio_read_all(t, f) : io_unsupported(t, "File not open for reading");
}

/* The memory that readinto() is to fill. */
static bool fill_target(thread *t, value v, bytearray **out) {
    if (!is_kind(v, T_BYTEARRAY)) {
        raise_error(t, E_TYPE_ERROR,
                    "readinto() argument must be read-write bytes-like object, not %T", v);
        return false;
    }
    *out = (bytearray *)as_obj(v);
    return true;
}

/* What readinto answers when `got` was read: the bytes' number, or NIL or None as they are. */
static value fill_with(bytearray *into, value got) {
    if (got == NIL || got == NONE) {
        return got;
    }
    bytes *b = (bytes *)as_obj(got);
    size_t len = b->len < into->len ? b->len : into->len;
    memcpy(into->data, b->data, len);
    return from_small((int64_t)len);
}

static value fileio_readinto(thread *t, value *a, int n) {
    (void)n;
    fileio *f = self_file(a[0]);
    bytearray *into;
    if (open_fd(t, f) < 0) {
        return NIL;
    }
    if (!f->readable) {
        return io_unsupported(t, "File not open for reading");
    }
    if (!fill_target(t, a[1], &into)) {
        return NIL;
    }
    return fill_with(into, fileio_read_once(t, f, into->len));
}

static value fileio_write(thread *t, value *a, int n) {
    (void)n;
    fileio *f = self_file(a[0]);
    const uint8_t *p;
    size_t len;
    if (open_fd(t, f) < 0) {
        return NIL;
    }
    if (!f->writable) {
        return io_unsupported(t, "File not open for writing");
    }
    if (!io_bytes_arg(t, a[1], &p, &len)) {
        return NIL;
    }
    value copy = a[1];
    if (is_kind(a[1], T_BYTEARRAY)) { /* another thread may change it meanwhile */
        copy = bytes_new(t, p, len);
        if (copy == NIL || !io_bytes_arg(t, copy, &p, &len)) {
            return NIL;
        }
    }
    fd_box *box = box_keep(f->box);
    int64_t done = fd_write(t, box->fd, p, len);
    keep(copy);
    box_drop(box);
    return done == -1 ? NIL : done == -2 ? NONE : from_small(done);
}

static bool whence_arg(thread *t, value v, int *out) {
    int64_t i = 0;
    if (v != NIL && !op_to_int64(t, v, &i)) {
        return false;
    }
    *out = (int)i;
    return true;
}

static int64_t seek_fd(thread *t, int fd, int64_t pos, int whence) {
    off_t r = outside_lseek(t, fd, pos, whence);
    if (r < 0) {
        raise_os_error(t, errno, NIL);
    }
    return r;
}

static value fileio_seek(thread *t, value *a, int n) {
    (void)n;
    int fd = open_fd(t, self_file(a[0])), whence;
    int64_t pos;
    if (fd < 0 || !op_to_int64(t, a[1], &pos) || !whence_arg(t, a[2], &whence)) {
        return NIL;
    }
    return io_seek_result(t, seek_fd(t, fd, pos, whence));
}

static value fileio_tell(thread *t, value *a, int n) {
    (void)n;
    int fd = open_fd(t, self_file(a[0]));
    return fd < 0 ? NIL : io_seek_result(t, seek_fd(t, fd, 0, SEEK_CUR));
}

static value fileio_truncate(thread *t, value *a, int n) {
    (void)n;
    fileio *f = self_file(a[0]);
    int fd = open_fd(t, f);
    if (fd < 0) {
        return NIL;
    }
    if (!f->writable) {
        return io_unsupported(t, "File not open for writing");
    }
    int64_t size;
    if (a[1] == NIL || a[1] == NONE) {
        size = seek_fd(t, fd, 0, SEEK_CUR);
        if (size < 0) {
            return NIL;
        }
    } else if (!op_to_int64(t, a[1], &size)) {
        return NIL;
    }
    if (gil_input_call(t->gil, "truncate", ftruncate(fd, size), 0) != 0) {
        return raise_os_error(t, errno, NIL);
    }
    return int_new(t, size);
}

static value fileio_close(thread *t, value *a, int n) {
    (void)n;
    fileio *f = self_file(a[0]);
    if (f->box == NULL || f->s.closed) {
        f->s.closed = true;
        return NONE;
    }
    f->s.closed = true;
    int err = 0;
    if (f->box->closefd && f->box->fd >= 0) { /* now, even if layers above still have the box */
        simnet_closing(t, f->box->fd);
        if (close(f->box->fd) != 0) {
            err = errno;
        }
    }
    f->box->fd = -1;
    box_drop(f->box);
    f->box = NULL;
    return err != 0 && err != EINTR ? raise_os_error(t, err, NIL) : NONE;
}

static value fileio_fileno(thread *t, value *a, int n) {
    (void)n;
    int fd = open_fd(t, self_file(a[0]));
    return fd < 0 ? NIL : from_small(fd);
}

static value fileio_isatty(thread *t, value *a, int n) {
    (void)n;
    int fd = open_fd(t, self_file(a[0]));
    return fd < 0 ? NIL : from_bool(outside_isatty(t, fd));
}

static value fileio_readable(thread *t, value *a, int n) {
    (void)n;
    return open_fd(t, self_file(a[0])) < 0 ? NIL : from_bool(self_file(a[0])->readable);
}

static value fileio_writable(thread *t, value *a, int n) {
    (void)n;
    return open_fd(t, self_file(a[0])) < 0 ? NIL : from_bool(self_file(a[0])->writable);
}

static value fileio_seekable(thread *t, value *a, int n) {
    (void)n;
    int fd = open_fd(t, self_file(a[0]));
    return fd < 0 ? NIL : from_bool(outside_lseek(t, fd, 0, SEEK_CUR) >= 0);
}

static value fileio_get_name(thread *t, value v) {
    value name = self_file(v)->name;
    return name != NIL
               ? name
               : raise_error(t, E_ATTRIBUTE_ERROR, "'FileIO' object has no attribute 'name'");
}

static bool fileio_set_name(thread *t, value v, value x) {
    (void)t;
    self_file(v)->name = x;
    return true;
}

static value fileio_get_mode(thread *t, value v) {
    return str_from(t, mode_text(self_file(v)));
}

static value fileio_get_closefd(thread *t, value v) {
    (void)t;
    fileio *f = self_file(v);
    return from_bool(f->box == NULL || f->box->closefd);
}

static const native_def fileio_methods[] = {
    {"read", fileio_read, "self, size=-1, /", 0, "Read at most size bytes, returned as bytes."},
    {"readall", fileio_readall, "self, /", 0, "Read all data from the file, returned as bytes."},
    {"readinto", fileio_readinto, "self, buffer, /", 0, "Same as RawIOBase.readinto()."},
    {"write", fileio_write, "self, b, /", 0,
     "Write buffer b to file, return number of bytes written."},
    {"seek", fileio_seek, "self, pos, whence=0, /", 0,
     "Move to new file position and return the file position."},
    {"tell", fileio_tell, "self, /", 0, "Current file position."},
    {"truncate", fileio_truncate, "self, size=None, /", 0,
     "Truncate the file to at most size bytes and return the truncated size."},
    {"close", fileio_close, "self, /", 0, "Close the file."},
    {"fileno", fileio_fileno, "self, /", 0, "Return the underlying file descriptor (an integer)."},
    {"isatty", fileio_isatty, "self, /", 0, "True if the file is connected to a TTY device."},
    {"readable", fileio_readable, "self, /", 0, "True if file was opened in a read mode."},
    {"writable", fileio_writable, "self, /", 0, "True if file was opened in a write mode."},
    {"seekable", fileio_seekable, "self, /", 0, "True if file supports random-access."},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def fileio_getset[] = {
    {"name", fileio_get_name, fileio_set_name, NULL},
    {"mode", fileio_get_mode, NULL, "String giving the file mode"},
    {"closefd", fileio_get_closefd, NULL, "True if the file descriptor will be closed by close()."},
    {NULL, NULL, NULL, NULL},
};

const type_spec fileio_spec = {
    .name = "_io.FileIO",
    .size = sizeof(fileio),
    .flags = TYPE_BASE | TYPE_WEAKREF,
    .trace = fileio_trace,
    .free = fileio_free,
    .slots = {.new = fileio_alloc, .init = fileio_init, .repr = fileio_repr},
    .methods = fileio_methods,
    .getset = fileio_getset,
    .doc = "Open a file.",
};

/* ---- Buffered*: the buffer ---- */

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
    box_drop(b->box);
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
        return seek_fd(t, b->box->fd, pos, whence);
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

/* ---- Buffered*: making ---- */

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
    box_drop(b->box);
    b->box = io_is(t, raw, IO_FILE) &&
                     !(as_obj(raw)->flags & OBJ_SUBCLASS && as_obj(raw)->type->flags & TYPE_HEAP)
                 ? box_keep(self_file(raw)->box)
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

/* ---- Buffered*: methods ---- */

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
        v = size >= 0
                ? read_n(t, b, (size_t)size)
                : read_all(t, b, more_of_raw,
                           b->rend - b->rpos + (b->box != NULL ? bytes_left(t, b->box->fd) : 0));
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
        !fill_target(t, a[1], &into) || !lock(t, b)) {
        return NIL;
    }
    value v = b->wend == 0 || flush_locked(t, b) ? read_n(t, b, into->len) : NIL;
    unlock(t, b);
    return fill_with(into, v);
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
    if (!op_to_int64(t, a[1], &pos) || !whence_arg(t, a[2], &whence)) {
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
    box_drop(b->box);
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
