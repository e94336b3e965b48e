/* host_uv.c: the real host. OS threads, the core's mutex, clocks and loops by libuv.
 *
 * Each thread blocks itself. A token is a futex word on Linux: 0 empty, 1 set, ASLEEP while its
 * thread sleeps on it; so a wake costs a system call only if somebody sleeps. Elsewhere it is a
 * mutex and a condition. A thread that waits for a descriptor, or for a request of an I/O module,
 * runs a loop of its own, made at first need. Its async handle ends the run from outside. The poll
 * handle for the last descriptor is kept (stopped), since making one costs four system calls; a
 * stopped handle has left nothing behind in the kernel, so the number may be used again.
 *
 * OS threads are detached and kept for a while: one that ended waits IDLE_NS for its carrier's next
 * job, which makes starting and joining threads several times cheaper (a new one costs some 70 us
 * in a virtual machine). It sleeps on its token, so that it need not be woken for the job: it will
 * be when it is granted the lock. `phase` says whose turn it is. Where MANY wait already it ends at
 * once: the next jobs have threads enough, and a timer and a wake-up for each of thousands cost
 * more than they save. The end of an OS thread is counted in `live`, the last thing it touches
 * here.
 *
 * A thread that will probably be woken at once (gil.c says which) spins a little before it sleeps,
 * if there are cores to spare: a hand-over between awake threads costs 0.2 us instead of 2 to 13.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* CPU_SET, syscall */
#endif
#include "gil/host.h"

#include <uv.h>

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef __linux__
#include <linux/futex.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#define FOREVER UINT64_MAX

enum {
    DEFAULT_STACK = 8 << 20,
    STACK_SLACK = 16384, /* thread-local data and our first frames */
    IDLE_NS = 20000000,
    MANY = 256, /* threads */
    YIELD_NS = 10000,
    SPIN_FAILURES = 3, /* so many in a row, */
    SPIN_REST = 30,    /* and so many sleeps go without spinning; after each further one twice as */
    SPIN_DOUBLINGS = 5 /* many, at most so often */
};

/* What an OS thread and its carrier's next spawn agree on. */
enum phase { NO_THREAD, IDLE, JOB, BUSY, QUIT };

typedef struct fd_wait {
    bool over;
    int result;
} fd_wait;

struct gil_carrier {
    gil_host *host; /* set once */
    _Atomic int token;
    _Atomic int phase; /* enum phase. Atomic: acquire and release, the job's fields go with it */
#ifndef __linux__
    uv_mutex_t mutex;
    uv_cond_t cond;
#endif
    gil_carrier *next, *all_next; /* in the pool; under the GIL. All of them; under the GIL */
    void (*fn)(void *);
    void *arg;
    unsigned spin_failures, spin_rest; /* see try_spinning; owner only */
    void *base, *limit;                /* of the C stack; by the thread before it runs fn */
    size_t stack_size;

    /* The loop; owner only, but for `async`. */
    uv_loop_t *loop;
    uv_timer_t timer;
    uv_poll_t *poll; /* or NULL */
    int poll_fd;
    bool timed_out;
    uv_async_t async_handle;
    /* Atomic: NULL until the loop can be interrupted; sequentially consistent with `token`, so that
     * an interrupt is seen by one of the two. */
    _Atomic(uv_async_t *) async;
};

struct gil_host {
    uv_mutex_t mutex;
    _Atomic size_t live;     /* atomic, release: destroy sees all that ended threads did */
    _Atomic unsigned idle;   /* of those, how many wait for a job. Atomic, relaxed: a hint */
    gil_carrier *pool, *all; /* under the GIL */
    bool parallel;           /* set once: there are cores to spare */
};

/* --- Host ------------------------------------------------------------------------------------ */

static bool has_cores(void) {
#ifdef __linux__
    cpu_set_t have;
    return sched_getaffinity(0, sizeof have, &have) == 0 && CPU_COUNT(&have) > 1;
#else
    return true;
#endif
}

static bool pin(uint32_t cores) {
#ifdef __linux__
    cpu_set_t have, want;
    CPU_ZERO(&want);
    if (sched_getaffinity(0, sizeof have, &have) != 0) {
        return false;
    }
    for (int i = 0; i < CPU_SETSIZE && cores > 0; i++) {
        if (CPU_ISSET(i, &have)) {
            CPU_SET(i, &want);
            cores--;
        }
    }
    return cores == 0 && sched_setaffinity(0, sizeof want, &want) == 0;
#else
    (void)cores;
    return false;
#endif
}

