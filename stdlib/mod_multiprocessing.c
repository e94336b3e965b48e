/* mod_multiprocessing.c: the module _multiprocessing: memory that several processes see, with
 * semaphores in it, and waiting for several descriptors at once.
 *
 * An Arena is an anonymous file (memfd) mapped into memory. Its descriptor is handed down when a
 * process is started, which maps the same pages. Nothing of it has a name, so nothing is left
 * behind however the processes end. Offsets are checked here; who uses which is the Python side's
 * work.
 *
 * A semaphore is a POSIX one. Waiting gives the lock up; a signal ends the wait, handlers run, and
 * it goes on.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memfd_create, sem_clockwait */
#endif
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <semaphore.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "stdlib/stdlib.h"
#include "vm/heap.h"
#include "vm/seq.h"
#include "vm/str.h"

typedef struct arena {
    object h;
    uint8_t *base; /* the mapping; NULL = closed */
    size_t len;
    int fd;
} arena;

static arena *self_arena(value v) {
    return (arena *)as_obj(v);
}

static void arena_free(vm *m, object *o) {
    arena *a = (arena *)o;
    (void)m;
    if (a->base != NULL) {
        munmap(a->base, a->len);
        close(a->fd);
        a->base = NULL;
    }
}

/* Arena(size), or Arena(fd=N) for one that was inherited. */
static value arena_new(thread *t, type *cls, value *args, int n) {
    value p[2];
    int64_t size = 0, fd = -1;
    struct stat st;
    if (!named_args(t, "Arena", "size\0fd\0", 0, 2, args, n, p) ||
        (p[0] != NIL && !op_to_int64(t, p[0], &size)) || (p[1] != NIL && !int_arg(t, p[1], &fd))) {
        return NIL;
    }
    arena *a = heap_alloc(t, cls, sizeof *a);
    if (a == NULL) {
        return NIL;
    }
    if (p[1] == NIL) {
        fd = memfd_create("gilvm", MFD_CLOEXEC);
        if (fd < 0 || size < 0 || ftruncate((int)fd, size) < 0) {
            int error = size < 0 ? EINVAL : errno;
            if (fd >= 0) {
                close((int)fd);
            }
            return raise_os_error(t, error, NIL);
        }
    } else if (fstat((int)fd, &st) < 0) {
        return raise_os_error(t, errno, NIL);
    } else {
        size = st.st_size;
        fcntl((int)fd, F_SETFD, FD_CLOEXEC);
    }
    void *base = size == 0
                     ? MAP_FAILED
                     : mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, (int)fd, 0);
    if (base == MAP_FAILED) {
        int error = size == 0 ? EINVAL : errno;
        close((int)fd);
        return raise_os_error(t, error, NIL);
    }
    a->base = base;
    a->len = (size_t)size;
    a->fd = (int)fd;
    return from_obj(a);
}

/* The address of `len` bytes at an offset, or NULL with an exception. */
static void *place(thread *t, value self, value offset, size_t len) {
    arena *a = self_arena(self);
    int64_t at;
    if (!op_to_int64(t, offset, &at)) {
        return NULL;
    }
    if (at < 0 || (size_t)at > a->len || len > a->len - (size_t)at) {
        raise_error(t, E_INDEX_ERROR, "offset outside of the arena");
        return NULL;
    }
    return a->base + at;
}

static value arena_fd(thread *t, value self) {
    (void)t;
    return from_small(self_arena(self)->fd);
}

static value arena_size(thread *t, value self) {
    return int_new_u64(t, self_arena(self)->len);
}

static value arena_read(thread *t, value *a, int n) {
    (void)n;
    int64_t len;
    if (!op_to_int64(t, a[2], &len)) {
        return NIL;
    }
    void *p = place(t, a[0], a[1], len < 0 ? SIZE_MAX : (size_t)len);
    return p == NULL ? NIL : bytes_new(t, p, (size_t)len);
}

static value arena_write(thread *t, value *a, int n) {
    (void)n;
    const uint8_t *from;
    size_t len;
    if (!buffer_arg(t, a[2], &from, &len)) {
        return NIL;
    }
    void *p = place(t, a[0], a[1], len);
    if (p == NULL) {
        return NIL;
    }
    memcpy(p, from, len);
    return NONE;
}

/* ---- semaphores ---- */

static sem_t *semaphore_at(thread *t, value *a) {
    return place(t, a[0], a[1], sizeof(sem_t));
}

static value arena_sem_init(thread *t, value *a, int n) {
    (void)n;
    int64_t count;
    sem_t *s = semaphore_at(t, a);
    if (s == NULL || !int_arg(t, a[2], &count)) {
        return NIL;
    }
    return count >= 0 && sem_init(s, 1, (unsigned)count) == 0
               ? NONE
               : raise_os_error(t, count < 0 ? EINVAL : errno, NIL);
}

static value arena_sem_post(thread *t, value *a, int n) {
    (void)n;
    sem_t *s = semaphore_at(t, a);
    return s == NULL ? NIL : sem_post(s) == 0 ? NONE : raise_os_error(t, errno, NIL);
}

static value arena_sem_value(thread *t, value *a, int n) {
    (void)n;
    int count = 0;
    sem_t *s = semaphore_at(t, a);
    return s == NULL                      ? NIL
           : sem_getvalue(s, &count) == 0 ? from_small(count)
                                          : raise_os_error(t, errno, NIL);
}

