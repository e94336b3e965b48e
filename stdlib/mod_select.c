/* mod_select.c: the module select: waiting for many descriptors at once, by the system's poll
 * (which select() stands on too) and, on Linux, epoll. The lock is given up while it waits; a
 * signal's handler runs, and then the wait goes on for the rest of its time.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/epoll.h>
#endif

#include "stdlib/outside.h"
#include "stdlib/simnet.h"
#include "vm/dict.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/str.h"
#include "vm/type.h"

/* ---- descriptors ---- */

/* What a script gives for one: an int, or an object with fileno(). -1 = exception. */
static int fd_arg(thread *t, value v) {
    int64_t fd;
    if (!is_any_int(v)) {
        bool failed;
        value method = op_getattr_opt(t, v, str_intern(t, "fileno"), &failed);
        if (method == NIL) {
            if (!failed) {
                raise_error(t, E_TYPE_ERROR, "argument must be an int, or have a fileno() method.");
            }
            return -1;
        }
        v = call0(t, method);
        if (v == NIL) {
            return -1;
        }
        if (!is_any_int(v)) {
            raise_error(t, E_TYPE_ERROR, "fileno() returned a non-integer");
            return -1;
        }
    }
    if (!int_arg(t, v, &fd)) {
        return -1;
    }
    if (fd < 0) {
        raise_error(t, E_VALUE_ERROR, "file descriptor cannot be a negative integer (%d)", (int)fd);
        return -1;
    }
    return (int)fd;
}

/* ---- waiting ---- */

typedef struct waiting {
    struct pollfd *polls; /* NULL: epoll */
    int fd;               /* for the event */
    void *events;
    size_t n;
} waiting;

static int wait_once(const waiting *w, int64_t left_ns) {
#ifdef __linux__
    if (w->polls == NULL) {
        return epoll_wait(w->fd, w->events, (int)w->n, net_poll_ms(left_ns));
    }
#endif
    return poll(w->polls, (nfds_t)w->n, net_poll_ms(left_ns));
}

/* What came of a wait, for a recording, or from one: each descriptor's events. */
static int tell(thread *t, const waiting *w, int r) {
    int64_t result = r < 0 ? -errno : r;
    if (!outside_recorded(t)) {
        return r;
    }
#ifdef __linux__
    if (w->polls == NULL) {
        size_t n = r > 0 ? (size_t)r * sizeof(struct epoll_event) : 0;
        gil_input(t->gil, "epoll", &result, w->events, w->n * sizeof(struct epoll_event), &n);
        errno = result < 0 ? (int)-result : errno;
        return result < 0 ? -1 : (int)result;
    }
#endif
    result = gil_input_usual(t->gil, "poll", result, 0);
    for (size_t i = 0; result > 0 && i < w->n; i++) {
        w->polls[i].revents = (short)gil_input_usual(t->gil, "events", w->polls[i].revents, 0);
    }
    errno = result < 0 ? (int)-result : errno;
    return result < 0 ? -1 : (int)result;
}

/* On the simulated machine: the same for poll(2), in virtual time. */
static int wait_simulated(thread *t, const waiting *w, int64_t timeout_ns) {
    uint64_t end = timeout_ns > 0 ? gil_now(t->gil) + (uint64_t)timeout_ns : 0;
    for (;;) {
        int r = simnet_poll(t, w->polls, w->n, timeout_ns);
        if (r >= 0) {
            return r;
        }
        if (r == -EDEADLK) {
            raise_error(t, E_RUNTIME_ERROR, "deadlock: nobody can ever end this wait");
            return -1;
        }
        if (r != -EINTR) {
            raise_os_error(t, -r, NIL);
            return -1;
        }
        if (!thread_poll(t)) {
            return -1;
        }
        if (timeout_ns > 0) {
            uint64_t now = gil_now(t->gil);
            timeout_ns = now < end ? (int64_t)(end - now) : 0;
        }
    }
}