/* The core's mutex is held for some 100 ns: who finds it taken should spin first. With the default
 * kind a woken waiter of an open race sleeps on the mutex instead, and comes in only once in
 * hundreds of ticks. */
static bool mutex_make(uv_mutex_t *m) {
#ifdef __linux__
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ADAPTIVE_NP);
    int r = pthread_mutex_init(m, &attr); /* uv_mutex_t is pthread_mutex_t */
    pthread_mutexattr_destroy(&attr);
    return r == 0;
#else
    return uv_mutex_init(m) == 0;
#endif
}

/* Linux from 6.16 on sorts the futexes of a process into a table of its own, as large as its cores
 * are many: with 10,000 threads asleep a wake searches hundreds for the one it means (27 us, 1 us
 * in the table of all processes, which is the older way and large). To change it takes microseconds
 * while there is one thread, and milliseconds later. */
static void use_shared_futex_table(void) {
#ifdef __linux__
    enum { FUTEX_HASH = 78, SET_SLOTS = 1 }; /* of linux/prctl.h, which may be older than that */
    prctl(FUTEX_HASH, SET_SLOTS, 0, 0, 0);   /* refused: older, or done before */
#endif
}

static gil_host *host_create(const gil_machine *m, char *err, size_t errlen) {
    if (m != NULL && m->cores > 0 && !pin(m->cores)) {
        snprintf(err, errlen, "this process cannot have %u cores", m->cores);
        return NULL;
    }
    gil_host *h = calloc(1, sizeof *h);
    if (h == NULL || !mutex_make(&h->mutex)) {
        snprintf(err, errlen, "no memory for the host");
        free(h);
        return NULL;
    }
    h->parallel = has_cores();
    use_shared_futex_table();
    return h;
}

static void free_closed(uv_handle_t *handle) {
    free(handle);
}

static void no_op_close(uv_handle_t *handle) {
    (void)handle;
}

static void close_handle(uv_handle_t *handle, void *arg) {
    (void)arg;
    if (!uv_is_closing(handle)) {
        uv_close(handle, no_op_close);
    }
}

static void loop_drop(gil_carrier *c) {
    if (c->loop == NULL) {
        return;
    }
    atomic_store_explicit(&c->async, NULL, memory_order_seq_cst); /* see carrier_interrupt */
    if (c->poll != NULL) {
        uv_close((uv_handle_t *)c->poll, free_closed);
        c->poll = NULL;
    }
    uv_walk(c->loop, close_handle, NULL);
    while (uv_loop_close(c->loop) == UV_EBUSY) {
        uv_run(c->loop, UV_RUN_ONCE);
    }
    free(c->loop);
    c->loop = NULL;
}

static void host_lock(gil_host *h) {
    uv_mutex_lock(&h->mutex);
}

static void host_unlock(gil_host *h) {
    uv_mutex_unlock(&h->mutex);
}

static uint64_t host_now(gil_host *h) {
    (void)h;
    return uv_hrtime();
}

static uint64_t host_wall(gil_host *h) {
    (void)h;
    struct timespec ts;
    timespec_get(&ts, TIME_UTC);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* --- Sleep and wake -------------------------------------------------------------------------- */

#ifdef __linux__
enum { ASLEEP = -1 };

/* False: the deadline has passed. Returns early for any reason; the caller looks at the word. */
static bool futex_wait(_Atomic int *word, int expected, uint64_t deadline) {
    struct timespec ts = {.tv_sec = (time_t)(deadline / 1000000000u),
                          .tv_nsec = (long)(deadline % 1000000000u)};
    /* The bitset form takes an absolute time of CLOCK_MONOTONIC, which is uv_hrtime. */
    long r = syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected,
                     deadline == FOREVER ? NULL : &ts, NULL, FUTEX_BITSET_MATCH_ANY);
#ifdef GILVM_SANITIZED
    if (r == -1 && errno == EINTR) {
        uv_sleep(0); /* the thread sanitizer runs signal handlers late: in calls that it knows */
        errno = EINTR;
    }
#endif
    return !(r == -1 && errno == ETIMEDOUT);
}

