/* host.h: what the lock stands on. Two hosts answer it: host_uv.c (OS threads) and host_sim.c
 * (fibers on a simulated machine). gil.c alone calls these functions; policies never learn which
 * host they are on.
 *
 * A carrier is one thread of the host. It has one token: wake() sets it, sleep() waits for it and
 * takes it. So a wake that comes before the sleep is not lost, and several merge. A wake is a hint:
 * the core re-checks in a loop, and a left-over token is harmless. Carriers are recycled, never
 * freed before the host, so a late wake hits valid memory.
 *
 * Rules for callers: no call here that may switch fibers (lock, sleep, charge, wait_fd)
 * between lock and unlock; wake may be called between them.
 */
#ifndef GILVM_GIL_HOST_H
#define GILVM_GIL_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct gil_host gil_host;
typedef struct gil_carrier gil_carrier;

/* Answers which of `n` runnable threads gets the core that came free: an index. `ids` are carriers
 * in order of their making, 0 is the attached thread. A written schedule or an explorer sits here;
 * NULL: the OS scheduler of the machine. */
typedef unsigned (*gil_chooser)(void *arg, const uint32_t *ids, unsigned n);

typedef enum gil_os { GIL_OS_FAIR, GIL_OS_BOOST } gil_os;

/* The machine. The real host looks at `cores` alone. Its numbers in words: gil/machine.def. */
typedef struct gil_machine {
    /* Real: pin the process to so many, 0: as it is. Simulated: how many there are. */
    uint32_t cores;
    uint64_t tick_ps;   /* one step; picoseconds, for machines that do several in a nanosecond */
    uint64_t item_ps;   /* one item of work in a native function: gil_work */
    uint64_t call_ps;   /* one call of a native function: gil_called */
    uint64_t wake_ns;   /* from the wake call until the woken thread runs on an idle core */
    uint64_t signal_ns; /* what the wake call costs the waker */
    uint64_t rouse_ns;  /* and so much more if an idle core has to be roused for the woken */
    uint64_t cold_ns;   /* the first work on a core that idled for 5 ms takes so much longer */
    uint64_t switch_ns; /* a core changes from one thread to another */
    uint64_t lock_ns;   /* a slow lock operation */
    uint64_t grant_ns;  /* clocks and books, when a thread got the lock */
    uint64_t line_ns;   /* and so much more if another core had the lock's memory last */
    uint64_t park_ns;   /* books, when a thread begins to wait */
    uint64_t sleep_ns;  /* to fall asleep; a wake-up meanwhile ends it without a latency */
    uint64_t spin_ns;   /* from a wake call until a thread that spins goes on; 0: none spins */
    uint64_t slice_ns;  /* OS time slice, when threads wait for a core */
    gil_os os; /* fair: a woken thread waits its turn unless it is owed time; boost: it preempts */
    uint64_t seed;          /* of the jitter */
    uint64_t jitter_ns;     /* added to each wake-up: 0 .. jitter_ns, evenly */
    uint64_t net_ns;        /* a message between threads is on its way so long, */
    uint64_t net_ns_per_kb; /* and so much longer for each 1024 bytes */
    uint64_t epoch_ns;      /* wall clock at the start; 0: 2010-02-17 12:00 UTC */
    gil_chooser choose;
    void *choose_arg;
} gil_machine;

#define GIL_MACHINE_DEFAULT                                                                \
    {                                                                                      \
        .cores = 2, .tick_ps = 10000, .item_ps = 3000, .wake_ns = 5000, .jitter_ns = 2000, \
        .signal_ns = 1000, .switch_ns = 2000, .lock_ns = 50, .slice_ns = 4000000,          \
        .os = GIL_OS_FAIR, .net_ns = 10000, .net_ns_per_kb = 1000, .seed = 1               \
    }