/* How many are ready; -1 = exception. */
static int wait_for(thread *t, const waiting *w, int64_t timeout_ns) {
    if (w->polls != NULL && gil_is_simulated(t->vm->gil)) {
        return wait_simulated(t, w, timeout_ns);
    }
    uint64_t end = timeout_ns > 0 ? gil_now(t->gil) + (uint64_t)timeout_ns : 0;
    int64_t left = timeout_ns;
    if (gil_io_drop_blocked(t->vm->gil)) { /* keep the lock if nothing has to be waited for */
        int r = tell(t, w, outside_following(t) ? 0 : wait_once(w, 0));
        if (r > 0 || (r == 0 && timeout_ns == 0)) {
            return r;
        }
    }
    for (;;) {
        gil_block_begin(t->gil, GIL_WHY_FD, (uint32_t)w->fd);
        bool interrupted = (gil_attention_get(t->gil) & GIL_ATT_WAKES) != 0;
        int r = outside_following(t) ? 0 : interrupted ? -1 : wait_once(w, left);
        int error = interrupted ? EINTR : errno;
        gil_block_end(t->gil);
        errno = error;
        r = tell(t, w, r);
        error = errno;
        if (r >= 0) {
            return r;
        }
        if (error != EINTR) {
            raise_os_error(t, error, NIL);
            return -1;
        }
        if (!thread_poll(t)) {
            return -1;
        }
        if (timeout_ns > 0) {
            uint64_t now = gil_now(t->gil);
            left = now < end ? (int64_t)(end - now) : 0;
        }
    }
}

/* ---- select() ---- */

enum { SELECT_MAX = 1024 }; /* FD_SETSIZE: what CPython's select takes */

static const short select_events[3] = {POLLIN, POLLOUT, POLLPRI};
static const short select_ready[3] = {POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI};

typedef struct selection {
    value objects[3]; /* tuples */
    struct pollfd *polls;
    size_t n, size;
} selection;

static bool select_collect(thread *t, value *a, selection *s) {
    size_t total = 0;
    for (int k = 0; k < 3; k++) {
        value items = seq_fast(t, a[k], "arguments 1-3 must be sequences");
        s->objects[k] = items == NIL ? NIL : tuple_from(t, items);
        if (s->objects[k] == NIL) {
            return false;
        }
        total += ((tuple *)as_obj(s->objects[k]))->len;
    }
    s->size = (total + 1) * sizeof *s->polls;
    s->polls = mem_alloc(t, s->size);
    if (s->polls == NULL) {
        return false;
    }
    for (int k = 0; k < 3; k++) {
        const tuple *objects = (const tuple *)as_obj(s->objects[k]);
        for (size_t i = 0; i < objects->len; i++) {
            int fd = fd_arg(t, objects->items[i]);
            if (fd < 0) {
                return false;
            }
            if (fd >= SELECT_MAX) {
                raise_error(t, E_VALUE_ERROR, "filedescriptor out of range in select()");
                return false;
            }
            s->polls[s->n++] = (struct pollfd){.fd = fd, .events = select_events[k]};
        }
    }
    return true;
}

static value select_result(thread *t, const selection *s) {
    value lists[3];
    size_t at = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->polls[i].revents & POLLNVAL) {
            return raise_os_error(t, EBADF, NIL);
        }
    }
    for (int k = 0; k < 3; k++) {
        const tuple *objects = (const tuple *)as_obj(s->objects[k]);
        lists[k] = list_new(t, 0);
        for (size_t i = 0; lists[k] != NIL && i < objects->len; i++) {
            if (s->polls[at++].revents & select_ready[k] &&
                !list_append(t, (list *)as_obj(lists[k]), objects->items[i])) {
                return NIL;
            }
        }
        if (lists[k] == NIL) {
            return NIL;
        }
    }
    return tuple_of(t, lists, 3);
}