static void pause_core(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Looks at the word until `end`. A hint; who acts on it reads again. */
static bool look_until(_Atomic int *word, uint64_t end) {
    do {
        for (int i = 0; i < 30; i++) {
            if (atomic_load_explicit(word, memory_order_relaxed) != 0) {
                return true;
            }
            pause_core();
        }
    } while (uv_hrtime() < end);
    return false;
}

/* Looks at the word for a while. False: nothing came. The system often puts a woken thread on the
 * core of the one who woke it: that core is offered every YIELD_NS. So on one core too a hand-over
 * takes one switch, and neither a sleep nor a wake. Not before: to come back from an offer that
 * another program took costs a counting thread its core for a while. */
static bool spin_on(_Atomic int *word, uint64_t ns) {
    uint64_t now = uv_hrtime(), end = now + ns;
    for (;;) {
        uint64_t next = now + YIELD_NS;
        if (look_until(word, next < end ? next : end)) {
            return true;
        }
        now = uv_hrtime();
        if (now >= end) {
            return false;
        }
        sched_yield();
    }
}

/* Spins as long as that has paid: on a machine with other work the one who should wake us waits for
 * our core, and each turn of the loop is lost. After failures it is tried now and then, ever more
 * rarely. */
static void try_spinning(gil_carrier *c, uint64_t ns) {
    if (c->spin_rest > 0) {
        c->spin_rest--;
    } else if (spin_on(&c->token, ns)) {
        c->spin_failures = 0;
    } else if (++c->spin_failures >= SPIN_FAILURES) {
        unsigned more = c->spin_failures - SPIN_FAILURES;
        c->spin_rest = SPIN_REST << (more < SPIN_DOUBLINGS ? more : SPIN_DOUBLINGS);
    }
}

/* The token is 1. Further wakes merge into this one: an exchange, since we must see what all of
 * them did before. After a plain store a look at that might come first, and the store then undo a
 * wake. */
static void take(gil_carrier *c) {
    atomic_exchange_explicit(&c->token, 0, memory_order_acquire);
}

static bool carrier_sleep(gil_carrier *c, uint64_t deadline, uint64_t spin_ns) {
    int seen = 0;
    if (spin_ns > 0 && c->host->parallel) {
        try_spinning(c, spin_ns);
    }
    /* Acquire throughout: we see what the waker did before. */
    if (!atomic_compare_exchange_strong_explicit(&c->token, &seen, ASLEEP, memory_order_acquire,
                                                 memory_order_acquire)) {
        take(c);
        return true;
    }
    for (;;) {
        bool late = !futex_wait(&c->token, ASLEEP, deadline);
        seen = ASLEEP;
        if (late && atomic_compare_exchange_strong_explicit(
                        &c->token, &seen, 0, memory_order_acquire, memory_order_acquire)) {
            return false;
        }
        if (atomic_load_explicit(&c->token, memory_order_acquire) == 1) {
            take(c);
            return true;
        }
    }
}

static void futex_wake(_Atomic int *word) {
    int saved = errno; /* we may be in a signal handler */
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
    errno = saved;
}

static void carrier_wake(gil_carrier *c) {
    /* Release: the woken sees what we did; sequentially consistent for `async`. */
    if (atomic_exchange_explicit(&c->token, 1, memory_order_seq_cst) == ASLEEP) {
        futex_wake(&c->token);
    }
}

/* As sem_post(), which knows that somebody waits but not whether he sleeps. */
static void carrier_post(gil_carrier *c) {
    atomic_store_explicit(&c->token, 1, memory_order_seq_cst); /* as above */
    futex_wake(&c->token);
}
#else
static bool carrier_sleep(gil_carrier *c, uint64_t deadline, uint64_t spin_ns) {
    (void)spin_ns;
    bool woken = true;
    uv_mutex_lock(&c->mutex);
    while (woken && c->token == 0) {
        uint64_t now = uv_hrtime();
        if (deadline == FOREVER) {
            uv_cond_wait(&c->cond, &c->mutex);
        } else if (now >= deadline ||
                   uv_cond_timedwait(&c->cond, &c->mutex, deadline - now) == UV_ETIMEDOUT) {
            woken = c->token != 0;
            break;
        }
    }
    c->token = 0;
    uv_mutex_unlock(&c->mutex);
    return woken;
}

static void carrier_wake(gil_carrier *c) {
    uv_mutex_lock(&c->mutex);
    c->token = 1;
    uv_mutex_unlock(&c->mutex);
    uv_cond_signal(&c->cond);
}

static void carrier_post(gil_carrier *c) {
    carrier_wake(c);
}
#endif

static void carrier_interrupt(gil_carrier *c) {
    carrier_wake(c);
    /* Sequentially consistent: either we see the handle, or its owner, who published it first, sees
     * the token. A thread's interrupts come from holders of the lock, or from a signal handler for
     * the attached thread, which drops its loop when nobody is left; so the handle lives. */
    uv_async_t *async = atomic_load_explicit(&c->async, memory_order_seq_cst);
    if (async != NULL) {
        uv_async_send(async);
    }
}

/* --- Carriers -------------------------------------------------------------------------------- */

static gil_carrier *carrier_make(gil_host *h) {
    gil_carrier *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return NULL;
    }
#ifndef __linux__
    if (uv_mutex_init(&c->mutex) != 0 || uv_cond_init(&c->cond) != 0) {
        free(c);
        return NULL;
    }
#endif
    c->host = h;
    c->all_next = h->all;
    h->all = c;
    return c;
}