/* When `seconds` from now are over, by the clock that sem_timedwait reads. */
static struct timespec deadline(double seconds) {
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    seconds = seconds > 1e9 ? 1e9 : seconds;
    double whole = floor(seconds);
    end.tv_sec += (time_t)whole;
    end.tv_nsec += (long)((seconds - whole) * 1e9);
    if (end.tv_nsec >= 1000000000) {
        end.tv_nsec -= 1000000000;
        end.tv_sec++;
    }
    return end;
}

/* True when it was taken. The arena stays alive: it is on the caller's stack. */
static value arena_sem_wait(thread *t, value *a, int n) {
    (void)n;
    double seconds = -1;
    bool forever = a[2] == NIL || a[2] == NONE;
    sem_t *s = semaphore_at(t, a);
    if (s == NULL || (!forever && !op_to_double(t, a[2], &seconds))) {
        return NIL;
    }
    if (sem_trywait(s) == 0) {
        return V_TRUE;
    }
    if (!forever && !(seconds > 0)) {
        return V_FALSE;
    }
    struct timespec end = deadline(forever ? 0 : seconds);
    for (;;) {
        gil_block_begin(t->gil, GIL_WHY_CALL, 0);
        /* A signal that came before the call will not end it. */
        bool interrupted = (gil_attention_get(t->gil) & GIL_ATT_WAKES) != 0;
        int r = interrupted ? -1 : forever ? sem_wait(s) : sem_timedwait(s, &end);
        int error = interrupted ? EINTR : errno;
        gil_block_end(t->gil);
        if (r == 0) {
            return V_TRUE;
        }
        if (error == ETIMEDOUT) {
            return V_FALSE;
        }
        if (error != EINTR) {
            return raise_os_error(t, error, NIL);
        }
        if (!thread_poll(t)) {
            return NIL;
        }
    }
}

static const native_def arena_methods[] = {
    {"read", arena_read, "self, offset, len, /", 0, "Bytes out of the memory."},
    {"write", arena_write, "self, offset, data, /", 0, "Bytes into the memory."},
    {"sem_init", arena_sem_init, "self, offset, value, /", 0, "Makes a semaphore there."},
    {"sem_wait", arena_sem_wait, "self, offset, timeout=None, /", 0,
     "Takes one from it; False when the time is up."},
    {"sem_post", arena_sem_post, "self, offset, /", 0, "Adds one to it."},
    {"sem_value", arena_sem_value, "self, offset, /", 0, "How many it has."},
    {0},
};

static const getset_def arena_getset[] = {
    {"fd", arena_fd, NULL, "its descriptor"},
    {"size", arena_size, NULL, "its length in bytes"},
    {0},
};

static const type_spec arena_spec = {
    .name = "_multiprocessing.Arena",
    .size = sizeof(arena),
    .free = arena_free,
    .slots = {.new = arena_new},
    .methods = arena_methods,
    .getset = arena_getset,
    .doc = "Memory that the processes which inherit its descriptor share.",
};

/* ---- waiting ---- */

/* Those of the descriptors that can be read, as a list of their places; at least one, or the time
 * is up. */
static value wait_readable(thread *t, value *a, int n) {
    (void)n;
    value fds = tuple_from(t, a[0]);
    double seconds = -1;
    struct epoll_event ready[64];
    if (fds == NIL || (a[1] != NIL && a[1] != NONE && !op_to_double(t, a[1], &seconds))) {
        return NIL;
    }
    bool forever = a[1] == NIL || a[1] == NONE;
    uint64_t end = gil_now(t->gil) + (forever ? 0
                                              : (uint64_t)((seconds < 0     ? 0
                                                            : seconds > 9e9 ? 9e9
                                                                            : seconds) *
                                                           1e9));
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) {
        return raise_os_error(t, errno, NIL);
    }
    value found = list_new(t, 0);
    tuple *x = (tuple *)as_obj(fds);
    for (size_t i = 0; found != NIL && i < x->len; i++) {
        int64_t fd;
        struct epoll_event event = {.events = EPOLLIN, .data.u64 = i};
        if (!int_arg(t, x->items[i], &fd)) {
            found = NIL;
        } else if (epoll_ctl(epoll, EPOLL_CTL_ADD, (int)fd, &event) < 0 && errno != EEXIST) {
            found = raise_os_error(t, errno, NIL);
        }
    }
    while (found != NIL) {
        int got = epoll_wait(epoll, ready, 64, 0);
        for (int i = 0; i < got; i++) {
            if (!list_append(t, (list *)as_obj(found), int_new_u64(t, ready[i].data.u64))) {
                got = 0;
                found = NIL;
            }
        }
        uint64_t now = gil_now(t->gil);
        if (got > 0 || found == NIL || (!forever && now >= end)) {
            break;
        }
        gil_result r =
            gil_wait_fd(t->gil, epoll, GIL_FD_READ, forever ? -1 : (int64_t)(end - now), NULL);
        if (r == GIL_INTERRUPTED && !thread_poll(t)) {
            found = NIL;
        }
    }
    close(epoll);
    return found;
}

static const native_def multiprocessing_functions[] = {
    {"wait", wait_readable, "fds, timeout=None, /", 0,
     "Waits until one of the descriptors can be read; the places in the list of those that can."},
    {0},
};

static bool multiprocessing_init(thread *t, module *m) {
    return module_set_type(t, m, &arena_spec, NULL) &&
           module_set_int(t, m, "SEM_SIZE", sizeof(sem_t)) &&
           module_set_int(t, m, "SEM_VALUE_MAX", INT_MAX);
}

const module_def multiprocessing_module = {
    "_multiprocessing",
    "What multiprocessing needs of the system.",
    multiprocessing_functions,
    multiprocessing_init,
};