static value select_select(thread *t, value *a, int n) {
    (void)n;
    selection s = {.polls = NULL};
    int64_t timeout = -1;
    if (a[3] != NIL && a[3] != NONE) {
        if (!is_any_float(a[3]) && !is_any_int(a[3])) {
            return raise_error(t, E_TYPE_ERROR, "timeout must be a float or None");
        }
        if (!net_timeout(t, a[3], &timeout)) {
            return NIL;
        }
        if (timeout < 0) {
            return raise_error(t, E_VALUE_ERROR, "timeout must be non-negative");
        }
    }
    value v = NIL;
    if (select_collect(t, a, &s)) {
        waiting w = {.polls = s.polls, .n = s.n, .fd = s.n > 0 ? s.polls[0].fd : 0};
        v = wait_for(t, &w, timeout) < 0 ? NIL : select_result(t, &s);
    }
    mem_free(t->vm, s.polls, s.size);
    return v;
}

/* ---- poll objects ---- */

typedef struct poller {
    object h;
    value fds; /* dict: descriptor -> events */
    bool busy;
} poller;

static poller *self_poller(value v) {
    return (poller *)as_obj(v);
}

static void poller_trace(gc *g, object *o) {
    gc_value(g, ((poller *)o)->fds);
}

static bool events_arg(thread *t, value v, int64_t dflt, int64_t *out) {
    *out = dflt;
    if (v == NIL) {
        return true;
    }
    value i = op_index(t, v);
    if (i == NIL) {
        return false;
    }
    if (int_sign(i) < 0) {
        raise_error(t, E_VALUE_ERROR, "value must be positive");
        return false;
    }
    if (!int_to_int64(i, out) || *out > 0xFFFF) {
        raise_error(t, E_OVERFLOW_ERROR, "Python int too large for C unsigned short");
        return false;
    }
    return true;
}

static value poller_register(thread *t, value *a, int n) {
    (void)n;
    int64_t events;
    int fd = fd_arg(t, a[1]);
    if (fd < 0 || !events_arg(t, a[2], POLLIN | POLLPRI | POLLOUT, &events)) {
        return NIL;
    }
    dict *d = (dict *)as_obj(self_poller(a[0])->fds);
    return dict_set(t, d, from_small(fd), from_small(events)) ? NONE : NIL;
}

static value poller_modify(thread *t, value *a, int n) {
    (void)n;
    int64_t events;
    int fd = fd_arg(t, a[1]);
    if (fd < 0 || !events_arg(t, a[2], 0, &events)) {
        return NIL;
    }
    dict *d = (dict *)as_obj(self_poller(a[0])->fds);
    if (dict_get(t, d, from_small(fd)) == NIL) {
        return raise_os_error(t, ENOENT, NIL);
    }
    return dict_set(t, d, from_small(fd), from_small(events)) ? NONE : NIL;
}

static value poller_unregister(thread *t, value *a, int n) {
    (void)n;
    int fd = fd_arg(t, a[1]);
    if (fd < 0) {
        return NIL;
    }
    int r = dict_del(t, (dict *)as_obj(self_poller(a[0])->fds), from_small(fd));
    return r > 0 ? NONE : r == 0 ? raise_key_error(t, from_small(fd)) : NIL;
}

/* poll(2) takes milliseconds as an int. */
static bool fits_poll(thread *t, int64_t ns) {
    if (ns > INT_MAX * 1000000LL) {
        raise_error(t, E_OVERFLOW_ERROR, "timeout is too large");
        return false;
    }
    return true;
}

/* Milliseconds as nanoseconds; None and negative ones: -1. */
static bool milliseconds_arg(thread *t, value v, int64_t *ns) {
    double d;
    *ns = -1;
    if (v == NIL || v == NONE) {
        return true;
    }
    if (!is_any_float(v) && !is_any_int(v)) {
        raise_error(t, E_TYPE_ERROR, "timeout must be an integer or None");
        return false;
    }
    if (!op_to_double(t, v, &d)) {
        exc_clear(t);
        d = INFINITY;
    }
    if (!net_timeout(t, from_double(d / 1000), ns)) {
        return false;
    }
    *ns = *ns < 0 ? -1 : *ns;
    return fits_poll(t, *ns);
}

