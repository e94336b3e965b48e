/* os_files.c: the part of the module posix (mod_os.c) that names files and folders: listing,
 * making, renaming and removing them, what stat() tells of them, their times and rights.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* AT_EACCESS, utimensat */
#endif
#include "stdlib/mod_os.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "vm/seq.h"
#include "vm/type.h"

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
        return path_raise(t, &p);
    }
    value names_ = list_new(t, 0);
    while (names_ != NIL) {
        folder_entry e = {0};
        ASK_WITHOUT_LOCK(t, e.d, e.d = readdir(d));
        if (!tell_entry(t, &e)) {
            if (errno != 0) {
                names_ = path_raise(t, &p);
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

/* OSError with both names. */
static value raise_paths(thread *t, const path_arg *p, const path_arg *q) {
    value args[5] = {from_small(errno), str_from(t, strerror(errno)), p->object, NONE, q->object};
    value exc =
        args[1] == NIL ? NIL : call_values(t, from_obj(t->vm->exc[E_OS_ERROR]), args, 5, NIL);
    return exc == NIL ? NIL : raise_value(t, exc);
}

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
    return len < 0 ? path_raise(t, &p) : system_text(t, buf, (size_t)len, p.is_bytes);
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
const type_spec os_stat_spec =
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
const type_spec os_statvfs_spec = STRUCTSEQ_SPEC(
    "os.statvfs_result", statvfs_fields, "statvfs_result: Result from statvfs or fstatvfs.");

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
    return r < 0 ? path_raise(t, &p) : stat_result(t, &st);
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
        return path_raise(t, &p);
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

/* The later of two fields with one name is the attribute. */
bool os_add_stat_times(thread *t) {
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

/* ---- the functions ---- */

const native_def os_file_functions[] = {
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
    {0},
};
