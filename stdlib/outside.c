/* outside.c: calls whose results a recording holds. See outside.h. */
#include "stdlib/outside.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- which descriptors are files ---- */

static void note(thread *t, int fd, bool is_file) {
    uint64_t *words = stdlib_of(t->vm)->file_fds;
    if (fd >= 0 && fd < OUTSIDE_FDS) {
        uint64_t bit = (uint64_t)1 << fd % 64;
        words[fd / 64] = is_file ? words[fd / 64] | bit : words[fd / 64] & ~bit;
    }
}

bool outside_is_channel(thread *t, int fd) {
    return fd < 0 || fd >= OUTSIDE_FDS || !(stdlib_of(t->vm)->file_fds[fd / 64] >> fd % 64 & 1);
}

static bool is_real_file(int fd) {
    struct stat st;
    return fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
}

/* Moves fd to the number it had. */
static void renumber(thread *t, int fd, int wanted) {
    if (fd != wanted) {
        if (dup2(fd, wanted) < 0) {
            gil_diverged(t->gil, "too few descriptors");
        }
        fcntl(wanted, F_SETFD, FD_CLOEXEC);
        close(fd);
    }
}

int outside_channel(thread *t, const char *kind, int fd) {
    if (!outside_recorded(t)) {
        return fd;
    }
    fd = (int)gil_input_call(t->gil, kind, fd, INT_MIN);
    if (fd >= 0 && outside_following(t)) {
        int saved = errno;
        renumber(t, open("/dev/null", O_RDWR | O_CLOEXEC), fd);
        errno = saved;
    }
    note(t, fd, false);
    return fd;
}

int outside_opened(thread *t, const char *kind, int fd, const char *what) {
    if (!outside_recorded(t)) {
        return fd;
    }
    int saved = errno;
    bool is_file = fd >= 0 && is_real_file(fd);
    errno = saved;
    int got = fd;
    fd = (int)gil_input_call(t->gil, kind, fd, INT_MIN);
    saved = errno;
    is_file = gil_input_usual(t->gil, "channel", !is_file, 0) == 0;
    if (outside_following(t)) {
        if (fd < 0 && got >= 0) {
            close(got);
        } else if (fd >= 0 && is_file && got < 0) {
            char text[512];
            snprintf(text, sizeof text, "cannot open '%s' now", what);
            gil_diverged(t->gil, text);
        } else if (fd >= 0) {
            renumber(t, got >= 0 ? got : open("/dev/null", O_RDWR | O_CLOEXEC), fd);
        }
    }
    if (fd >= 0) {
        note(t, fd, is_file);
    }
    errno = saved;
    return fd;
}

int outside_open(thread *t, const char *path, int flags, mode_t mode) {
    struct stat st;
    if (!outside_following(t)) {
        return open(path, flags, mode);
    }
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
        errno = ENXIO;
        return -1;
    }
    int fd = open(path, flags, mode);
    return fd < 0 && errno == EEXIST ? open(path, (flags & ~O_EXCL) | O_TRUNC, mode) : fd;
}

int outside_duplicated(thread *t, const char *kind, int fd, int from) {
    if (!outside_recorded(t)) {
        return fd;
    }
    int got = fd;
    fd = (int)gil_input_call(t->gil, kind, fd, INT_MIN);
    int saved = errno;
    if (fd >= 0) {
        if (outside_following(t) && got >= 0) {
            renumber(t, got, fd);
        }
        note(t, fd, from == 1 || from == 2 || !outside_is_channel(t, from));
    }
    errno = saved;
    return fd;
}

/* ---- bytes ---- */

static uint64_t sum_of(const uint8_t *p, size_t n) {
    uint64_t h = n, word;
    for (; n >= 8; p += 8, n -= 8) {
        memcpy(&word, p, 8);
        h = (h ^ word) * 0x9E3779B97F4A7C15u;
        h ^= h >> 32;
    }
    for (; n > 0; p++, n--) {
        h = (h ^ *p) * 0x100000001B3u;
    }
    return h ^ h >> 29;
}

