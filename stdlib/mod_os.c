/* mod_os.c: the module posix, under os.py and posixpath.py: the system's calls, with CPython's
 * argument checks and its OSErrors.
 *
 * A call that may take long gives the lock up around it (WITHOUT_LOCK). The text of a path is then
 * read without the lock: it stands in a str or bytes object that the caller's arguments, or the
 * path_arg on the C stack, keep alive and that nobody changes.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* pipe2, sched_getaffinity */
#endif
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gil/host.h"
#include "stdlib/file.h"
#include "stdlib/outside.h"
#include "stdlib/simnet.h"
#include "stdlib/stdlib.h"
#include "vm/collector.h"
#include "vm/dict.h"
#include "vm/gc.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/str.h"
#include "vm/type.h"

extern char **environ;

/* Runs the expression without the lock, unless only calls that really block shall give it up
 * (--io-drop=blocked). errno is kept. */
#define WITHOUT_LOCK(t, expression)                       \
    do {                                                  \
        bool drops_ = !gil_io_drop_blocked((t)->vm->gil); \
        if (drops_) {                                     \
            gil_block_begin((t)->gil, GIL_WHY_CALL, 0);   \
        }                                                 \
        errno = 0;                                        \
        expression;                                       \
        int errno_ = errno;                               \
        if (drops_) {                                     \
            gil_block_end((t)->gil);                      \
        }                                                 \
        errno = errno_;                                   \
    } while (0)

/* As that, for what a following run does not do: it asks, waits or reaches other processes. What
 * came of it is told by one of outside.h's functions behind it. */
#define ASK_WITHOUT_LOCK(t, r, expression) \
    WITHOUT_LOCK(                          \
        t, if (outside_following(t)) { r = 0; } else { expression; })

/* And for what changes files: it is done again; the recorded result counts. */
#define DO_WITHOUT_LOCK(t, kind, r, expression)        \
    do {                                               \
        WITHOUT_LOCK(t, expression);                   \
        r = (int)gil_input_call((t)->gil, kind, r, 0); \
    } while (0)

static value raise_errno(thread *t) {
    return raise_os_error(t, errno, NIL);
}

static value none_or_error(thread *t, int r) {
    return r < 0 ? raise_errno(t) : NONE;
}

static value int_or_error(thread *t, int64_t r) {
    return r < 0 ? raise_errno(t) : int_new(t, r);
}

/* ---- paths ---- */

typedef struct path_arg {
    const char *text; /* NULL: it is a descriptor */
    int fd;
    value object; /* a str, bytes or int: what errors show, and what keeps text alive */
    value hold;   /* str with escaped bytes: the bytes */
    bool is_bytes;
} path_arg;

enum { PATH_FD = 1, PATH_NONE = 2 };

/* An object's __fspath__(); NIL without exception = has none. */
static value call_fspath(thread *t, value v) {
    bool found;
    value p = call_special(t, v, N(t, __fspath__), NULL, 0, &found);
    if (p != NIL && !is_kind(p, T_STR) && !is_kind(p, T_BYTES)) {
        return raise_error(t, E_TYPE_ERROR,
                           "expected %T.__fspath__() to return str or bytes, not %T", v, p);
    }
    return p;
}

static value os_fspath(thread *t, value *a, int n) {
    (void)n;
    if (is_kind(a[0], T_STR) || is_kind(a[0], T_BYTES)) {
        return a[0];
    }
    value p = call_fspath(t, a[0]);
    return p == NIL && t->exc == NIL
               ? raise_error(t, E_TYPE_ERROR, "expected str, bytes or os.PathLike object, not %T",
                             a[0])
               : p;
}

static bool refuse_path(thread *t, const char *fn, const char *name, unsigned allowed, value v) {
    const char *what = allowed == (PATH_FD | PATH_NONE)
                           ? "string, bytes, os.PathLike, integer or None"
                       : allowed == PATH_FD   ? "string, bytes, os.PathLike or integer"
                       : allowed == PATH_NONE ? "string, bytes, os.PathLike or None"
                                              : "string, bytes or os.PathLike";
    raise_error(t, E_TYPE_ERROR, "%s: %s should be %s, not %T", fn, name, what, v);
    return false;
}

/* The bytes of a str or bytes for the system. */
static bool path_text(thread *t, path_arg *p) {
    size_t len;
    const uint8_t *data;
    p->hold = p->object;
    p->is_bytes = is_kind(p->object, T_BYTES);
    if (!p->is_bytes && str_has_surrogates((str *)as_obj(p->object))) {
        p->hold = str_encode(t, (str *)as_obj(p->object), "utf-8", "surrogateescape");
        if (p->hold == NIL) {
            return false;
        }
    }
    if (is_kind(p->hold, T_STR)) {
        p->text = str_terminated(t, (str *)as_obj(p->hold));
        if (p->text == NULL) {
            return false;
        }
        len = ((str *)as_obj(p->hold))->len;
    } else {
        bytes_view(p->hold, &data, &len);
        p->text = (const char *)data;
    }
    if (strlen(p->text) != len) {
        raise_error(t, E_VALUE_ERROR, "embedded null byte");
        return false;
    }
    return true;
}

static bool path_get(thread *t, const char *fn, const char *name, value v, unsigned allowed,
                     path_arg *p) {
    *p = (path_arg){.fd = -1, .object = v};
    if ((v == NONE || v == NIL) && allowed & PATH_NONE) {
        p->text = ".";
        p->object = NIL;
        return true;
    }
    if (!is_kind(v, T_STR) && !is_kind(v, T_BYTES)) {
        if (allowed & PATH_FD && is_any_int(v)) {
            int64_t fd;
            if (!int_to_int64(v, &fd) || fd > INT32_MAX || fd < INT32_MIN) {
                raise_error(t, E_OVERFLOW_ERROR, "fd is %s than %s",
                            int_sign(v) > 0 ? "greater" : "less",
                            int_sign(v) > 0 ? "maximum" : "minimum");
                return false;
            }
            p->fd = (int)fd;
            return true;
        }
        p->object = call_fspath(t, v);
        if (p->object == NIL) {
            return t->exc == NIL && refuse_path(t, fn, name, allowed, v);
        }
    }
    return path_text(t, p);
}

static value raise_path(thread *t, const path_arg *p) {
    return raise_os_error(t, errno, p->object);
}

static value path_result(thread *t, int r, const path_arg *p) {
    return r < 0 ? raise_path(t, p) : NONE;
}

/* OSError with both names. */
static value raise_paths(thread *t, const path_arg *p, const path_arg *q) {
    value args[5] = {from_small(errno), str_from(t, strerror(errno)), p->object, NONE, q->object};
    value exc =
        args[1] == NIL ? NIL : call_values(t, from_obj(t->vm->exc[E_OS_ERROR]), args, 5, NIL);
    return exc == NIL ? NIL : raise_value(t, exc);
}

/* A name from the system: bytes if it was asked with bytes. */
static value system_text(thread *t, const char *s, size_t len, bool as_bytes) {
    return as_bytes ? bytes_new(t, s, len) : str_decode(t, s, len, "surrogateescape");
}

static value os_fsencode(thread *t, value *a, int n) {
    value p = os_fspath(t, a, n);
    return p == NIL || is_kind(p, T_BYTES)
               ? p
               : str_encode(t, (str *)as_obj(p), "utf-8", "surrogateescape");
}

static value os_fsdecode(thread *t, value *a, int n) {
    const uint8_t *data;
    size_t len;
    value p = os_fspath(t, a, n);
    return p == NIL || !bytes_view(p, &data, &len)
               ? p
               : str_decode(t, (const char *)data, len, "surrogateescape");
}

/* ---- number arguments ---- */

/* An int, or dflt where none was given. */
static bool optional_int(thread *t, value v, int64_t dflt, int64_t *out) {
    *out = dflt;
    return v == NIL || int_arg(t, v, out);
}

static bool optional_truth(thread *t, value v, bool dflt, bool *out) {
    int truth = v == NIL ? dflt : op_truth(t, v);
    *out = truth == 1;
    return truth >= 0;
}

/* ---- folders ---- */

static value current_folder(thread *t, bool as_bytes) {
    size_t room = 1024;
    for (;;) {
        char *buf = mem_alloc(t, room);
        if (buf == NULL) {
            return NIL;
        }
        bool ok = getcwd(buf, room) != NULL;
        value v = ok                ? system_text(t, buf, strlen(buf), as_bytes)
                  : errno != ERANGE ? raise_errno(t)
                                    : NIL;
        mem_free(t->vm, buf, room);
        if (ok || t->exc != NIL) {
            return v;
        }
        room *= 2;
    }
}

static value os_getcwd(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return current_folder(t, false);
}

static value os_getcwdb(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return current_folder(t, true);
}

static value os_chdir(thread *t, value *a, int n) {
    (void)n;
    path_arg p;
    int r;
    if (!path_get(t, "chdir", "path", a[0], PATH_FD, &p)) {
        return NIL;
    }
    DO_WITHOUT_LOCK(t, "chdir", r, r = p.text != NULL ? chdir(p.text) : fchdir(p.fd));
    return path_result(t, r, &p);
}

static DIR *open_folder(const path_arg *p) {
    if (p->text != NULL) {
        return opendir(p->text);
    }
    int fd = dup(p->fd);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (d == NULL && fd >= 0) {
        int saved = errno;
        close(fd);
        errno = saved;
    } else if (d != NULL) {
        rewinddir(d);
    }
    return d;
}

static bool is_dot_name(const char *s) {
    return s[0] == '.' && (s[1] == 0 || (s[1] == '.' && s[2] == 0));
}