static value pairs_of(thread *t, const struct pollfd *polls, size_t n) {
    value l = list_new(t, 0);
    for (size_t i = 0; l != NIL && i < n; i++) {
        if (polls[i].revents != 0) {
            value pair =
                tuple_pair(t, from_small(polls[i].fd), from_small(polls[i].revents & 0xFFFF));
            if (pair == NIL || !list_append(t, (list *)as_obj(l), pair)) {
                return NIL;
            }
        }
    }
    return l;
}

static value poller_poll(thread *t, value *a, int n) {
    (void)n;
    poller *p = self_poller(a[0]);
    int64_t timeout;
    size_t pos = 0, count = 0, size;
    value fd, events;
    if (!milliseconds_arg(t, a[1], &timeout)) {
        return NIL;
    }
    if (p->busy) {
        return raise_error(t, E_RUNTIME_ERROR, "concurrent poll() invocation");
    }
    dict *d = (dict *)as_obj(p->fds);
    size = (d->used + 1) * sizeof(struct pollfd);
    struct pollfd *polls = mem_alloc(t, size);
    if (polls == NULL) {
        return NIL;
    }
    while (dict_next(d, &pos, &fd, &events)) {
        polls[count++] = (struct pollfd){.fd = (int)as_int(fd), .events = (short)as_int(events)};
    }
    p->busy = true;
    waiting w = {.polls = polls, .n = count, .fd = count > 0 ? polls[0].fd : 0};
    int r = wait_for(t, &w, timeout);
    p->busy = false;
    value v = r < 0 ? NIL : pairs_of(t, polls, count);
    mem_free(t->vm, polls, size);
    return v;
}

static const native_def poller_methods[] = {
    {"register", poller_register, "self, fd, eventmask=7, /", 0,
     "Register a file descriptor with the polling object."},
    {"modify", poller_modify, "self, fd, eventmask, /", 0,
     "Modify an already registered file descriptor."},
    {"unregister", poller_unregister, "self, fd, /", 0,
     "Remove a file descriptor being tracked by the polling object."},
    {"poll", poller_poll, "self, timeout=None, /", 0,
     "Polls the set of registered file descriptors.\n\nReturns a list containing any descriptors "
     "that have events or errors to\nreport, as a list of (fd, event) 2-tuples."},
    {0},
};

static const type_spec poller_spec = {
    .name = "select.poll",
    .size = sizeof(poller),
    .flags = TYPE_NO_NEW,
    .trace = poller_trace,
    .methods = poller_methods,
};

static value select_poll(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    value cls = stdlib_import_attr(t, "select", "_poll_type");
    dict *d = dict_new(t);
    poller *p = cls == NIL || d == NULL ? NULL : heap_alloc(t, (type *)as_obj(cls), sizeof(poller));
    if (p == NULL) {
        return NIL;
    }
    p->fds = from_obj(d);
    return from_obj(p);
}

/* ---- epoll objects ---- */

#ifdef __linux__
/* On the simulated machine the system's epoll checks what is registered, and keeps it; but waiting
 * is simnet_poll's, for the descriptors in `fds`. */
typedef struct epoller {
    object h;
    int fd;    /* -1: closed */
    value fds; /* simulated: a dict, descriptor -> events; else NIL */
} epoller;

static epoller *self_epoll(value v) {
    return (epoller *)as_obj(v);
}

static void epoll_trace(gc *g, object *o) {
    gc_value(g, ((epoller *)o)->fds);
}

static void epoll_free(vm *m, object *o) {
    (void)m;
    if (((epoller *)o)->fd >= 0) {
        close(((epoller *)o)->fd);
    }
}

static bool epoll_is_open(thread *t, const epoller *e) {
    if (e->fd < 0) {
        raise_error(t, E_VALUE_ERROR, "I/O operation on closed epoll object");
    }
    return e->fd >= 0;
}

static value epoll_over(thread *t, type *cls, int fd) {
    if (fd < 0) {
        return raise_os_error(t, errno, NIL);
    }
    epoller *e = heap_alloc(t, cls, sizeof *e);
    if (e == NULL) {
        close(fd);
        return NIL;
    }
    e->fd = fd;
    e->fds = NIL;
    if (gil_is_simulated(t->vm->gil)) {
        dict *d = dict_new(t);
        if (d == NULL) {
            return NIL;
        }
        e->fds = from_obj(d);
    }
    return from_obj(e);
}