/* ---- the order of writes ----
 *
 * Writes happen without the lock, so hand-overs do not tell in which order those of several threads
 * came out. Each write to 1, 2 or a file draws a ticket; small ones that will not block draw it in
 * one piece with the write. A ticket that is not the next one when its thread has the lock again is
 * an entry. A following run keeps what is written back until all tickets before it have been used.
 * A thread may never come back from its write; but if it is the only one under way when a ticket is
 * missing, the ticket is its. */

enum { WHOLE = 4096 }; /* pipes take this much whole or not at all */

typedef struct pending { /* following: a write under way, or kept back */
    struct pending *next;
    const thread *t; /* under way: whose */
    int fd;
    bool returned, done;
    uint64_t ticket; /* if returned or done */
    size_t n;
    uint8_t bytes[];
} pending;

typedef struct writes {
    pthread_mutex_t mutex; /* around a small write and its ticket */
    _Atomic uint64_t tickets;
    uint64_t returned;  /* writes whose thread has the lock again; under the GIL */
    uint64_t delivered; /* following: tickets used; one OS thread */
    pending *first;     /* following: in order of leaving */
} writes;

static writes *writes_of(thread *t) {
    stdlib_state *s = stdlib_of(t->vm);
    if (s->writes == NULL) {
        s->writes = calloc(1, sizeof *s->writes);
        if (s->writes == NULL) {
            gil_fatal(t->vm->gil, t->gil, "no memory for the recording");
        }
        pthread_mutex_init(&s->writes->mutex, NULL);
    }
    return s->writes;
}

static bool is_written_again(thread *t, int fd) {
    return fd == 1 || fd == 2 || !outside_is_channel(t, fd);
}

static void write_fully(int fd, const uint8_t *p, size_t n) {
    while (n > 0) {
        ssize_t w = write(fd, p, n);
        if (w < 0 && errno != EINTR) {
            return; /* nobody reads any more: the run goes on as recorded */
        }
        p += w > 0 ? w : 0;
        n -= w > 0 ? (size_t)w : 0;
    }
}

static ssize_t write_in_order(writes *w, int fd, const void *p, size_t n, uint64_t *ticket) {
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    if (n > WHOLE) {
        ssize_t r = write(fd, p, n);
        int saved = errno;
        *ticket = atomic_fetch_add(&w->tickets, 1);
        errno = saved;
        return r;
    }
    pthread_mutex_lock(&w->mutex);
    bool quick = poll(&ready, 1, 0) > 0;
    if (!quick) { /* others must not wait for us */
        pthread_mutex_unlock(&w->mutex);
    }
    ssize_t r = write(fd, p, n);
    int saved = errno;
    *ticket = atomic_fetch_add(&w->tickets, 1);
    if (quick) {
        pthread_mutex_unlock(&w->mutex);
    }
    errno = saved;
    return r;
}

/* Following: t leaves to write this. */
static void begin_pending(thread *t, int fd, const void *p, size_t n) {
    writes *w = writes_of(t);
    pending *e = malloc(sizeof *e + n), **last = &w->first;
    if (e == NULL) {
        gil_fatal(t->vm->gil, t->gil, "no memory for the recording");
    }
    *e = (pending){.t = t, .fd = fd, .n = n};
    memcpy(e->bytes, p, n);
    while (*last != NULL) {
        last = &(*last)->next;
    }
    *last = e;
}

static void deliver(writes *w, pending *e) {
    write_fully(e->fd, e->bytes, e->n);
    e->done = true;
    e->ticket = w->delivered++;
}