static gil_carrier *carrier_new(gil_host *h) {
    gil_carrier *c = h->pool;
    if (c == NULL) {
        return carrier_make(h);
    }
    h->pool = c->next;
    return c;
}

static void carrier_free(gil_carrier *c) {
    c->next = c->host->pool;
    c->host->pool = c;
}

static gil_carrier *host_attach(gil_host *h) {
    gil_carrier *c = carrier_new(h);
    if (c != NULL) {
        gil_stack_bounds(&c->base, &c->limit);
    }
    return c;
}

/* Changes the phase from *old; else *old is what it is. */
static bool change_phase(gil_carrier *c, int *old, int phase) {
    return atomic_compare_exchange_strong_explicit(&c->phase, old, phase, memory_order_acq_rel,
                                                   memory_order_acquire);
}

/* Waits for the carrier's next job. False: it is time to end. */
static bool next_job(gil_carrier *c) {
    gil_host *h = c->host;
    bool many = atomic_load_explicit(&h->idle, memory_order_relaxed) >= MANY;
    int seen = BUSY;
    if (change_phase(c, &seen, many ? NO_THREAD : IDLE)) { /* else it is JOB already, or QUIT */
        if (many) {
            return false;
        }
        atomic_fetch_add_explicit(&h->idle, 1, memory_order_relaxed);
        uint64_t deadline = uv_hrtime() + IDLE_NS;
        do {
            bool woken = carrier_sleep(c, deadline, 0);
            seen = IDLE;
            if (woken || !change_phase(c, &seen, NO_THREAD)) {
                seen = atomic_load_explicit(&c->phase, memory_order_acquire);
            } else {
                seen = NO_THREAD;
            }
        } while (seen == IDLE); /* a wake for the thread before */
        atomic_fetch_sub_explicit(&h->idle, 1, memory_order_relaxed);
    }
    return seen == JOB;
}

static bool host_parallel(gil_host *h) {
    return h->parallel;
}

static void thread_main(void *arg) {
    gil_carrier *c = arg;
    gil_host *h = c->host;
    c->base = __builtin_frame_address(0);
    c->limit = (char *)c->base - c->stack_size;
    pthread_detach(pthread_self());
    do {
        int job = JOB;
        change_phase(c, &job, BUSY); /* a QUIT that came meanwhile stays */
        c->fn(c->arg);
    } while (next_job(c));
    atomic_fetch_sub_explicit(&h->live, 1, memory_order_release); /* the last touch; see destroy */
}

static size_t stack_or_default(size_t size) {
    return size != 0 ? size : DEFAULT_STACK;
}

static bool host_reuse(gil_host *h, size_t stack_size, void (*fn)(void *), void *arg,
                       gil_carrier **out) {
    gil_carrier *c = h->pool;
    int phase = c != NULL ? atomic_load_explicit(&c->phase, memory_order_acquire) : NO_THREAD;
    if (phase == NO_THREAD || c->stack_size != stack_or_default(stack_size) - STACK_SLACK) {
        return false;
    }
    c->fn = fn; /* it looks at these when it finds JOB */
    c->arg = arg;
    *out = c;
    while (phase != NO_THREAD && !change_phase(c, &phase, JOB)) {
    }
    if (phase == NO_THREAD) { /* it has just ended */
        return false;
    }
    h->pool = c->next;
    return true;
}