static value epoll_new(thread *t, type *cls, value *a, int n) {
    value args[2];
    int64_t hint = -1, flags = 0;
    if (!named_args(t, "epoll", "sizehint\0flags\0", 0, 2, a, n, args) ||
        (args[0] != NIL && !int_arg(t, args[0], &hint)) ||
        (args[1] != NIL && !int_arg(t, args[1], &flags))) {
        return NIL;
    }
    if (hint < -1 || hint == 0) {
        return raise_error(t, E_VALUE_ERROR, "sizehint must be positive or -1");
    }
    if (flags != 0 && flags != EPOLL_CLOEXEC) {
        return raise_error(t, E_OS_ERROR, "invalid flags");
    }
    return epoll_over(
        t, cls,
        outside_channel(t, "epoll", outside_following(t) ? -1 : epoll_create1(EPOLL_CLOEXEC)));
}

static value epoll_fromfd(thread *t, value *a, int n) {
    (void)n;
    int64_t fd;
    return int_arg(t, a[1], &fd) ? epoll_over(t, (type *)as_obj(a[0]), (int)fd) : NIL;
}

static value epoll_close(thread *t, value *a, int n) {
    (void)n;
    epoller *e = self_epoll(a[0]);
    int fd = e->fd;
    e->fd = -1;
    return fd >= 0 && close(fd) < 0 ? raise_os_error(t, errno, NIL) : NONE;
}

static value epoll_fileno(thread *t, value *a, int n) {
    (void)n;
    return epoll_is_open(t, self_epoll(a[0])) ? from_small(self_epoll(a[0])->fd) : NIL;
}

static value epoll_get_closed(thread *t, value self) {
    (void)t;
    return from_bool(self_epoll(self)->fd < 0);
}

static value control(thread *t, value self, int op, value fd_value, value events) {
    epoller *e = self_epoll(self);
    int64_t mask = EPOLLIN | EPOLLPRI | EPOLLOUT;
    if (!epoll_is_open(t, e)) {
        return NIL;
    }
    int fd = fd_arg(t, fd_value);
    if (fd < 0 || (events != NIL && !op_to_int64(t, events, &mask))) {
        return NIL;
    }
    struct epoll_event ev = {.events = (uint32_t)mask, .data.fd = fd};
    if (e->fds != NIL && mask & EPOLLET) {
        return raise_error(t, E_OS_ERROR, "a simulated machine's epoll has no EPOLLET");
    }
    int r = outside_following(t) ? 0 : epoll_ctl(e->fd, op, fd, &ev);
    if (r == 0 && e->fds != NIL) {
        dict *d = (dict *)as_obj(e->fds);
        bool ok = op == EPOLL_CTL_DEL ? dict_del(t, d, from_small(fd)) >= 0
                                      : dict_set(t, d, from_small(fd), from_small(mask));
        if (!ok) {
            return NIL;
        }
    }
    return gil_input_call(t->gil, "epoll-ctl", r, 0) < 0 ? raise_os_error(t, errno, NIL) : NONE;
}

static value epoll_register(thread *t, value *a, int n) {
    (void)n;
    return control(t, a[0], EPOLL_CTL_ADD, a[1], a[2]);
}

static value epoll_modify(thread *t, value *a, int n) {
    (void)n;
    return control(t, a[0], EPOLL_CTL_MOD, a[1], a[2]);
}

static value epoll_unregister(thread *t, value *a, int n) {
    (void)n;
    return control(t, a[0], EPOLL_CTL_DEL, a[1], NIL);
}