/* Writes what is next as long as it is known what is next. */
static void deliver_known(writes *w) {
    for (;;) {
        pending *next = NULL, *alone = NULL;
        bool waiting = false;
        unsigned under_way = 0;
        for (pending *e = w->first; e != NULL; e = e->next) {
            if (e->returned && !e->done) {
                waiting = true;
                next = e->ticket == w->delivered ? e : next;
            } else if (!e->done) {
                under_way++;
                alone = e;
            }
        }
        if (next == NULL && waiting && under_way == 1) {
            next = alone;
        }
        if (next == NULL) {
            return;
        }
        deliver(w, next);
    }
}

static void drop_done(writes *w) {
    for (pending **p = &w->first; *p != NULL;) {
        pending *e = *p;
        if (e->returned && e->done) {
            *p = e->next;
            free(e);
        } else {
            p = &e->next;
        }
    }
}

/* t has the lock again after its write; `r` bytes of it were written. */
static void end_pending(thread *t, uint64_t ticket, ssize_t r) {
    writes *w = writes_of(t);
    pending *e = w->first;
    while (e->t != t || e->returned) {
        e = e->next;
    }
    if (e->done && e->ticket != ticket) {
        gil_diverged(t->gil, "another order of writes");
    }
    e->returned = true;
    e->ticket = ticket;
    e->n = r < 0 ? 0 : (size_t)r < e->n ? (size_t)r : e->n;
    deliver_known(w);
    drop_done(w);
}

void outside_finish(thread *t) {
    if (!outside_recorded(t)) {
        return;
    }
    writes *w = writes_of(t);
    uint64_t all = (uint64_t)gil_input_usual(t->gil, "written", (int64_t)atomic_load(&w->tickets),
                                             (int64_t)w->returned);
    while (outside_following(t) && w->delivered < all) {
        pending *next = NULL;
        for (pending *e = w->first; e != NULL; e = e->next) {
            bool fits = !e->done && (e->returned ? e->ticket == w->delivered : next == NULL);
            next = fits ? e : next;
        }
        if (next == NULL) {
            return;
        }
        deliver(w, next);
    }
}

ssize_t outside_transfer(thread *t, int fd, void *p, size_t n, bool out, uint64_t *ticket) {
    if (!outside_recorded(t)) {
        return out ? write(fd, p, n) : read(fd, p, n);
    }
    bool again = out && is_written_again(t, fd);
    if (!outside_following(t)) {
        return again ? write_in_order(writes_of(t), fd, p, n, ticket)
               : out ? write(fd, p, n)
                     : read(fd, p, n);
    }
    if (again) {
        begin_pending(t, fd, p, n);
    } else if (!out && !outside_is_channel(t, fd)) {
        return read(fd, p, n);
    }
    return (ssize_t)n; /* outside_transferred tells what it was */
}

ssize_t outside_transferred(thread *t, int fd, void *p, size_t n, bool out, ssize_t r,
                            uint64_t ticket) {
    if (!outside_recorded(t)) {
        return r;
    }
    int64_t result = r < 0 ? -errno : r;
    size_t len = r < 0 ? 0 : (size_t)r;
    if (out) {
        r = (ssize_t)gil_input_call(t->gil, "write", r, (int64_t)n);
        if (is_written_again(t, fd)) {
            int saved = errno;
            uint64_t usual = writes_of(t)->returned++;
            ticket = (uint64_t)gil_input_usual(t->gil, "order", (int64_t)ticket, (int64_t)usual);
            if (outside_following(t)) {
                end_pending(t, ticket, r);
            }
            errno = saved;
        }
        return r;
    }
    if (outside_is_channel(t, fd)) {
        gil_input(t->gil, "read", &result, p, n, &len);
    } else {
        uint64_t sum = sum_of(p, len);
        if (gil_input_number(t->gil, "bytes", (uint64_t)result) != (uint64_t)result ||
            (len > 0 && gil_input_number(t->gil, "sum", sum) != sum)) {
            gil_diverged(t->gil, "a file that was read holds other bytes now");
        }
    }
    errno = result < 0 ? (int)-result : 0;
    return result < 0 ? -1 : (ssize_t)result;
}