typedef struct gil_host_ops {
    const char *name;
    /* NULL and a sentence in err on failure. `m` may be NULL. */
    gil_host *(*create)(const gil_machine *m, char *err, size_t errlen);
    /* False, and nothing freed, if OS threads still live in it. */
    bool (*destroy)(gil_host *h);
    /* As `create` made it, but that memory is kept for the next threads; those that did not end are
     * dropped. NULL: it cannot. */
    void (*reset)(gil_host *h);

    /* The calling OS thread becomes the first carrier. NULL: no memory. */
    gil_carrier *(*attach)(gil_host *h);
    /* fn(arg) on a new thread; *out is set before fn runs. 0 or a negative errno. */
    int (*spawn)(gil_host *h, size_t stack_size, void (*fn)(void *), void *arg, gil_carrier **out);
    /* The same on the thread of a carrier whose last one has ended: it runs fn at its first wake,
     * or before. False: there is none. By a thread that holds the lock, under the mutex. NULL: this
     * host keeps no threads. */
    bool (*reuse)(gil_host *h, size_t stack_size, void (*fn)(void *), void *arg, gil_carrier **out);
    /* In the child of a fork, by the only thread that is there. NULL: this host has no processes.
     */
    void (*forked)(gil_carrier *self);
    /* By the thread itself, still holding the lock, before its last release: closes its loop. It
     * may still wake others after it. */
    void (*end)(gil_carrier *c);
    void (*free)(gil_carrier *c); /* the thread has ended or is about to return: back to the pool */
    void (*stack)(const gil_carrier *c, void **base, void **limit);

    void (*lock)(gil_host *h); /* the mutex of the core; held for short stretches */
    void (*unlock)(gil_host *h);
    /* False: deadline (now() scale; UINT64_MAX: none) passed. spin_ns: a wake is likely so soon
     * that a busy wait for that long pays, if cores are to spare; else the host does not. */
    bool (*sleep)(gil_carrier *self, uint64_t deadline, uint64_t spin_ns);
    bool (*parallel)(gil_host *h);     /* can two of its threads run at once? */
    void (*wake)(gil_carrier *c);      /* async-signal-safe on Linux */
    void (*post)(gil_carrier *c);      /* wake, and never cheaper than a system call */
    void (*interrupt)(gil_carrier *c); /* wake, and end its wait_fd; async-signal-safe likewise */

    uint64_t (*now)(gil_host *h);
    uint64_t (*wall)(gil_host *h);
    /* Time spent on cores, by this thread or by all; NULL on the real host. */
    uint64_t (*cpu)(gil_carrier *self, bool all);

    /* The simulated machine's clock; NULL on the real host. `self` has run `steps` more steps, went
     * through `items` in `calls` of native functions and did `ns` of other work: let everything
     * else that is due by then happen first. Answers how many steps it may run before it must call
     * again. */
    uint64_t (*charge)(gil_carrier *self, uint64_t steps, uint64_t items, uint64_t calls,
                       uint64_t ns);
    /* `c` is to wake at `when` by itself, if it sleeps longer; else nothing. NULL on the real
     * host. */
    void (*wake_by)(gil_carrier *c, uint64_t when);

    /* Exchanges the machine's alarm clock: at `*at` (now() scale; UINT64_MAX: never), and every
     * `*every` after that if it is not 0, the process gets SIGALRM. NULL on the real host. */
    void (*alarm)(gil_host *h, uint64_t *at, uint64_t *every);

    /* `self` runs from now on where a bit is set only, and so do the threads that it makes; 0: this
     * is a question. Answers what it was; UINT64_MAX: anywhere. NULL on the real host. */
    uint64_t (*pin)(gil_carrier *self, uint64_t cores);

    /* Ready events of fd, 0: deadline passed, or negative: -EINTR (interrupted), other errno.
     * `probe`: do not wait. */
    int (*wait_fd)(gil_carrier *self, int fd, unsigned events, uint64_t deadline, bool probe);
} gil_host_ops;

const gil_host_ops *gil_host_uv(void);
const gil_host_ops *gil_host_sim(void);

/* The bounds of the calling OS thread's C stack. In gil.c, for both hosts. */
void gil_stack_bounds(void **base, void **limit);

#endif