/* What is registered still: who closes a descriptor is not asked to say so here. */
static bool epoll_collect(thread *t, epoller *e, struct pollfd *polls, size_t room, size_t *count) {
    dict *d = (dict *)as_obj(e->fds);
    size_t pos = 0;
    value fd, mask;
    *count = 0;
    while (*count < room && dict_next(d, &pos, &fd, &mask)) {
        struct epoll_event ev = {.events = (uint32_t)as_int(mask), .data.fd = (int)as_int(fd)};
        if (epoll_ctl(e->fd, EPOLL_CTL_MOD, (int)as_int(fd), &ev) < 0) {
            if (dict_del(t, d, fd) < 0) {
                return false;
            }
            continue;
        }
        polls[(*count)++] =
            (struct pollfd){.fd = (int)as_int(fd), .events = (short)(as_int(mask) & 0xFFFF)};
    }
    return true;
}

/* One shot: it is heard of no more until it is modified. */
static bool epoll_disarm(thread *t, epoller *e, const struct pollfd *polls, size_t n) {
    dict *d = (dict *)as_obj(e->fds);
    for (size_t i = 0; i < n; i++) {
        value mask = dict_get(t, d, from_small(polls[i].fd));
        if (polls[i].revents != 0 && mask != NIL && as_int(mask) & EPOLLONESHOT &&
            !dict_set(t, d, from_small(polls[i].fd), from_small(EPOLLONESHOT))) {
            return false;
        }
    }
    return true;
}

static value epoll_poll_simulated(thread *t, epoller *e, int64_t timeout, size_t most) {
    size_t room = ((dict *)as_obj(e->fds))->used, n = 0, size = (room + 1) * sizeof(struct pollfd);
    struct pollfd *polls = mem_alloc(t, size);
    value v = NIL;
    if (polls == NULL) {
        return NIL;
    }
    if (epoll_collect(t, e, polls, room, &n)) {
        for (size_t i = 0; i < n; i++) { /* a disarmed one does not even say that it is broken */
            polls[i].fd = polls[i].events == 0 ? -1 - polls[i].fd : polls[i].fd;
        }
        waiting w = {.polls = polls, .n = n, .fd = e->fd};
        if (wait_for(t, &w, timeout) >= 0) {
            for (size_t i = 0, given = 0; i < n; i++) {
                given += polls[i].revents != 0;
                polls[i].revents = given > most ? 0 : polls[i].revents;
            }
            v = epoll_disarm(t, e, polls, n) ? pairs_of(t, polls, n) : NIL;
        }
    }
    mem_free(t->vm, polls, size);
    return v;
}

static value epoll_poll(thread *t, value *a, int n) {
    (void)n;
    epoller *e = self_epoll(a[0]);
    int64_t timeout, most = -1;
    if (!epoll_is_open(t, e)) {
        return NIL;
    }
    if (a[1] != NIL && a[1] != NONE && !is_any_float(a[1]) && !is_any_int(a[1])) {
        return raise_error(t, E_TYPE_ERROR, "timeout must be an integer or None");
    }
    if (!net_timeout(t, a[1], &timeout) || !fits_poll(t, timeout) ||
        (a[2] != NIL && !int_arg(t, a[2], &most))) {
        return NIL;
    }
    if (most < -1 || most == 0) {
        return raise_error(t, E_VALUE_ERROR, "maxevents must be greater than 0, got %d", (int)most);
    }
    most = most == -1 ? 1023 : most;
    if (e->fds != NIL) {
        return epoll_poll_simulated(t, e, timeout < 0 ? -1 : timeout, (size_t)most);
    }
    size_t size = (size_t)most * sizeof(struct epoll_event);
    struct epoll_event *events = mem_alloc(t, size);
    if (events == NULL) {
        return NIL;
    }
    waiting w = {.fd = e->fd, .events = events, .n = (size_t)most};
    int r = wait_for(t, &w, timeout < 0 ? -1 : timeout);
    value l = r < 0 ? NIL : list_new(t, (size_t)r);
    for (int i = 0; l != NIL && i < r; i++) {
        value pair = tuple_pair(t, from_small(events[i].data.fd), from_small(events[i].events));
        if (pair == NIL || !list_append(t, (list *)as_obj(l), pair)) {
            l = NIL;
        }
    }
    mem_free(t->vm, events, size);
    return l;
}