/* ---- questions ---- */

int64_t outside_numbers(thread *t, const char *kind, int64_t r, int64_t *numbers, int n) {
    char text[STRUCTSEQ_MAX * 22] = "";
    if (!outside_recorded(t)) {
        return r;
    }
    size_t len = 0;
    int64_t result = r < 0 ? -errno : r;
    for (int i = 0; r >= 0 && i < n; i++) {
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%" PRId64, i > 0 ? " " : "",
                                numbers[i]);
    }
    const char *at = gil_input_text(t->gil, kind, &result, text, &len);
    if (outside_following(t)) {
        char *end;
        for (int i = 0; result >= 0 && i < n; i++, at = end) {
            numbers[i] = strtoll(at, &end, 10);
        }
    }
    errno = result < 0 ? (int)-result : errno;
    return result < 0 ? -1 : result;
}

#ifdef __APPLE__
#define ST_TIME(st, which) ((st)->st_##which##timespec)
#else
#define ST_TIME(st, which) ((st)->st_##which##tim)
#endif

int outside_stat_result(thread *t, int r, struct stat *st) {
    if (!outside_recorded(t)) {
        return r;
    }
    writes_of(t); /* made here, with the lock held: standard output is looked at before anything is
                     written */
    enum { FIELDS = 16 };
    int64_t f[FIELDS] = {0};
    if (r >= 0 && !outside_following(t)) {
        const int64_t now[FIELDS] = {st->st_mode,
                                     (int64_t)st->st_ino,
                                     (int64_t)st->st_dev,
                                     (int64_t)st->st_nlink,
                                     st->st_uid,
                                     st->st_gid,
                                     st->st_size,
                                     ST_TIME(st, a).tv_sec,
                                     ST_TIME(st, a).tv_nsec,
                                     ST_TIME(st, m).tv_sec,
                                     ST_TIME(st, m).tv_nsec,
                                     ST_TIME(st, c).tv_sec,
                                     ST_TIME(st, c).tv_nsec,
                                     st->st_blksize,
                                     st->st_blocks,
                                     (int64_t)st->st_rdev};
        memcpy(f, now, sizeof f);
    }
    r = (int)outside_numbers(t, "stat", r, f, FIELDS);
    if (r >= 0) {
        memset(st, 0, sizeof *st);
        st->st_mode = (mode_t)f[0];
        st->st_ino = (ino_t)f[1];
        st->st_dev = (dev_t)f[2];
        st->st_nlink = (nlink_t)f[3];
        st->st_uid = (uid_t)f[4];
        st->st_gid = (gid_t)f[5];
        st->st_size = (off_t)f[6];
        ST_TIME(st, a) = (struct timespec){(time_t)f[7], (long)f[8]};
        ST_TIME(st, m) = (struct timespec){(time_t)f[9], (long)f[10]};
        ST_TIME(st, c) = (struct timespec){(time_t)f[11], (long)f[12]};
        st->st_blksize = (blksize_t)f[13];
        st->st_blocks = (blkcnt_t)f[14];
        st->st_rdev = (dev_t)f[15];
    }
    return r;
}

int outside_fstat(thread *t, int fd, struct stat *st) {
    int r = outside_following(t) ? 0 : fstat(fd, st);
    return outside_stat_result(t, r, st);
}

/* Files have a position of their own, which must move; of the others it is known. */
off_t outside_lseek(thread *t, int fd, off_t pos, int whence) {
    if (!outside_recorded(t) || !outside_is_channel(t, fd)) {
        return lseek(fd, pos, whence);
    }
    off_t r = outside_following(t) ? 0 : lseek(fd, pos, whence);
    return (off_t)gil_input_call(t->gil, "seek", r, -ESPIPE);
}

bool outside_isatty(thread *t, int fd) {
    bool is = outside_following(t) ? false : isatty(fd);
    return gil_input_usual(t->gil, "terminal", is, 0) != 0;
}