typedef struct folder_entry {
    struct dirent *d; /* NULL: the end, or errno */
    const char *name;
    int type;
    uint64_t inode;
} folder_entry;

/* Fills it in from `d`, or from the recording. False: there are no more, or errno. */
static bool tell_entry(thread *t, folder_entry *e) {
    int64_t more = e->d != NULL ? 1 : -errno;
    size_t len = e->d != NULL ? strlen(e->d->d_name) : 0;
    e->name = gil_input_text(t->gil, "entry", &more, e->d != NULL ? e->d->d_name : "", &len);
    errno = more < 0 ? (int)-more : 0;
    if (more <= 0) {
        return false;
    }
    e->type = (int)gil_input_number(t->gil, "type", e->d != NULL ? e->d->d_type : 0);
    e->inode = gil_input_number(t->gil, "inode", e->d != NULL ? e->d->d_ino : 0);
    return true;
}

/* A list of the names in a folder; with details, of tuples (name, DT_... type, inode). */
static value read_folder(thread *t, const char *fn, value path, bool details) {
    path_arg p;
    DIR *d;
    if (!path_get(t, fn, "path", path, PATH_FD | PATH_NONE, &p)) {
        return NIL;
    }
    ASK_WITHOUT_LOCK(t, d, d = open_folder(&p));
    int opened =
        (int)gil_input_call(t->gil, "folder", d == NULL && !outside_following(t) ? -1 : 0, 0);
    if (opened < 0) {
        return raise_path(t, &p);
    }
    value names_ = list_new(t, 0);
    while (names_ != NIL) {
        folder_entry e = {0};
        ASK_WITHOUT_LOCK(t, e.d, e.d = readdir(d));
        if (!tell_entry(t, &e)) {
            if (errno != 0) {
                names_ = raise_path(t, &p);
            }
            break;
        }
        if (is_dot_name(e.name)) {
            continue;
        }
        value item = system_text(t, e.name, strlen(e.name), p.is_bytes);
        if (item != NIL && details) {
            value row[3] = {item, from_small(e.type), int_new_u64(t, e.inode)};
            item = row[2] == NIL ? NIL : tuple_of(t, row, 3);
        }
        if (item == NIL || !list_append(t, (list *)as_obj(names_), item)) {
            names_ = NIL;
        }
    }
    if (d != NULL) {
        closedir(d);
    }
    return names_;
}

static value os_listdir(thread *t, value *a, int n) {
    (void)n;
    return read_folder(t, "listdir", a[0], false);
}

static value os_scan_folder(thread *t, value *a, int n) {
    (void)n;
    return read_folder(t, "scandir", a[0], true);
}

static value os_mkdir(thread *t, value *a, int n) {
    (void)n;
    path_arg p;
    int64_t mode;
    int r;
    if (!path_get(t, "mkdir", "path", a[0], 0, &p) || !optional_int(t, a[1], 0777, &mode)) {
        return NIL;
    }
    DO_WITHOUT_LOCK(t, "mkdir", r, r = mkdir(p.text, (mode_t)mode));
    return path_result(t, r, &p);
}

