/* os_descriptors.c: the part of the module posix (mod_os.c) that works on descriptors: opening and
 * closing them, reading and writing, pipes, flags. On the simulated machine pipes are in memory
 * (simnet.h).
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* pipe2 */
#endif
#include "stdlib/mod_os.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "stdlib/file.h"
#include "stdlib/simnet.h"
#include "vm/seq.h"
#include "vm/type.h"

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
            return path_raise(t, &p);
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

static const getset_def terminal_size_fields[] = {
    STRUCTSEQ_FIELD(0, "columns", "width of the terminal window in characters"),
    STRUCTSEQ_FIELD(1, "lines", "height of the terminal window in characters"),
    {0},
};
const type_spec os_terminal_size_spec =
    STRUCTSEQ_SPEC("os.terminal_size", terminal_size_fields,
                   "A tuple of (columns, lines) for holding terminal window size");

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

/* ---- the functions ---- */

const native_def os_descriptor_functions[] = {
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
    {0},
};