static int host_spawn(gil_host *h, size_t stack_size, void (*fn)(void *), void *arg,
                      gil_carrier **out) {
    size_t size = stack_or_default(stack_size);
    gil_carrier *c = h->pool;
    bool bare = c == NULL || atomic_load_explicit(&c->phase, memory_order_acquire) == NO_THREAD;
    c = bare ? carrier_new(h) : carrier_make(h);
    if (c == NULL) {
        return -ENOMEM;
    }
    c->fn = fn;
    c->arg = arg;
    *out = c;
    atomic_store_explicit(&c->phase, JOB, memory_order_relaxed); /* nobody else looks yet */
    uv_thread_t id;
    uv_thread_options_t options = {.flags = UV_THREAD_HAS_STACK_SIZE, .stack_size = size};
    c->stack_size = size - STACK_SLACK;
    /* The new thread counts down after it started. */
    atomic_fetch_add_explicit(&h->live, 1, memory_order_relaxed);
    int r = uv_thread_create_ex(&id, &options, thread_main, c);
    if (r != 0) {
        atomic_fetch_sub_explicit(&h->live, 1, memory_order_relaxed);
        atomic_store_explicit(&c->phase, NO_THREAD, memory_order_relaxed); /* nobody else looks */
        *out = NULL;
        carrier_free(c);
    }
    return r;
}

static bool host_destroy(gil_host *h) {
    for (gil_carrier *c = h->all; c != NULL; c = c->all_next) {
        atomic_store_explicit(&c->phase, QUIT, memory_order_release);
        carrier_wake(c);
    }
    /* Those that have just let go of the lock are about to look. Acquire: see `live`. A sleep, not
     * a yield: that would never let them on if they are below us at a real-time priority. */
    while (atomic_load_explicit(&h->live, memory_order_acquire) > 0) {
        nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
    }
    while (h->all != NULL) {
        gil_carrier *c = h->all;
        h->all = c->all_next;
        loop_drop(c);
#ifndef __linux__
        uv_mutex_destroy(&c->mutex);
        uv_cond_destroy(&c->cond);
#endif
        free(c);
    }
    uv_mutex_destroy(&h->mutex);
    free(h);
    return true;
}

static void carrier_stack(const gil_carrier *c, void **base, void **limit) {
    *base = c->base;
    *limit = c->limit;
}

/* --- Loops ----------------------------------------------------------------------------------- */

static void on_async(uv_async_t *handle) {
    uv_stop(handle->loop);
}

static void on_timer(uv_timer_t *timer) {
    ((gil_carrier *)timer->data)->timed_out = true;
    uv_stop(timer->loop);
}

/* Makes the loop if there is none yet. False: no memory. */
static bool has_loop(gil_carrier *c) {
    if (c->loop != NULL) {
        return true;
    }
    uv_loop_t *loop = malloc(sizeof *loop);
    if (loop == NULL || uv_loop_init(loop) != 0) {
        free(loop);
        return false;
    }
    if (uv_async_init(loop, &c->async_handle, on_async) != 0) {
        uv_loop_close(loop);
        free(loop);
        return false;
    }
    uv_timer_init(loop, &c->timer);
    c->timer.data = c;
    c->loop = loop;
    atomic_store_explicit(&c->async, &c->async_handle, memory_order_seq_cst); /* see interrupt */
    return true;
}

/* Takes the token if it is set: an interrupt came, or a wake was left over. */
static bool take_token(gil_carrier *c) {
    int one = 1;
    return atomic_compare_exchange_strong_explicit(&c->token, &one, 0, memory_order_seq_cst,
                                                   memory_order_relaxed);
}

/* Runs the loop until the wait is over: its result; deadline passed: 0; -EINTR. */
static int run_loop(gil_carrier *c, const fd_wait *w, uint64_t deadline) {
    c->timed_out = false;
    if (deadline != FOREVER) {
        uint64_t now = uv_hrtime();
        uv_update_time(c->loop);
        uv_timer_start(&c->timer, on_timer,
                       now < deadline ? (deadline - now + 999999) / 1000000 : 0, 0);
    }
    int r = 0;
    while (r == 0 && !w->over) {
        if (take_token(c)) {
            r = -EINTR;
        } else if (c->timed_out) {
            break;
        } else {
            uv_run(c->loop, UV_RUN_ONCE);
        }
    }
    uv_timer_stop(&c->timer);
    return r == 0 && w->over ? w->result : r;
}