/* Calls with one path and nothing else. */
#define PATH_CALL(name, call)                            \
    static value os_##name(thread *t, value *a, int n) { \
        (void)n;                                         \
        path_arg p;                                      \
        int r;                                           \
        if (!path_get(t, #name, "path", a[0], 0, &p)) {  \
            return NIL;                                  \
        }                                                \
        DO_WITHOUT_LOCK(t, #name, r, r = call(p.text));  \
        return path_result(t, r, &p);                    \
    }
PATH_CALL(rmdir, rmdir)
PATH_CALL(unlink, unlink)
PATH_CALL(remove, unlink)
#undef PATH_CALL

/* Calls with a source and a destination. */
#define TWO_PATH_CALL(name, call)                                                                 \
    static value os_##name(thread *t, value *a, int n) {                                          \
        (void)n;                                                                                  \
        path_arg p, q;                                                                            \
        int r;                                                                                    \
        if (!path_get(t, #name, "src", a[0], 0, &p) || !path_get(t, #name, "dst", a[1], 0, &q)) { \
            return NIL;                                                                           \
        }                                                                                         \
        DO_WITHOUT_LOCK(t, #name, r, r = call(p.text, q.text));                                   \
        return r < 0 ? raise_paths(t, &p, &q) : NONE;                                             \
    }
TWO_PATH_CALL(rename, rename)
TWO_PATH_CALL(replace, rename)
TWO_PATH_CALL(link, link)
TWO_PATH_CALL(symlink, symlink)
#undef TWO_PATH_CALL

static value os_readlink(thread *t, value *a, int n) {
    (void)n;
    path_arg p;
    char buf[4096];
    ssize_t len;
    if (!path_get(t, "readlink", "path", a[0], 0, &p)) {
        return NIL;
    }
    ASK_WITHOUT_LOCK(t, len, len = readlink(p.text, buf, sizeof buf));
    int64_t told = len < 0 ? -errno : len;
    size_t size = len < 0 ? 0 : (size_t)len;
    gil_input(t->gil, "readlink", &told, buf, sizeof buf, &size);
    errno = told < 0 ? (int)-told : 0;
    len = told < 0 ? -1 : (ssize_t)size;
    return len < 0 ? raise_path(t, &p) : system_text(t, buf, (size_t)len, p.is_bytes);
}

/* ---- what a file is ---- */

/* As in CPython, the times are ints in the tuple and floats as attributes (stat_times). */
static const getset_def stat_fields[] = {
    STRUCTSEQ_FIELD(0, "st_mode", "protection bits"),
    STRUCTSEQ_FIELD(1, "st_ino", "inode"),
    STRUCTSEQ_FIELD(2, "st_dev", "device"),
    STRUCTSEQ_FIELD(3, "st_nlink", "number of hard links"),
    STRUCTSEQ_FIELD(4, "st_uid", "user ID of owner"),
    STRUCTSEQ_FIELD(5, "st_gid", "group ID of owner"),
    STRUCTSEQ_FIELD(6, "st_size", "total size, in bytes"),
    STRUCTSEQ_FIELD(7, "st_atime", "integer time of last access"),
    STRUCTSEQ_FIELD(8, "st_mtime", "integer time of last modification"),
    STRUCTSEQ_FIELD(9, "st_ctime", "integer time of last change"),
    STRUCTSEQ_FIELD(10, "st_atime", "time of last access"),
    STRUCTSEQ_FIELD(11, "st_mtime", "time of last modification"),
    STRUCTSEQ_FIELD(12, "st_ctime", "time of last change"),
    STRUCTSEQ_FIELD(13, "st_atime_ns", "time of last access in nanoseconds"),
    STRUCTSEQ_FIELD(14, "st_mtime_ns", "time of last modification in nanoseconds"),
    STRUCTSEQ_FIELD(15, "st_ctime_ns", "time of last change in nanoseconds"),
    STRUCTSEQ_FIELD(16, "st_blksize", "blocksize for filesystem I/O"),
    STRUCTSEQ_FIELD(17, "st_blocks", "number of blocks allocated"),
    STRUCTSEQ_FIELD(18, "st_rdev", "device type (if inode device)"),
    {0},
};
static const getset_def stat_times[] = {
    STRUCTSEQ_FIELD(10, "st_atime", "time of last access"),
    STRUCTSEQ_FIELD(11, "st_mtime", "time of last modification"),
    STRUCTSEQ_FIELD(12, "st_ctime", "time of last change"),
};
static const type_spec stat_spec =
    STRUCTSEQ_SPEC("os.stat_result", stat_fields,
                   "stat_result: Result from stat, fstat, or lstat.\n\n"
                   "This object may be accessed either as a tuple of\n"
                   "  (mode, ino, dev, nlink, uid, gid, size, atime, mtime, ctime)\n"
                   "or via the attributes st_mode, st_ino, st_dev, st_nlink, st_uid, and so on.");

static const getset_def statvfs_fields[] = {
    STRUCTSEQ_FIELD(0, "f_bsize", NULL),  STRUCTSEQ_FIELD(1, "f_frsize", NULL),
    STRUCTSEQ_FIELD(2, "f_blocks", NULL), STRUCTSEQ_FIELD(3, "f_bfree", NULL),
    STRUCTSEQ_FIELD(4, "f_bavail", NULL), STRUCTSEQ_FIELD(5, "f_files", NULL),
    STRUCTSEQ_FIELD(6, "f_ffree", NULL),  STRUCTSEQ_FIELD(7, "f_favail", NULL),
    STRUCTSEQ_FIELD(8, "f_flag", NULL),   STRUCTSEQ_FIELD(9, "f_namemax", NULL),
    STRUCTSEQ_FIELD(10, "f_fsid", NULL),  {0},
};
static const type_spec statvfs_spec = STRUCTSEQ_SPEC(
    "os.statvfs_result", statvfs_fields, "statvfs_result: Result from statvfs or fstatvfs.");

static const getset_def terminal_size_fields[] = {
    STRUCTSEQ_FIELD(0, "columns", "width of the terminal window in characters"),
    STRUCTSEQ_FIELD(1, "lines", "height of the terminal window in characters"),
    {0},
};
static const type_spec terminal_size_spec =
    STRUCTSEQ_SPEC("os.terminal_size", terminal_size_fields,
                   "A tuple of (columns, lines) for holding terminal window size");

static const getset_def times_fields[] = {
    STRUCTSEQ_FIELD(0, "user", "user time"),
    STRUCTSEQ_FIELD(1, "system", "system time"),
    STRUCTSEQ_FIELD(2, "children_user", "user time of children"),
    STRUCTSEQ_FIELD(3, "children_system", "system time of children"),
    STRUCTSEQ_FIELD(4, "elapsed", "elapsed time since an arbitrary point in the past"),
    {0},
};
static const type_spec times_spec =
    STRUCTSEQ_SPEC("posix.times_result", times_fields, "times_result: Result from os.times().");

static const getset_def uname_fields[] = {
    STRUCTSEQ_FIELD(0, "sysname", "operating system name"),
    STRUCTSEQ_FIELD(1, "nodename", "name of machine on network (implementation-defined)"),
    STRUCTSEQ_FIELD(2, "release", "operating system release"),
    STRUCTSEQ_FIELD(3, "version", "operating system version"),
    STRUCTSEQ_FIELD(4, "machine", "hardware identifier"),
    {0},
};
static const type_spec uname_spec =
    STRUCTSEQ_SPEC("posix.uname_result", uname_fields, "uname_result: Result from os.uname().");

enum os_type { OS_STAT, OS_STATVFS, OS_TERMINAL_SIZE, OS_TIMES, OS_UNAME, OS_TYPES };

static type *os_type(thread *t, enum os_type id) {
    return stdlib_of(t->vm)->os_types[id];
}

static value seconds_double(struct timespec ts) {
    return from_double((double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec);
}

static value nanoseconds(thread *t, struct timespec ts) {
    int64_t ns;
    if (__builtin_mul_overflow((int64_t)ts.tv_sec, 1000000000, &ns)) {
        return int_new(t, ts.tv_sec);
    }
    return int_new(t, ns + ts.tv_nsec);
}

#ifdef __APPLE__
#define ST_TIME(st, which) ((st)->st_##which##timespec)
#else
#define ST_TIME(st, which) ((st)->st_##which##tim)
#endif

static value stat_result(thread *t, const struct stat *st) {
    struct timespec at = ST_TIME(st, a), mt = ST_TIME(st, m), ct = ST_TIME(st, c);
    value f[19] = {from_small(st->st_mode),
                   int_new_u64(t, st->st_ino),
                   int_new_u64(t, (uint64_t)st->st_dev),
                   int_new_u64(t, st->st_nlink),
                   from_small(st->st_uid),
                   from_small(st->st_gid),
                   int_new(t, st->st_size),
                   int_new(t, at.tv_sec),
                   int_new(t, mt.tv_sec),
                   int_new(t, ct.tv_sec),
                   seconds_double(at),
                   seconds_double(mt),
                   seconds_double(ct),
                   nanoseconds(t, at),
                   nanoseconds(t, mt),
                   nanoseconds(t, ct),
                   int_new(t, st->st_blksize),
                   int_new(t, st->st_blocks),
                   int_new_u64(t, (uint64_t)st->st_rdev)};
    for (int i = 0; i < 19; i++) {
        if (f[i] == NIL) {
            return NIL;
        }
    }
    return structseq_new(t, os_type(t, OS_STAT), f);
}

static value stat_path(thread *t, const char *fn, value v, unsigned allowed, bool follow) {
    path_arg p;
    struct stat st;
    int r;
    if (!path_get(t, fn, "path", v, allowed, &p)) {
        return NIL;
    }
    ASK_WITHOUT_LOCK(t, r,
                     r = p.text == NULL ? fstat(p.fd, &st)
                         : follow       ? stat(p.text, &st)
                                        : lstat(p.text, &st));
    r = outside_stat_result(t, r, &st);
    return r < 0 ? raise_path(t, &p) : stat_result(t, &st);
}

static value os_stat(thread *t, value *a, int n) {
    (void)n;
    bool follow;
    return optional_truth(t, a[1], true, &follow) ? stat_path(t, "stat", a[0], PATH_FD, follow)
                                                  : NIL;
}

static value os_lstat(thread *t, value *a, int n) {
    (void)n;
    return stat_path(t, "lstat", a[0], 0, false);
}

static value os_fstat(thread *t, value *a, int n) {
    (void)n;
    int64_t fd;
    struct stat st;
    int r;
    if (!int_arg(t, a[0], &fd)) {
        return NIL;
    }
    ASK_WITHOUT_LOCK(t, r, r = fstat((int)fd, &st));
    r = outside_stat_result(t, r, &st);
    return r < 0 ? raise_errno(t) : stat_result(t, &st);
}

/* For posixpath's exists(), isdir() ...: the mode, or None if there is no such file. */
static value path_mode(thread *t, value v, bool follow) {
    path_arg p;
    struct stat st;
    int r;
    if (!path_get(t, "stat", "path", v, PATH_FD, &p)) {
        if (!exc_is(t, E_VALUE_ERROR)) {
            return NIL;
        }
        exc_clear(t); /* a name that no file can have */
        return NONE;
    }
    ASK_WITHOUT_LOCK(t, r,
                     r = p.text == NULL ? fstat(p.fd, &st)
                         : follow       ? stat(p.text, &st)
                                        : lstat(p.text, &st));
    int64_t mode = gil_input_usual(t->gil, "mode", r < 0 ? 0 : st.st_mode, 0);
    return mode == 0 ? NONE : from_small(mode);
}

#define MODE_TEST(name, follow, test)                                                     \
    static value path_##name(thread *t, value *a, int n) {                                \
        (void)n;                                                                          \
        value mode = path_mode(t, a[0], follow);                                          \
        return mode == NIL ? NIL : from_bool(mode != NONE && test((mode_t)as_int(mode))); \
    }
#define ANY_MODE(mode) ((void)(mode), true)
MODE_TEST(exists, true, ANY_MODE)
MODE_TEST(lexists, false, ANY_MODE)
MODE_TEST(isfile, true, S_ISREG)
MODE_TEST(isdir, true, S_ISDIR)
MODE_TEST(islink, false, S_ISLNK)
#undef MODE_TEST

static value os_statvfs(thread *t, value *a, int n) {
    (void)n;
    path_arg p;
    struct statvfs s;
    int r;
    if (!path_get(t, "statvfs", "path", a[0], PATH_FD, &p)) {
        return NIL;
    }
    s = (struct statvfs){0};
    ASK_WITHOUT_LOCK(t, r, r = p.text != NULL ? statvfs(p.text, &s) : fstatvfs(p.fd, &s));
    int64_t raw[11] = {(int64_t)s.f_bsize,   (int64_t)s.f_frsize, (int64_t)s.f_blocks,
                       (int64_t)s.f_bfree,   (int64_t)s.f_bavail, (int64_t)s.f_files,
                       (int64_t)s.f_ffree,   (int64_t)s.f_favail, (int64_t)s.f_flag,
                       (int64_t)s.f_namemax, (int64_t)s.f_fsid};
    if (outside_numbers(t, "statvfs", r, raw, 11) < 0) {
        return raise_path(t, &p);
    }
    value f[11];
    for (int i = 0; i < 11; i++) {
        f[i] = int_new_u64(t, (uint64_t)raw[i]);
        if (f[i] == NIL) {
            return NIL;
        }
    }
    return structseq_new(t, os_type(t, OS_STATVFS), f);
}

static value os_access(thread *t, value *a, int n) {
    (void)n;
    path_arg p;
    int64_t mode;
    bool effective, follow;
    int r;
    if (!path_get(t, "access", "path", a[0], 0, &p) || !int_arg(t, a[1], &mode) ||
        !optional_truth(t, a[2], false, &effective) || !optional_truth(t, a[3], true, &follow)) {
        return NIL;
    }
    int flags = (effective ? AT_EACCESS : 0) | (follow ? 0 : AT_SYMLINK_NOFOLLOW);
    ASK_WITHOUT_LOCK(t, r, r = faccessat(AT_FDCWD, p.text, (int)mode, flags));
    r = (int)gil_input_call(t->gil, "access", r, 0);
    return from_bool(r == 0);
}

static value os_chmod(thread *t, value *a, int n) {
    (void)n;
    path_arg p;
    int64_t mode;
    bool follow;
    int r;
    if (!path_get(t, "chmod", "path", a[0], PATH_FD, &p) || !int_arg(t, a[1], &mode) ||
        !optional_truth(t, a[2], true, &follow)) {
        return NIL;
    }
    DO_WITHOUT_LOCK(t, "chmod", r,
                    r = p.text == NULL ? fchmod(p.fd, (mode_t)mode)
                        : follow       ? chmod(p.text, (mode_t)mode)
                                 : fchmodat(AT_FDCWD, p.text, (mode_t)mode, AT_SYMLINK_NOFOLLOW));
    return path_result(t, r, &p);
}

static value os_chown(thread *t, value *a, int n) {
    (void)n;
    path_arg p;
    int64_t uid, gid;
    int r;
    if (!path_get(t, "chown", "path", a[0], PATH_FD, &p) || !op_to_int64(t, a[1], &uid) ||
        !op_to_int64(t, a[2], &gid)) {
        return NIL;
    }
    DO_WITHOUT_LOCK(t, "chown", r,
                    r = p.text != NULL ? chown(p.text, (uid_t)uid, (gid_t)gid)
                                       : fchown(p.fd, (uid_t)uid, (gid_t)gid));
    return path_result(t, r, &p);
}

/* Seconds, an int or a float, as a time stamp. */
static bool timespec_of_seconds(thread *t, value v, struct timespec *ts) {
    int64_t seconds;
    if (!is_any_float(v)) {
        if (!op_to_int64(t, v, &seconds)) {
            return false;
        }
        *ts = (struct timespec){.tv_sec = (time_t)seconds};
        return true;
    }
    double d = float_of(v), whole = floor(d);
    if (isnan(d) || !(whole >= -9.2e18 && whole <= 9.2e18)) {
        isnan(d) ? raise_error(t, E_VALUE_ERROR, "Invalid value NaN (not a number)")
                 : raise_error(t, E_OVERFLOW_ERROR, "timestamp out of range for platform time_t");
        return false;
    }
    ts->tv_sec = (time_t)whole;
    ts->tv_nsec = (long)floor((d - whole) * 1e9);
    return true;
}

static bool timespec_of_ns(thread *t, value v, struct timespec *ts) {
    int64_t ns;
    if (!op_to_int64(t, v, &ns)) {
        return false;
    }
    ts->tv_sec = (time_t)(ns / 1000000000 - (ns % 1000000000 < 0));
    ts->tv_nsec = (long)(ns - (int64_t)ts->tv_sec * 1000000000);
    return true;
}

static bool utime_times(thread *t, value times_, value ns, struct timespec ts[2]) {
    bool has_times = times_ != NIL && times_ != NONE;
    if (has_times && ns != NIL) {
        raise_error(t, E_VALUE_ERROR, "utime: you may specify either 'times' or 'ns' but not both");
        return false;
    }
    value pair = has_times ? times_ : ns;
    if (pair == NIL) {
        ts[0] = ts[1] = (struct timespec){.tv_nsec = UTIME_NOW};
        return true;
    }
    if (!is_kind(pair, T_TUPLE) || ((tuple *)as_obj(pair))->len != 2) {
        raise_error(t, E_TYPE_ERROR,
                    has_times ? "utime: 'times' must be either a tuple of two ints or None"
                              : "utime: 'ns' must be a tuple of two ints");
        return false;
    }
    for (int i = 0; i < 2; i++) {
        value v = ((tuple *)as_obj(pair))->items[i];
        if (!(has_times ? timespec_of_seconds(t, v, &ts[i]) : timespec_of_ns(t, v, &ts[i]))) {
            return false;
        }
    }
    return true;
}

static value os_utime(thread *t, value *a, int n) {
    (void)n;
    path_arg p;
    struct timespec ts[2];
    bool follow;
    int r;
    if (!path_get(t, "utime", "path", a[0], PATH_FD, &p) || !utime_times(t, a[1], a[2], ts) ||
        !optional_truth(t, a[3], true, &follow)) {
        return NIL;
    }
    DO_WITHOUT_LOCK(t, "utime", r,
                    r = p.text != NULL
                            ? utimensat(AT_FDCWD, p.text, ts, follow ? 0 : AT_SYMLINK_NOFOLLOW)
                            : futimens(p.fd, ts));
    return none_or_error(t, r); /* without the name, as in CPython */
}

static value os_truncate(thread *t, value *a, int n) {
    (void)n;
    path_arg p;
    int64_t length;
    int r;
    if (!path_get(t, "truncate", "path", a[0], PATH_FD, &p) || !op_to_int64(t, a[1], &length)) {
        return NIL;
    }
    DO_WITHOUT_LOCK(t, "truncate", r,
                    r = p.text != NULL ? truncate(p.text, length) : ftruncate(p.fd, length));
    return path_result(t, r, &p);
}

static value os_mkfifo(thread *t, value *a, int n) {
    (void)n;
    path_arg p;
    int64_t mode;
    int r;
    if (!path_get(t, "mkfifo", "path", a[0], 0, &p) || !optional_int(t, a[1], 0666, &mode)) {
        return NIL;
    }
    DO_WITHOUT_LOCK(t, "mkfifo", r, r = mkfifo(p.text, (mode_t)mode));
    return path_result(t, r, &p);
}

/* ---- descriptors ---- */

static value os_open(thread *t, value *a, int n) {
    (void)n;
    path_arg p;
    int64_t flags, mode;
    int fd;
    if (!path_get(t, "open", "path", a[0], 0, &p) || !int_arg(t, a[1], &flags) ||
        !optional_int(t, a[2], 0777, &mode)) {
        return NIL;
    }
    for (;;) {
        WITHOUT_LOCK(t, fd = outside_open(t, p.text, (int)flags | O_CLOEXEC, (mode_t)mode));
        fd = outside_opened(t, "open", fd, p.text);
        if (fd >= 0) {
            return from_small(fd);
        }
        if (errno != EINTR) {
            return raise_path(t, &p);
        }
        if (!thread_poll(t)) {
            return NIL;
        }
    }
}

static value os_close(thread *t, value *a, int n) {
    (void)n;
    int64_t fd;
    int r;
    if (!int_arg(t, a[0], &fd)) {
        return NIL;
    }
    simnet_closing(t, (int)fd);
    DO_WITHOUT_LOCK(t, "close", r, r = close((int)fd));
    return none_or_error(t, r);
}

static value os_fsync(thread *t, value *a, int n) {
    (void)n;
    int64_t fd;
    int r;
    if (!int_arg(t, a[0], &fd)) {
        return NIL;
    }
    DO_WITHOUT_LOCK(t, "fsync", r, r = fsync((int)fd));
    return none_or_error(t, r);
}

static value os_closerange(thread *t, value *a, int n) {
    (void)n;
    int64_t from, to;
    if (!int_arg(t, a[0], &from) || !int_arg(t, a[1], &to)) {
        return NIL;
    }
    for (int64_t fd = from; stdlib_of(t->vm)->net != NULL && fd < to; fd++) {
        simnet_closing(t, (int)fd);
    }
    WITHOUT_LOCK(t, for (int64_t fd = from; fd < to; fd++) close((int)fd));
    return NONE;
}

static value os_read(thread *t, value *a, int n) {
    (void)n;
    int64_t fd, length;
    if (!int_arg(t, a[0], &fd) || !ssize_arg(t, a[1], &length)) {
        return NIL;
    }
    if (length < 0) {
        return raise_os_error(t, EINVAL, NIL);
    }
    if (length > 0x7FFFF000) {
        length = 0x7FFFF000; /* what Linux reads at most */
    }
    value v = bytes_new(t, NULL, (size_t)length);
    if (v == NIL) {
        return NIL;
    }
    bytes *b = (bytes *)as_obj(v);
    int64_t got = fd_read(t, (int)fd, b->data, (size_t)length);
    if (got < 0) {
        return got == -1 ? NIL : raise_os_error(t, EAGAIN, NIL);
    }
    return got == length ? v : bytes_new(t, b->data, (size_t)got);
}

static value os_write(thread *t, value *a, int n) {
    (void)n;
    int64_t fd;
    const uint8_t *data;
    size_t len;
    if (!int_arg(t, a[0], &fd) || !buffer_arg(t, a[1], &data, &len)) {
        return NIL;
    }
    value copy = NIL;
    if (is_kind(a[1], T_BYTEARRAY)) { /* others may resize it during the call */
        copy = bytes_new(t, data, len);
        if (copy == NIL || !bytes_view(copy, &data, &len)) {
            return NIL;
        }
    }
    int64_t put = fd_write(t, (int)fd, data, len);
    return put >= 0 ? int_new(t, put) : put == -1 ? NIL : raise_os_error(t, EAGAIN, NIL);
}

static value os_dup(thread *t, value *a, int n) {
    (void)n;
    int64_t fd;
    if (!int_arg(t, a[0], &fd)) {
        return NIL;
    }
    int copy = fcntl((int)fd, F_DUPFD_CLOEXEC, 0);
    simnet_dup(t, (int)fd, copy);
    return int_or_error(t, outside_duplicated(t, "dup", copy, (int)fd));
}

static value os_dup2(thread *t, value *a, int n) {
    (void)n;
    int64_t fd, fd2;
    bool inheritable;
    int r;
    if (!int_arg(t, a[0], &fd) || !int_arg(t, a[1], &fd2) ||
        !optional_truth(t, a[2], true, &inheritable)) {
        return NIL;
    }
    WITHOUT_LOCK(t, r = dup2((int)fd, (int)fd2));
    simnet_dup(t, (int)fd, r);
    r = outside_duplicated(t, "dup2", r, (int)fd);
    if (r >= 0 && !inheritable) {
        fcntl((int)fd2, F_SETFD, FD_CLOEXEC);
    }
    return int_or_error(t, r);
}

static value os_pipe(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    int fds[2] = {0, 0};
    if (gil_is_simulated(t->vm->gil)) {
        int told = simnet_pipe(t, fds);
        return told < 0 ? raise_os_error(t, -told, NIL)
                        : tuple_pair(t, from_small(fds[0]), from_small(fds[1]));
    }
#ifdef __linux__
    int r = outside_following(t) ? 0 : pipe2(fds, O_CLOEXEC);
#else
    int r = pipe(fds);
    if (r == 0) {
        fcntl(fds[0], F_SETFD, FD_CLOEXEC);
        fcntl(fds[1], F_SETFD, FD_CLOEXEC);
    }
#endif
    r = (int)gil_input_call(t->gil, "pipe", r, 0);
    if (r < 0) {
        return raise_errno(t);
    }
    fds[0] = outside_channel(t, "end", fds[0]);
    fds[1] = outside_channel(t, "end", fds[1]);
    return tuple_pair(t, from_small(fds[0]), from_small(fds[1]));
}

static value os_lseek(thread *t, value *a, int n) {
    (void)n;
    int64_t fd, pos, how;
    off_t r;
    if (!int_arg(t, a[0], &fd) || !op_to_int64(t, a[1], &pos) || !int_arg(t, a[2], &how)) {
        return NIL;
    }
    WITHOUT_LOCK(t, r = outside_following(t) && outside_is_channel(t, (int)fd)
                            ? 0
                            : lseek((int)fd, pos, (int)how));
    if (outside_is_channel(t, (int)fd)) {
        r = (off_t)gil_input_call(t->gil, "seek", r, -ESPIPE);
    }
    return int_or_error(t, r);
}

static value os_ftruncate(thread *t, value *a, int n) {
    (void)n;
    int64_t fd, length;
    int r;
    if (!int_arg(t, a[0], &fd) || !op_to_int64(t, a[1], &length)) {
        return NIL;
    }
    DO_WITHOUT_LOCK(t, "truncate", r, r = ftruncate((int)fd, length));
    return none_or_error(t, r);
}

static value os_isatty(thread *t, value *a, int n) {
    (void)n;
    int64_t fd;
    return int_arg(t, a[0], &fd) ? from_bool(outside_isatty(t, (int)fd)) : NIL;
}

/* Reads (on NIL) or sets a flag of a descriptor. `inverse`: the flag means the contrary. */
static value fd_flag(thread *t, value fd_value, value on, int get, int set_, int flag,
                     bool inverse) {
    int64_t fd;
    bool wanted;
    if (!int_arg(t, fd_value, &fd) || !optional_truth(t, on, false, &wanted)) {
        return NIL;
    }
    int flags = outside_following(t) ? 0 : fcntl((int)fd, get);
    flags = (int)gil_input_call(t->gil, "flags", flags, 0);
    if (flags < 0) {
        return raise_errno(t);
    }
    if (on == NIL) {
        return from_bool(((flags & flag) != 0) != inverse);
    }
    return none_or_error(t, fcntl((int)fd, set_, wanted != inverse ? flags | flag : flags & ~flag));
}

static value os_get_inheritable(thread *t, value *a, int n) {
    (void)n;
    return fd_flag(t, a[0], NIL, F_GETFD, F_SETFD, FD_CLOEXEC, true);
}

static value os_set_inheritable(thread *t, value *a, int n) {
    (void)n;
    return fd_flag(t, a[0], a[1], F_GETFD, F_SETFD, FD_CLOEXEC, true);
}

static value os_get_blocking(thread *t, value *a, int n) {
    (void)n;
    return fd_flag(t, a[0], NIL, F_GETFL, F_SETFL, O_NONBLOCK, true);
}

static value os_set_blocking(thread *t, value *a, int n) {
    (void)n;
    return fd_flag(t, a[0], a[1], F_GETFL, F_SETFL, O_NONBLOCK, true);
}

static value os_get_terminal_size(thread *t, value *a, int n) {
    (void)n;
    int64_t fd;
    struct winsize w;
    if (!optional_int(t, a[0], STDOUT_FILENO, &fd)) {
        return NIL;
    }
    w = (struct winsize){0};
    int r = outside_following(t) ? 0 : ioctl((int)fd, TIOCGWINSZ, &w);
    int64_t size[2] = {w.ws_col, w.ws_row};
    if (outside_numbers(t, "terminal-size", r, size, 2) != 0) {
        return raise_errno(t);
    }
    return structseq_new(t, os_type(t, OS_TERMINAL_SIZE),
                         (value[]){from_small(size[0]), from_small(size[1])});
}

/* ---- processes ---- */

#define ID_CALL(name)                                                                  \
    static value os_##name(thread *t, value *a, int n) {                               \
        (void)a;                                                                       \
        (void)n;                                                                       \
        return int_new(t, (int64_t)gil_input_number(t->gil, #name, (uint64_t)name())); \
    }
ID_CALL(getuid)
ID_CALL(geteuid)
ID_CALL(getgid)
ID_CALL(getegid)
ID_CALL(getpgrp)
#undef ID_CALL

static pid_t own_pid(thread *t) {
    return gil_is_simulated(t->vm->gil)
               ? VIRTUAL_PID
               : (pid_t)gil_input_number(t->gil, "getpid", (uint64_t)getpid());
}

static value os_getpid(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return from_small(own_pid(t));
}

static value os_getppid(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return from_small(gil_is_simulated(t->vm->gil)
                          ? 1
                          : (int64_t)gil_input_number(t->gil, "getppid", (uint64_t)getppid()));
}

static value os_setsid(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    int r = outside_following(t) ? 0 : setsid();
    return none_or_error(t, (int)gil_input_call(t->gil, "setsid", r, 0));
}

static value os_getpgid(thread *t, value *a, int n) {
    (void)n;
    int64_t pid;
    return int_arg(t, a[0], &pid)
               ? int_or_error(t, gil_input_call(t->gil, "getpgid", getpgid((pid_t)pid), 0))
               : NIL;
}

static value os_setpgid(thread *t, value *a, int n) {
    (void)n;
    int64_t pid, group;
    return int_arg(t, a[0], &pid) && int_arg(t, a[1], &group)
               ? none_or_error(t,
                               (int)gil_input_call(
                                   t->gil, "setpgid",
                                   outside_following(t) ? 0 : setpgid((pid_t)pid, (pid_t)group), 0))
               : NIL;
}

/* A signal to oneself is handled at once. */
static value os_kill(thread *t, value *a, int n) {
    (void)n;
    int64_t pid, number;
    if (!int_arg(t, a[0], &pid) || !int_arg(t, a[1], &number)) {
        return NIL;
    }
    if (pid == own_pid(t)) {
        pid = getpid();
    }
    gil_record_flush(t->vm->gil); /* it may be our end */
    bool real = !outside_following(t) || gil_record_at_end(t->vm->gil);
    int r = real ? kill((pid_t)pid, (int)number) : 0;
    if (real && r == 0 && pid == getpid()) {
        signals_await(t, (int)number);
    }
    r = (int)gil_input_call(t->gil, "kill", r, 0);
    return r < 0 ? raise_errno(t) : thread_poll(t) ? NONE : NIL;
}

static value os_killpg(thread *t, value *a, int n) {
    (void)n;
    int64_t group, number;
    if (!int_arg(t, a[0], &group) || !int_arg(t, a[1], &number)) {
        return NIL;
    }
    gil_record_flush(t->vm->gil);
    int r = outside_following(t) && !gil_record_at_end(t->vm->gil)
                ? 0
                : killpg((pid_t)group, (int)number);
    r = (int)gil_input_call(t->gil, "killpg", r, 0);
    return r < 0 ? raise_errno(t) : thread_poll(t) ? NONE : NIL;
}

/* The child has the calling thread only: nobody else may be given the lock there, and threading is
 * told. */
static value after_fork_in_child(thread *t) {
    gil_record_forget(t->vm->gil); /* it is the parent's */
    signals_after_fork(t);
    value threading = dict_get_str(t->vm->modules, N(t, threading));
    if (threading != NIL && threading != NONE) {
        bool failed;
        value hook = op_getattr_opt(t, threading, str_intern(t, "_after_fork"), &failed);
        if (failed || (hook != NIL && call0(t, hook) == NIL)) {
            return NIL;
        }
    }
    return from_small(0);
}

static value os_fork(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    if (!process_allowed(t)) {
        return NIL;
    }
    collector_stop(t); /* each process makes its own */
    bool alone = gil_thread_count(t->vm->gil) == 1;
    pid_t pid = outside_following(t) ? 1 : (pid_t)gil_fork(t->gil);
    pid = pid == 0 ? 0 : (pid_t)gil_input_call(t->gil, "fork", pid, -ENOSYS);
    if (pid != 0 || alone) {
        collector_start(t);
    }
    return pid < 0 ? raise_errno(t) : pid == 0 ? after_fork_in_child(t) : int_new(t, pid);
}

/* `usage`: what the child used is wanted too, as the last of three. */
static value wait_for(thread *t, pid_t pid, int options, bool usage) {
    int status = 0;
    pid_t r;
    struct rusage used = {0};
    for (;;) {
        ASK_WITHOUT_LOCK(t, r, r = wait4(pid, &status, options, &used));
        int64_t told = status;
        r = (pid_t)outside_numbers(t, "waitpid", r, &told, 1);
        status = (int)told;
        if (r >= 0) {
            value v = usage ? resource_rusage(t, &used) : NONE;
            value row[] = {from_small(r), from_small(status), v};
            return v == NIL ? NIL : tuple_of(t, row, usage ? 3 : 2);
        }
        if (errno != EINTR) {
            return raise_errno(t);
        }
        if (!thread_poll(t)) {
            return NIL;
        }
    }
}

static value os_wait(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return wait_for(t, -1, 0, false);
}

static value os_wait3(thread *t, value *a, int n) {
    (void)n;
    int64_t options;
    return int_arg(t, a[0], &options) ? wait_for(t, -1, (int)options, true) : NIL;
}

static value os_waitpid(thread *t, value *a, int n) {
    (void)n;
    int64_t pid, options;
    return int_arg(t, a[0], &pid) && int_arg(t, a[1], &options)
               ? wait_for(t, (pid_t)pid, (int)options, false)
               : NIL;
}

static value os_wait4(thread *t, value *a, int n) {
    (void)n;
    int64_t pid, options;
    return int_arg(t, a[0], &pid) && int_arg(t, a[1], &options)
               ? wait_for(t, (pid_t)pid, (int)options, true)
               : NIL;
}

#define STATUS_CALL(name, make)                          \
    static value os_##name(thread *t, value *a, int n) { \
        (void)n;                                         \
        int64_t i;                                       \
        if (!int_arg(t, a[0], &i)) {                     \
            return NIL;                                  \
        }                                                \
        int status = (int)i;                             \
        (void)status;                                    \
        return make(name(status));                       \
    }
STATUS_CALL(WIFEXITED, from_bool)
STATUS_CALL(WIFSIGNALED, from_bool)
STATUS_CALL(WIFSTOPPED, from_bool)
STATUS_CALL(WIFCONTINUED, from_bool)
STATUS_CALL(WCOREDUMP, from_bool)
STATUS_CALL(WEXITSTATUS, from_small)
STATUS_CALL(WTERMSIG, from_small)
STATUS_CALL(WSTOPSIG, from_small)
#undef STATUS_CALL

static value os_waitstatus_to_exitcode(thread *t, value *a, int n) {
    (void)n;
    int64_t i;
    if (!int_arg(t, a[0], &i)) {
        return NIL;
    }
    int status = (int)i;
    return WIFEXITED(status)     ? from_small(WEXITSTATUS(status))
           : WIFSIGNALED(status) ? from_small(-WTERMSIG(status))
           : WIFSTOPPED(status)
               ? raise_error(t, E_VALUE_ERROR, "process stopped by delivery of signal %d",
                             WSTOPSIG(status))
               : raise_error(t, E_VALUE_ERROR, "invalid wait status: %d", status);
}

static value os_exit_now(thread *t, value *a, int n) {
    (void)n;
    int64_t status;
    if (!int_arg(t, a[0], &status)) {
        return NIL;
    }
    vm_ending(t->vm, t);
    outside_finish(t);
    gil_record_end(t->gil, (int)status & 0xFF);
    _exit((int)status);
}

static value os_abort(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    vm_ending(t->vm, t);
    gil_record_flush(t->vm->gil);
    abort();
}

static value os_system(thread *t, value *a, int n) {
    (void)n;
    path_arg p = {.object = os_fspath(t, a, n)};
    int r;
    if (p.object == NIL || !path_text(t, &p) || !process_allowed(t)) {
        return NIL;
    }
    ASK_WITHOUT_LOCK(t, r, r = system(p.text));
    return int_new(t, gil_input_usual(t->gil, "system", r, 0));
}

char **exec_strings(thread *t, value seq, size_t *size) {
    value l = tuple_from(t, seq);
    if (l == NIL) {
        return NULL;
    }
    tuple *items = (tuple *)as_obj(l);
    size_t bytes_needed = (items->len + 1) * sizeof(char *);
    value texts = tuple_new(t, items->len);
    for (size_t i = 0; texts != NIL && i < items->len; i++) {
        value b = os_fsencode(t, &items->items[i], 1);
        if (b == NIL) {
            return NULL;
        }
        if (strlen((const char *)((bytes *)as_obj(b))->data) != ((bytes *)as_obj(b))->len) {
            raise_error(t, E_VALUE_ERROR, "embedded null byte");
            return NULL;
        }
        ((tuple *)as_obj(texts))->items[i] = b;
        bytes_needed += ((bytes *)as_obj(b))->len + 1;
    }
    char **block = texts == NIL ? NULL : mem_alloc(t, bytes_needed);
    if (block == NULL) {
        return NULL;
    }
    char *at = (char *)(block + items->len + 1);
    for (size_t i = 0; i < items->len; i++) {
        bytes *b = (bytes *)as_obj(((tuple *)as_obj(texts))->items[i]);
        block[i] = at;
        memcpy(at, b->data, b->len + 1);
        at += b->len + 1;
    }
    block[items->len] = NULL;
    *size = bytes_needed;
    return block;
}

static value exec_with(thread *t, const char *fn, value path, value argv, value env) {
    path_arg p;
    size_t argv_size = 0, env_size = 0;
    char **args, **vars = NULL;
    if (!path_get(t, fn, "path", path, 0, &p)) {
        return NIL;
    }
    if (!is_kind(argv, T_LIST) && !is_kind(argv, T_TUPLE)) {
        return raise_error(t, E_TYPE_ERROR, "%s() arg 2 must be a tuple or list", fn);
    }
    if (seq_fast_len(argv) == 0) {
        return raise_error(t, E_VALUE_ERROR, "%s() arg 2 must not be empty", fn);
    }
    args = exec_strings(t, argv, &argv_size);
    if (args == NULL) {
        return NIL;
    }
    if (env != NIL) {
        vars = exec_strings(t, env, &env_size);
    }
    if (env == NIL || vars != NULL) {
        gil_record_flush(t->vm->gil);
        execve(p.text, args, vars != NULL ? vars : environ);
        raise_path(t, &p);
    }
    mem_free(t->vm, args, argv_size);
    mem_free(t->vm, vars, env_size);
    return NIL;
}

static value os_execv(thread *t, value *a, int n) {
    (void)n;
    return exec_with(t, "execv", a[0], a[1], NIL);
}

/* env: a list of "NAME=value", made by os.py. */
static value os_exec_env(thread *t, value *a, int n) {
    (void)n;
    return exec_with(t, "execve", a[0], a[1], a[2]);
}

static value os_nice(thread *t, value *a, int n) {
    (void)n;
    int64_t by;
    if (!int_arg(t, a[0], &by)) {
        return NIL;
    }
    errno = 0;
    int r = nice((int)by);
    return r == -1 && errno != 0 ? raise_errno(t) : from_small(r);
}

static value os_umask(thread *t, value *a, int n) {
    (void)n;
    int64_t mask;
    return int_arg(t, a[0], &mask) ? from_small(umask((mode_t)mask)) : NIL;
}

/* ---- the machine ---- */

static value os_cpu_count(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    if (gil_is_simulated(t->vm->gil)) {
        return from_small(gil_machine_of(t->vm->gil)->cores);
    }
    long count = (long)gil_input_number(t->gil, "cores", (uint64_t)sysconf(_SC_NPROCESSORS_ONLN));
    return count < 1 ? NONE : from_small(count);
}

#ifdef __linux__
static value os_sched_getaffinity(thread *t, value *a, int n) {
    (void)n;
    int64_t pid;
    cpu_set_t cpus;
    if (!int_arg(t, a[0], &pid)) {
        return NIL;
    }
    if (gil_is_simulated(t->vm->gil)) {
        value all = set_new(t, T_SET);
        for (uint32_t i = 0; all != NIL && i < gil_machine_of(t->vm->gil)->cores; i++) {
            if (!set_add(t, (set *)as_obj(all), from_small(i))) {
                return NIL;
            }
        }
        return all;
    }
    int64_t told = outside_following(t)                                    ? 0
                   : sched_getaffinity((pid_t)pid, sizeof cpus, &cpus) < 0 ? -errno
                                                                           : 0;
    size_t size = sizeof cpus;
    gil_input(t->gil, "affinity", &told, &cpus, sizeof cpus, &size);
    if (told < 0) {
        return raise_os_error(t, (int)-told, NIL);
    }
    value v = set_new(t, T_SET);
    for (int i = 0; v != NIL && i < CPU_SETSIZE; i++) {
        if (CPU_ISSET(i, &cpus) && !set_add(t, (set *)as_obj(v), from_small(i))) {
            return NIL;
        }
    }
    return v;
}

static value os_sched_setaffinity(thread *t, value *a, int n) {
    (void)n;
    int64_t pid, cpu;
    cpu_set_t cpus;
    value wanted;
    if (!int_arg(t, a[0], &pid) || (wanted = tuple_from(t, a[1])) == NIL) {
        return NIL;
    }
    CPU_ZERO(&cpus);
    for (size_t i = 0; i < ((tuple *)as_obj(wanted))->len; i++) {
        if (!op_to_int64(t, ((tuple *)as_obj(wanted))->items[i], &cpu)) {
            return NIL;
        }
        if (cpu < 0) {
            return raise_error(t, E_VALUE_ERROR, "negative CPU number");
        }
        if (cpu < CPU_SETSIZE) {
            CPU_SET((size_t)cpu, &cpus);
        }
    }
    return none_or_error(t, sched_setaffinity((pid_t)pid, sizeof cpus, &cpus));
}
#endif

static value os_sched_yield(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    gil_yield(t->gil);
    return NONE;
}

static value os_urandom(thread *t, value *a, int n) {
    (void)n;
    int64_t size;
    if (!ssize_arg(t, a[0], &size)) {
        return NIL;
    }
    if (size < 0) {
        return raise_error(t, E_VALUE_ERROR, "negative argument not allowed");
    }
    value v = bytes_new(t, NULL, (size_t)size);
    return v != NIL && random_bytes(t, ((bytes *)as_obj(v))->data, (size_t)size) ? v : NIL;
}

static value os_strerror(thread *t, value *a, int n) {
    (void)n;
    int64_t number;
    return int_arg(t, a[0], &number) ? str_from(t, strerror((int)number)) : NIL;
}

static value os_times(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    if (gil_is_simulated(t->vm->gil)) {
        value v[5] = {from_double((double)gil_cpu(t->gil, true) / 1e9), from_double(0),
                      from_double(0), from_double(0), from_double((double)gil_now(t->gil) / 1e9)};
        return structseq_new(t, os_type(t, OS_TIMES), v);
    }
    struct tms tms;
    clock_t now = times(&tms);
    int64_t told[5] = {tms.tms_utime, tms.tms_stime, tms.tms_cutime, tms.tms_cstime, now};
    outside_numbers(t, "times", 0, told, 5);
    tms = (struct tms){told[0], told[1], told[2], told[3]};
    now = (clock_t)told[4];
    double rate = (double)sysconf(_SC_CLK_TCK);
    value f[5] = {from_double((double)tms.tms_utime / rate),
                  from_double((double)tms.tms_stime / rate),
                  from_double((double)tms.tms_cutime / rate),
                  from_double((double)tms.tms_cstime / rate), from_double((double)now / rate)};
    return now == (clock_t)-1 ? raise_errno(t) : structseq_new(t, os_type(t, OS_TIMES), f);
}

static value os_getloadavg(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    double load[3] = {0};
    int64_t got = outside_following(t) || gil_is_simulated(t->vm->gil) ? 3 : getloadavg(load, 3);
    size_t size = sizeof load;
    gil_input(t->gil, "load", &got, load, sizeof load, &size);
    if (got != 3) {
        return raise_error(t, E_OS_ERROR, "Load averages are unobtainable");
    }
    return tuple_of(t, (value[]){from_double(load[0]), from_double(load[1]), from_double(load[2])},
                    3);
}

static value os_uname(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    struct utsname u;
    if (uname(&u) < 0) {
        return raise_errno(t);
    }
    int64_t told = 0;
    size_t size = sizeof u;
    gil_input(t->gil, "uname", &told, &u, sizeof u, &size);
    const char *parts[5] = {u.sysname, u.nodename, u.release, u.version, u.machine};
    value f[5];
    for (int i = 0; i < 5; i++) {
        f[i] = system_text(t, parts[i], strlen(parts[i]), false);
        if (f[i] == NIL) {
            return NIL;
        }
    }
    return structseq_new(t, os_type(t, OS_UNAME), f);
}

static const struct {
    const char *name;
    int number;
} sysconf_rows[] = {
    {"SC_ARG_MAX", _SC_ARG_MAX},
    {"SC_CHILD_MAX", _SC_CHILD_MAX},
    {"SC_CLK_TCK", _SC_CLK_TCK},
    {"SC_NPROCESSORS_CONF", _SC_NPROCESSORS_CONF},
    {"SC_NPROCESSORS_ONLN", _SC_NPROCESSORS_ONLN},
    {"SC_OPEN_MAX", _SC_OPEN_MAX},
    {"SC_PAGESIZE", _SC_PAGESIZE},
    {"SC_PAGE_SIZE", _SC_PAGESIZE},
#ifdef _SC_PHYS_PAGES
    {"SC_PHYS_PAGES", _SC_PHYS_PAGES},
#endif
#ifdef _SC_AVPHYS_PAGES
    {"SC_AVPHYS_PAGES", _SC_AVPHYS_PAGES},
#endif
    {"SC_IOV_MAX", _SC_IOV_MAX},
    {"SC_HOST_NAME_MAX", _SC_HOST_NAME_MAX},
};

static value os_sysconf(thread *t, value *a, int n) {
    (void)n;
    int64_t number;
    if (is_kind(a[0], T_STR)) {
        size_t i = 0, rows = sizeof sysconf_rows / sizeof sysconf_rows[0];
        while (i < rows && strcmp(sysconf_rows[i].name, ((str *)as_obj(a[0]))->data) != 0) {
            i++;
        }
        if (i == rows) {
            return raise_error(t, E_VALUE_ERROR, "unrecognized configuration name");
        }
        number = sysconf_rows[i].number;
    } else if (!is_any_int(a[0])) {
        return raise_error(t, E_TYPE_ERROR, "configuration names must be strings or integers");
    } else if (!int_arg(t, a[0], &number)) {
        return NIL;
    }
    errno = 0;
    long r = sysconf((int)number);
    r = (long)gil_input_call(t->gil, "sysconf", r, INT_MIN);
    return r == -1 && errno != 0 ? raise_errno(t) : int_new(t, r);
}

/* ---- environment ---- */

/* A fresh dict of all variables; of two with one name the first counts. */
static value read_environ(thread *t) {
    dict *d = dict_new(t);
    for (char **e = environ; d != NULL && e != NULL && *e != NULL; e++) {
        const char *eq = strchr(*e, '=');
        if (eq == NULL) {
            continue;
        }
        value name = system_text(t, *e, (size_t)(eq - *e), false),
              v = system_text(t, eq + 1, strlen(eq + 1), false);
        if (name == NIL || v == NIL || dict_setdefault(t, d, name, v) == NIL) {
            return NIL;
        }
    }
    return d == NULL ? NIL : from_obj(d);
}

static value os_read_environ(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    heap_aside aside = heap_aside_begin(t->vm);
    value v = read_environ(t);
    heap_aside_end(t->vm, aside);
    return v;
}

static bool environ_text(thread *t, value v, path_arg *p) {
    *p = (path_arg){.object = os_fspath(t, &v, 1)};
    return p->object != NIL && path_text(t, p);
}

static value os_putenv(thread *t, value *a, int n) {
    (void)n;
    path_arg name, v;
    if (!environ_text(t, a[0], &name) || !environ_text(t, a[1], &v)) {
        return NIL;
    }
    if (strchr(name.text, '=') != NULL) {
        return raise_error(t, E_VALUE_ERROR, "illegal environment variable name");
    }
    return none_or_error(t, setenv(name.text, v.text, 1));
}

static value os_unsetenv(thread *t, value *a, int n) {
    (void)n;
    path_arg name;
    return environ_text(t, a[0], &name) ? none_or_error(t, unsetenv(name.text)) : NIL;
}

/* ---- the module ---- */

static const native_def os_functions[] = {
    {"fspath", os_fspath, "path", 0,
     "Return the file system path representation of the object.\n\n"
     "If the object is str or bytes, then allow it to pass through as-is. If the\n"
     "object defines __fspath__(), then return the result of that method. All other\n"
     "types raise a TypeError."},
    {"fsencode", os_fsencode, "filename", 0,
     "Encode filename (an os.PathLike, bytes, or str) to the "
     "filesystem\nencoding with 'surrogateescape' error handler, return bytes unchanged."},
    {"fsdecode", os_fsdecode, "filename", 0,
     "Decode filename (an os.PathLike, bytes, or str) from the "
     "filesystem\nencoding with 'surrogateescape' error handler, return str unchanged."},
    {"getcwd", os_getcwd, "", 0,
     "Return a unicode string representing the current working directory."},
    {"getcwdb", os_getcwdb, "", 0,
     "Return a bytes string representing the current working directory."},
    {"chdir", os_chdir, "path", 0, "Change the current working directory to the specified path."},
    {"listdir", os_listdir, "path=None", 0,
     "Return a list containing the names of the files in the directory.\n\n"
     "The list is in arbitrary order.  It does not include the special\n"
     "entries '.' and '..' even if they are present in the directory."},
    {"_scan_folder", os_scan_folder, "path=None", 0, "What scandir() in os.py is made of."},
    {"mkdir", os_mkdir, "path, mode=511", 0, "Create a directory."},
    {"rmdir", os_rmdir, "path", 0, "Remove a directory."},
    {"unlink", os_unlink, "path", 0, "Remove a file (same as remove())."},
    {"remove", os_remove, "path", 0, "Remove a file (same as unlink())."},
    {"rename", os_rename, "src, dst", 0, "Rename a file or directory."},
    {"replace", os_replace, "src, dst", 0,
     "Rename a file or directory, overwriting the destination."},
    {"link", os_link, "src, dst", 0, "Create a hard link to a file."},
    {"symlink", os_symlink, "src, dst, target_is_directory=False", 0,
     "Create a symbolic link pointing to src named dst."},
    {"readlink", os_readlink, "path", 0,
     "Return a string representing the path to which the symbolic link points."},
    {"stat", os_stat, "path, *, follow_symlinks=True", 0,
     "Perform a stat system call on the given path."},
    {"lstat", os_lstat, "path", 0,
     "Perform a stat system call on the given path, without following symbolic links."},
    {"fstat", os_fstat, "fd", 0, "Perform a stat system call on the given file descriptor."},
    {"_path_exists", path_exists, "path", 0, NULL},
    {"_path_lexists", path_lexists, "path", 0, NULL},
    {"_path_isfile", path_isfile, "path", 0, NULL},
    {"_path_isdir", path_isdir, "path", 0, NULL},
    {"_path_islink", path_islink, "path", 0, NULL},
    {"statvfs", os_statvfs, "path", 0, "Perform a statvfs system call on the given path."},
    {"access", os_access, "path, mode, *, effective_ids=False, follow_symlinks=True", 0,
     "Use the real uid/gid to test for access to a path."},
    {"chmod", os_chmod, "path, mode, *, follow_symlinks=True", 0,
     "Change the access permissions of a file."},
    {"chown", os_chown, "path, uid, gid", 0,
     "Change the owner and group id of path to the numeric uid and gid."},
    {"utime", os_utime, "path, times=None, *, ns=None, follow_symlinks=True", 0,
     "Set the access and modified time of path."},
    {"truncate", os_truncate, "path, length", 0,
     "Truncate a file, specified by path, to a specific length."},
    {"mkfifo", os_mkfifo, "path, mode=438", 0, "Create a \"fifo\" (a POSIX named pipe)."},
    {"open", os_open, "path, flags, mode=511", 0,
     "Open a file for low level IO.  Returns a file descriptor (integer)."},
    {"close", os_close, "fd", 0, "Close a file descriptor."},
    {"closerange", os_closerange, "fd_low, fd_high, /", 0,
     "Closes all file descriptors in [fd_low, fd_high), ignoring errors."},
    {"fsync", os_fsync, "fd", 0, "Force write of fd to disk."},
    {"read", os_read, "fd, length, /", 0, "Read from a file descriptor.  Returns a bytes object."},
    {"write", os_write, "fd, data, /", 0, "Write a bytes object to a file descriptor."},
    {"dup", os_dup, "fd, /", 0, "Return a duplicate of a file descriptor."},
    {"dup2", os_dup2, "fd, fd2, inheritable=True", 0, "Duplicate file descriptor."},
    {"pipe", os_pipe, "", 0,
     "Create a pipe.\n\nReturns a tuple of two file descriptors:\n  (read_fd, write_fd)"},
    {"lseek", os_lseek, "fd, position, how, /", 0,
     "Set the position of a file descriptor.  Return the new position."},
    {"ftruncate", os_ftruncate, "fd, length, /", 0,
     "Truncate a file, specified by file descriptor, to a specific length."},
    {"isatty", os_isatty, "fd, /", 0, "Return True if the fd is connected to a terminal."},
    {"get_inheritable", os_get_inheritable, "fd, /", 0,
     "Get the close-on-exe flag of the specified file descriptor."},
    {"set_inheritable", os_set_inheritable, "fd, inheritable, /", 0,
     "Set the inheritable flag of the specified file descriptor."},
    {"get_blocking", os_get_blocking, "fd, /", 0, "Get the blocking mode of the file descriptor."},
    {"set_blocking", os_set_blocking, "fd, blocking, /", 0,
     "Set the blocking mode of the specified file descriptor."},
    {"get_terminal_size", os_get_terminal_size, "fd=1, /", 0,
     "Return the size of the terminal window as (columns, lines)."},
    {"getpid", os_getpid, "", 0, "Return the current process id."},
    {"getppid", os_getppid, "", 0, "Return the parent's process id."},
    {"getuid", os_getuid, "", 0, "Return the current process's user id."},
    {"geteuid", os_geteuid, "", 0, "Return the current process's effective user id."},
    {"getgid", os_getgid, "", 0, "Return the current process's group id."},
    {"getegid", os_getegid, "", 0, "Return the current process's effective group id."},
    {"getpgrp", os_getpgrp, "", 0, "Return the current process group id."},
    {"getpgid", os_getpgid, "pid", 0, "Call the system call getpgid(), and return the result."},
    {"setpgid", os_setpgid, "pid, pgrp, /", 0, "Call the system call setpgid(pid, pgrp)."},
    {"setsid", os_setsid, "", 0, "Call the system call setsid()."},
    {"kill", os_kill, "pid, signal, /", 0, "Kill a process with a signal."},
    {"killpg", os_killpg, "pgid, signal, /", 0, "Kill a process group with a signal."},
    {"fork", os_fork, "", 0,
     "Fork a child process.\n\nReturn 0 to child process and PID of child to parent process."},
    {"wait", os_wait, "", 0,
     "Wait for completion of a child process.\n\n"
     "Returns a tuple of information about the child process:\n    (pid, status)"},
    {"wait3", os_wait3, "options", 0, "Wait for completion of a child process; what it used too."},
    {"wait4", os_wait4, "pid, options", 0,
     "Wait for completion of a specific child process; what it used too."},
    {"waitpid", os_waitpid, "pid, options, /", 0, "Wait for completion of a given child process."},
    {"waitstatus_to_exitcode", os_waitstatus_to_exitcode, "status", 0,
     "Convert a wait status to an exit code."},
    {"WIFEXITED", os_WIFEXITED, "status", 0,
     "Return True if the process returning status exited via the exit() system call."},
    {"WIFSIGNALED", os_WIFSIGNALED, "status", 0,
     "Return True if the process returning status was terminated by a signal."},
    {"WIFSTOPPED", os_WIFSTOPPED, "status", 0,
     "Return True if the process returning status was stopped."},
    {"WIFCONTINUED", os_WIFCONTINUED, "status", 0,
     "Return True if a particular process was continued from a job control stop."},
    {"WCOREDUMP", os_WCOREDUMP, "status, /", 0,
     "Return True if the process returning status was dumped to a core file."},
    {"WEXITSTATUS", os_WEXITSTATUS, "status", 0, "Return the process return code from status."},
    {"WTERMSIG", os_WTERMSIG, "status", 0,
     "Return the signal that terminated the process that provided the status value."},
    {"WSTOPSIG", os_WSTOPSIG, "status", 0,
     "Return the signal that stopped the process that provided the status value."},
    {"_exit", os_exit_now, "status", 0,
     "Exit to the system with specified status, without normal exit processing."},
    {"abort", os_abort, "", 0, "Abort the interpreter immediately."},
    {"system", os_system, "command", 0, "Execute the command in a subshell."},
    {"execv", os_execv, "path, argv, /", 0,
     "Execute an executable path with arguments, replacing current process."},
    {"_exec_env", os_exec_env, "path, argv, env, /", 0, "What execve() in os.py is made of."},
    {"nice", os_nice, "increment, /", 0,
     "Add increment to the priority of process and return the new priority."},
    {"umask", os_umask, "mask, /", 0,
     "Set the current numeric umask and return the previous umask."},
    {"cpu_count", os_cpu_count, "", 0,
     "Return the number of CPUs in the system; return None if indeterminable."},
#ifdef __linux__
    {"sched_getaffinity", os_sched_getaffinity, "pid, /", 0,
     "Return the affinity of the process identified by pid (or the current process if zero)."},
    {"sched_setaffinity", os_sched_setaffinity, "pid, mask, /", 0,
     "Set the CPU affinity of the process identified by pid to mask."},
#endif
    {"sched_yield", os_sched_yield, "", 0, "Voluntarily relinquish the CPU."},
    {"urandom", os_urandom, "size, /", 0,
     "Return a bytes object containing random bytes suitable for cryptographic use."},
    {"getrandom", os_urandom, "size, flags=0", 0, "Obtain a series of random bytes."},
    {"strerror", os_strerror, "code, /", 0, "Translate an error code to a message string."},
    {"times", os_times, "", 0, "Return a collection containing process timing information."},
    {"getloadavg", os_getloadavg, "", 0, "Return average recent system load information."},
    {"uname", os_uname, "", 0, "Return an object identifying the current operating system."},
    {"sysconf", os_sysconf, "name, /", 0,
     "Return an integer-valued system configuration variable."},
    {"_read_environ", os_read_environ, "", 0, "The environment variables as a new dict."},
    {"putenv", os_putenv, "name, value, /", 0, "Change or add an environment variable."},
    {"unsetenv", os_unsetenv, "name, /", 0, "Delete an environment variable."},
    {0},
};

static bool add_numbers(thread *t, module *m) {
    static const struct {
        const char *name;
        int number;
    } rows[] = {
#define X(name) {#name, name}
        X(F_OK),      X(R_OK),         X(W_OK),          X(X_OK),       X(O_RDONLY),
        X(O_WRONLY),  X(O_RDWR),       X(O_APPEND),      X(O_CREAT),    X(O_EXCL),
        X(O_TRUNC),   X(O_NONBLOCK),   X(O_NDELAY),      X(O_SYNC),     X(O_DSYNC),
        X(O_NOCTTY),  X(O_CLOEXEC),    X(O_DIRECTORY),   X(O_NOFOLLOW), X(WNOHANG),
        X(WUNTRACED), X(WCONTINUED),
#undef X
        {"EX_OK", 0}, {"P_NOWAIT", 1}, {"P_NOWAITO", 1}, {"P_WAIT", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!module_set_int(t, m, rows[i].name, rows[i].number)) {
            return false;
        }
    }
    dict *d = dict_new(t);
    for (size_t i = 0; d != NULL && i < sizeof sysconf_rows / sizeof sysconf_rows[0]; i++) {
        value name = str_from(t, sysconf_rows[i].name);
        if (name == NIL || !dict_set(t, d, name, from_small(sysconf_rows[i].number))) {
            return false;
        }
    }
    return d != NULL && module_set(t, m, "sysconf_names", from_obj(d));
}

/* The later of two fields with one name is the attribute. */
static bool add_stat_times(thread *t) {
    type *cls = os_type(t, OS_STAT);
    for (size_t i = 0; i < sizeof stat_times / sizeof stat_times[0]; i++) {
        value field = getset_new(t, &stat_times[i], cls);
        str *name = str_intern(t, stat_times[i].name);
        if (field == NIL || name == NULL || !type_setattr_raw(t, cls, name, field)) {
            return false;
        }
    }
    return true;
}

static bool os_init(thread *t, module *m) {
    static const struct {
        const type_spec *spec;
        int visible;
        const char *name;
    } rows[OS_TYPES] = {
        [OS_STAT] = {&stat_spec, 10, "stat_result"},
        [OS_STATVFS] = {&statvfs_spec, 10, "statvfs_result"},
        [OS_TERMINAL_SIZE] = {&terminal_size_spec, 2, "terminal_size"},
        [OS_TIMES] = {&times_spec, 5, "times_result"},
        [OS_UNAME] = {&uname_spec, 5, "uname_result"},
    };
    value all = tuple_new(t, OS_TYPES), *root = vm_root(t->vm);
    if (all == NIL || root == NULL) {
        return false;
    }
    *root = all;
    for (int i = 0; i < OS_TYPES; i++) {
        type *cls = structseq_type(t, rows[i].spec, rows[i].visible);
        if (cls == NULL || !module_set(t, m, rows[i].name, from_obj(cls))) {
            return false;
        }
        ((tuple *)as_obj(all))->items[i] = from_obj(cls);
        stdlib_of(t->vm)->os_types[i] = cls;
    }
    return add_stat_times(t) && module_set(t, m, "error", from_obj(t->vm->exc[E_OS_ERROR])) &&
           add_numbers(t, m);
}

const module_def posix_module = {
    "posix",
    "This module provides access to operating system functionality that is\n"
    "standardized by the C Standard and the POSIX standard (a thinly\n"
    "disguised Unix interface).  Refer to the library manual and\n"
    "corresponding Unix manual entries for more information on calls.",
    os_functions,
    os_init,
};
