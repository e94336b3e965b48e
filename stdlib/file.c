/* file.c: descriptors, and FileIO over one. See file.h for how the layers share it. Messages and
 * reprs are CPython's.
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

fd_box *fd_box_keep(fd_box *box) {
    if (box != NULL) {
        box->refs++;
    }
    return box;
}

void fd_box_drop(fd_box *box) {
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
    fd_box_drop(((fileio *)o)->box);
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
    fd_box_drop(f->box);
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
            fd_box_drop(box);
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
            fd_box_drop(box);
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
        fd_box_drop(box);
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
    fd_box *box = fd_box_keep(f->box);
    int64_t got = fd_read(t, box->fd, p, n);
    fd_box_drop(box);
    value v = got == -1 ? NIL : got == -2 ? NONE : bytes_new(t, p, (size_t)got);
    mem_free(t->vm, p, n + 1);
    return v;
}

value io_read_all(thread *t, void *arg, int64_t (*more)(thread *t, void *arg, uint8_t *p, size_t n),
                  size_t guess) {
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

size_t fd_bytes_left(thread *t, int fd) {
    struct stat st;
    off_t at = outside_lseek(t, fd, 0, SEEK_CUR);
    if (at < 0 || outside_fstat(t, fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= at) {
        return 0;
    }
    return (size_t)(st.st_size - at);
}

static value fileio_read_all(thread *t, fileio *f) {
    fd_box *box = fd_box_keep(f->box);
    value v = io_read_all(t, box, more_of_fd, fd_bytes_left(t, box->fd));
    fd_box_drop(box);
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

bool io_fill_target(thread *t, value v, bytearray **out) {
    if (!is_kind(v, T_BYTEARRAY)) {
        raise_error(t, E_TYPE_ERROR,
                    "readinto() argument must be read-write bytes-like object, not %T", v);
        return false;
    }
    *out = (bytearray *)as_obj(v);
    return true;
}

value io_fill_with(bytearray *into, value got) {
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
    if (!io_fill_target(t, a[1], &into)) {
        return NIL;
    }
    return io_fill_with(into, fileio_read_once(t, f, into->len));
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
    fd_box *box = fd_box_keep(f->box);
    int64_t done = fd_write(t, box->fd, p, len);
    keep(copy);
    fd_box_drop(box);
    return done == -1 ? NIL : done == -2 ? NONE : from_small(done);
}

bool io_whence_arg(thread *t, value v, int *out) {
    int64_t i = 0;
    if (v != NIL && !op_to_int64(t, v, &i)) {
        return false;
    }
    *out = (int)i;
    return true;
}

int64_t fd_seek(thread *t, int fd, int64_t pos, int whence) {
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
    if (fd < 0 || !op_to_int64(t, a[1], &pos) || !io_whence_arg(t, a[2], &whence)) {
        return NIL;
    }
    return io_seek_result(t, fd_seek(t, fd, pos, whence));
}

static value fileio_tell(thread *t, value *a, int n) {
    (void)n;
    int fd = open_fd(t, self_file(a[0]));
    return fd < 0 ? NIL : io_seek_result(t, fd_seek(t, fd, 0, SEEK_CUR));
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
        size = fd_seek(t, fd, 0, SEEK_CUR);
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
    fd_box_drop(f->box);
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