static void on_poll(uv_poll_t *handle, int status, int events) {
    fd_wait *w = handle->data;
    w->over = true;
    w->result =
        status < 0 ? status : ((events & UV_READABLE) ? 1 : 0) | ((events & UV_WRITABLE) ? 2 : 0);
    uv_poll_stop(handle);
}

static int probe_fd(int fd, unsigned events) {
    struct pollfd p = {.fd = fd,
                       .events = (short)((events & 1 ? POLLIN : 0) | (events & 2 ? POLLOUT : 0))};
    int r = poll(&p, 1, 0);
    if (r <= 0) {
        return r == 0 || errno == EINTR ? 0 : -errno;
    }
    if ((p.revents & POLLNVAL) != 0) {
        return -EBADF;
    }
    if ((p.revents & (POLLERR | POLLHUP)) != 0) {
        return (int)events; /* the call itself will say what is wrong */
    }
    return (p.revents & POLLIN ? 1 : 0) | (p.revents & POLLOUT ? 2 : 0);
}

/* The handle for fd: the one of the last time, or a new one. Null and *error. */
static uv_poll_t *poll_handle(gil_carrier *c, int fd, int *error) {
    if (c->poll != NULL && c->poll_fd == fd) {
        return c->poll;
    }
    if (c->poll != NULL) {
        uv_close((uv_handle_t *)c->poll, free_closed);
        c->poll = NULL;
    }
    uv_poll_t *p = malloc(sizeof *p);
    *error = p == NULL ? UV_ENOMEM : uv_poll_init(c->loop, p, fd);
    if (*error != 0) {
        free(p);
        return NULL;
    }
    c->poll = p;
    c->poll_fd = fd;
    return p;
}

static int carrier_wait_fd(gil_carrier *c, int fd, unsigned events, uint64_t deadline, bool probe) {
    if (probe) {
        return probe_fd(fd, events);
    }
    if (!has_loop(c)) {
        return -ENOMEM;
    }
    int r;
    fd_wait w = {0};
    uv_poll_t *p = poll_handle(c, fd, &r);
    if (p == NULL) {
        return r == UV_EPERM ? (int)events : r; /* a regular file is always ready */
    }
    p->data = &w;
    int wanted = (events & 1 ? UV_READABLE : 0) | (events & 2 ? UV_WRITABLE : 0);
    r = uv_poll_start(p, wanted, on_poll);
    if (r != 0) {
        return r;
    }
    r = run_loop(c, &w, deadline);
    uv_poll_stop(p);
    return r;
}

/* The OS threads that waited for their carrier's next job are the parent's; and so is what the loop
 * watches descriptors with. */
static void host_forked(gil_carrier *self) {
    gil_host *h = self->host;
    size_t live = 0;
    for (gil_carrier *c = h->all; c != NULL; c = c->all_next) {
        bool here = c == self && atomic_load_explicit(&c->phase, memory_order_relaxed) != NO_THREAD;
        live += here;
        if (!here) { /* nobody else is there to look */
            atomic_store_explicit(&c->phase, NO_THREAD, memory_order_relaxed);
        }
    }
    atomic_store_explicit(&h->live, live, memory_order_relaxed);
    atomic_store_explicit(&h->idle, 0, memory_order_relaxed);
    use_shared_futex_table();
    if (self->loop != NULL && uv_loop_fork(self->loop) != 0) {
        loop_drop(self); /* the next wait makes another */
    }
}

static void carrier_end(gil_carrier *c) {
    loop_drop(c);
}

const gil_host_ops *gil_host_uv(void) {
    static const gil_host_ops ops = {
        .name = "uv",
        .create = host_create,
        .destroy = host_destroy,
        .attach = host_attach,
        .spawn = host_spawn,
        .reuse = host_reuse,
        .forked = host_forked,
        .end = carrier_end,
        .free = carrier_free,
        .stack = carrier_stack,
        .lock = host_lock,
        .unlock = host_unlock,
        .sleep = carrier_sleep,
        .parallel = host_parallel,
        .wake = carrier_wake,
        .post = carrier_post,
        .interrupt = carrier_interrupt,
        .now = host_now,
        .wall = host_wall,
        .charge = NULL,
        .wait_fd = carrier_wait_fd,
    };
    return &ops;
}