static value epoll_enter(thread *t, value *a, int n) {
    (void)n;
    return epoll_is_open(t, self_epoll(a[0])) ? a[0] : NIL;
}

static const native_def epoll_methods[] = {
    {"fromfd", epoll_fromfd, "cls, fd, /", NATIVE_CLASS,
     "Create an epoll object from a given control fd."},
    {"close", epoll_close, "self", 0, "Close the epoll control file descriptor."},
    {"fileno", epoll_fileno, "self", 0, "Return the epoll control file descriptor."},
    {"register", epoll_register, "self, fd, eventmask=7", 0,
     "Registers a new fd or raises an OSError if the fd is already registered."},
    {"modify", epoll_modify, "self, fd, eventmask", 0,
     "Modify event mask for a registered file descriptor."},
    {"unregister", epoll_unregister, "self, fd", 0,
     "Remove a registered file descriptor from the epoll object."},
    {"poll", epoll_poll, "self, timeout=None, maxevents=-1", 0,
     "Wait for events on the epoll file descriptor; a list of (fd, events) 2-tuples."},
    {"__enter__", epoll_enter, "self", 0, NULL},
    {"__exit__", epoll_close, "self, exc_type=None, exc_value=None, exc_tb=None, /", 0, NULL},
    {0},
};

static const getset_def epoll_getset[] = {
    {"closed", epoll_get_closed, NULL, "True if the epoll handler is closed"},
    {0},
};

static const type_spec epoll_spec = {
    .name = "select.epoll",
    .size = sizeof(epoller),
    .free = epoll_free,
    .trace = epoll_trace,
    .slots = {.new = epoll_new},
    .methods = epoll_methods,
    .getset = epoll_getset,
    .doc = "select.epoll(sizehint=-1, flags=0)\n\nReturns an epolling object",
};
#endif

/* ---- the module ---- */

static const native_def select_functions[] = {
    {"select", select_select, "rlist, wlist, xlist, timeout=None, /", 0,
     "Wait until one or more file descriptors are ready for some kind of I/O."},
    {"poll", select_poll, "", 0,
     "Returns a polling object.\n\nThis object supports registering and unregistering file "
     "descriptors, and then\npolling them for I/O events."},
    {0},
};

/* clang-format off */
static const module_number numbers[] = {
    NUMBER(POLLIN), NUMBER(POLLPRI), NUMBER(POLLOUT), NUMBER(POLLERR), NUMBER(POLLHUP),
    NUMBER(POLLNVAL), NUMBER(POLLRDNORM), NUMBER(POLLRDBAND), NUMBER(POLLWRNORM),
    NUMBER(POLLWRBAND),
#ifdef __linux__
    NUMBER(POLLMSG), NUMBER(POLLRDHUP), NUMBER(EPOLLIN), NUMBER(EPOLLOUT), NUMBER(EPOLLPRI),
    NUMBER(EPOLLERR), NUMBER(EPOLLHUP), NUMBER(EPOLLET), NUMBER(EPOLLONESHOT),
    NUMBER(EPOLLEXCLUSIVE), NUMBER(EPOLLRDHUP), NUMBER(EPOLLRDNORM), NUMBER(EPOLLRDBAND),
    NUMBER(EPOLLWRNORM), NUMBER(EPOLLWRBAND), NUMBER(EPOLLMSG), NUMBER(EPOLL_CLOEXEC),
#endif
    {"PIPE_BUF", 4096}, {0},
};
/* clang-format on */

static bool select_init(thread *t, module *m) {
    type *cls = type_from_spec(t, &poller_spec, NULL);
#ifdef __linux__
    if (!module_set_type(t, m, &epoll_spec, NULL)) {
        return false;
    }
#endif
    return cls != NULL && module_set_numbers(t, m, numbers) &&
           module_set(t, m, "_poll_type", from_obj(cls)) &&
           module_set(t, m, "error", from_obj(t->vm->exc[E_OS_ERROR]));
}

const module_def select_module = {
    "select",
    "This module supports asynchronous I/O on multiple file descriptors.",
    select_functions,
    select_init,
};
