/* host_sim.c: the simulated machine. One OS thread, a fiber for each carrier, virtual time.
 *
 * Each fiber on a core has a clock of its own. The rule that makes it exact: the fiber with the
 * smallest clock goes on, and an event (a wake-up that arrives, a deadline) comes before any fiber
 * whose clock has reached its time. A fiber may run ahead only to its horizon: the time of the
 * nearest event, the clock of another running fiber, or the end of its slice if somebody waits for
 * a core. charge() moves the clock and lets all that is due happen first.
 *
 *     RUNNING (on a core) --sleep--> ASLEEP --wake, deadline--> COMING --arrives--> RUNNABLE
 *        ^                                                         |                   |
 *        '------------------------- a core is free, or preempts ---'-------------------'
 *
 * SPINNING is between RUNNING and ASLEEP, on a machine whose threads spin: it keeps its core until
 * the wake-up, until its patience ends, or until somebody else needs the core. FALLING comes after
 * it, on a machine on which it takes time to fall asleep: a thread that is woken meanwhile goes on
 * at the end of that, on its core, without the latency of a wake-up. Threads that race for the
 * lock are mostly woken so: the holder drops it again before the one that came too late sleeps.
 *
 * The OS of the machine: a woken thread takes an idle core after wake_ns, else waits for one.
 * Threads are owed time by their use of it (`used`, as in a fair scheduler): the one with the least
 * is next; it preempts at once if the one on the core has had a quarter of a slice more ("fair"),
 * or in any case ("boost"); and after a whole slice in any case. A woken thread is lifted to at
 * most a slice behind the others, so that long sleep gives no long right.
 *
 * Everything depends on the machine's numbers alone: equal times are decided by order of making,
 * jitter by the seed. Without jitter threads that race for the lock fall into step, and one of them
 * may win each time, for ever: real wake-ups and switches vary, and so do these. Real signals may
 * set `poked`; nothing else here is touched by another thread.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#endif
#include "gil/host.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASAN 1
#endif
#if __has_feature(thread_sanitizer)
#define TSAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ASAN 1
#endif
#if defined(__SANITIZE_THREAD__)
#define TSAN 1
#endif
#ifdef ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef TSAN
#include <sanitizer/tsan_interface.h>
#endif

#if !defined(__x86_64__) && !defined(__aarch64__)
#define USE_UCONTEXT 1
#include <ucontext.h>
#endif

#define FOREVER UINT64_MAX
#define FAR_NS ((uint64_t)1 << 52) /* a horizon of 52 days is as good as any later one */

#define ALL UINT64_MAX
enum { COLD_AFTER_NS = 5000000, COLD_TIMES = 8 };
enum { DEFAULT_STACK = 512 << 10, GUARD = 64 << 10, SLAB_MIN = 4, SLAB_MAX = 256 };

typedef enum state { RUNNING, RUNNABLE, SPINNING, FALLING, ASLEEP, COMING, DEAD } state;

struct gil_carrier {
    gil_host *h;
    uint32_t id; /* order of making */
    state state;
    uint64_t clock;     /* RUNNING: its time */
    uint64_t ps;        /* and so many picoseconds, under 1000 */
    uint64_t used;      /* time it had on cores, lifted as said above */
    uint64_t cpu;       /* the same, not lifted */
    uint64_t ready_at;  /* RUNNABLE: since when */
    uint64_t slice_end; /* RUNNING */
    unsigned core;      /* RUNNING, SPINNING, FALLING */
    uint64_t cores;     /* a bit for each core on which it may run; ALL: any */
    uint64_t deadline;  /* SPINNING, FALLING: for when it sleeps */
    bool token, timed_out, freed;
    atomic_bool poked; /* by gil_attention, perhaps in a signal handler */

    uint64_t key, order; /* in a heap: smallest key, then order, first */
    size_t at;           /* its place there, from 1; 0: in none */

    void (*fn)(void *);
    void *arg;
    void *base, *limit; /* its stack; of id 0 the OS thread's own */
#ifdef USE_UCONTEXT
    ucontext_t context;
#else
    void *sp;
#endif
#ifdef ASAN
    void *fake_stack;
#endif
#ifdef TSAN
    void *tsan;
#endif
    gil_carrier *next, *all_next; /* in the pool, or unmade; all of them */
};

typedef struct heap {
    gil_carrier **at; /* from 1 */
    size_t n, size;
} heap;

/* Memory for stacks, each with its guard below. */
typedef struct slab {
    void *map;
    size_t n, used, stack_size;
    struct slab *next;
} slab;

struct gil_host {
    gil_machine m;
    gil_carrier *self;     /* the fiber that executes now */
    gil_carrier **running; /* one for each core, or NULL */
    uint64_t *free_at;     /* when each core was last left: nobody comes to it earlier */
    uint64_t *cold;        /* what work on each core still takes longer, since it was idle */
    unsigned n_running;
    unsigned locker; /* the core that had the mutex last */
    heap coming;     /* by time: COMING, SPINNING, FALLING, and ASLEEP with a deadline */
    heap runnable;   /* by `used` */
    uint64_t alarm_at, alarm_every; /* FOREVER: not set; 0: once */
    uint64_t next_order, least_used, last_time, cpu;
    uint64_t random;
    uint32_t next_id;
    gil_carrier *pool, *all;
    gil_carrier *unmade; /* after a reset: from before it, the next to be made again first */
    slab *slabs;
    size_t n_stacks;
    atomic_bool poked; /* some fiber is */
};

/* --- Heaps ----------------------------------------------------------------------------------- */

static bool before(const gil_carrier *a, const gil_carrier *b) {
    return a->key < b->key || (a->key == b->key && a->order < b->order);
}

static void heap_put(heap *q, size_t i, gil_carrier *c) {
    q->at[i] = c;
    c->at = i;
}

static void heap_up(heap *q, size_t i, gil_carrier *c) {
    for (; i > 1 && before(c, q->at[i / 2]); i /= 2) {
        heap_put(q, i, q->at[i / 2]);
    }
    heap_put(q, i, c);
}

static void heap_down(heap *q, size_t i, gil_carrier *c) {
    for (size_t child; (child = 2 * i) <= q->n; i = child) {
        if (child < q->n && before(q->at[child + 1], q->at[child])) {
            child++;
        }
        if (!before(q->at[child], c)) {
            break;
        }
        heap_put(q, i, q->at[child]);
    }
    heap_put(q, i, c);
}

/* Room for `n`: made when carriers are, so that adding cannot fail. */
static bool heap_room(heap *q, size_t n) {
    if (n + 1 > q->size) {
        size_t size = 2 * (n + 8);
        gil_carrier **at = realloc(q->at, size * sizeof(*at));
        if (at == NULL) {
            return false;
        }
        q->at = at;
        q->size = size;
    }
    return true;
}

static void heap_add(gil_host *h, heap *q, gil_carrier *c, uint64_t key) {
    c->key = key;
    c->order = h->next_order++;
    heap_up(q, ++q->n, c);
}

static void heap_remove(heap *q, gil_carrier *c) {
    size_t i = c->at;
    gil_carrier *last = q->at[q->n--];
    c->at = 0;
    if (last != c) {
        if (i > 1 && before(last, q->at[i / 2])) {
            heap_up(q, i, last);
        } else {
            heap_down(q, i, last);
        }
    }
}

/* --- Switching stacks ------------------------------------------------------------------------ */

static void fiber_main(gil_carrier *c);

#ifdef USE_UCONTEXT
static void fiber_entry(unsigned high, unsigned low) {
    fiber_main((gil_carrier *)(uintptr_t)((uint64_t)high << 32 | low));
}

static void fiber_prepare(gil_carrier *c) {
    uint64_t p = (uintptr_t)c;
    getcontext(&c->context);
    c->context.uc_stack.ss_sp = c->limit;
    c->context.uc_stack.ss_size = (size_t)((char *)c->base - (char *)c->limit);
    makecontext(&c->context, (void (*)(void))fiber_entry, 2, (unsigned)(p >> 32), (unsigned)p);
}

static void swap_stacks(gil_carrier *from, gil_carrier *to) {
    swapcontext(&from->context, &to->context);
}
#else
/* Saves the registers that a call keeps on the stack, stores its pointer in *from, goes to the
 * stack `to`. About fifty times faster than swapcontext, which makes two system calls.
 * gil_sim_enter is where a new stack begins. */
void gil_sim_swap(void **from, void *to);
void gil_sim_enter(void);
#ifdef __x86_64__
__asm__(".text\n.globl gil_sim_swap\n.type gil_sim_swap,@function\ngil_sim_swap:\n"
        "    pushq %rbp\n    pushq %rbx\n    pushq %r12\n    pushq %r13\n    pushq %r14\n    pushq "
        "%r15\n"
        "    movq %rsp, (%rdi)\n    movq %rsi, %rsp\n"
        "    popq %r15\n    popq %r14\n    popq %r13\n    popq %r12\n    popq %rbx\n    popq "
        "%rbp\n    ret\n"
        ".size gil_sim_swap,.-gil_sim_swap\n"
        ".globl gil_sim_enter\n.type gil_sim_enter,@function\ngil_sim_enter:\n"
        "    movq %r12, %rdi\n    xorl %ebp, %ebp\n    callq *%r13\n    ud2\n"
        ".size gil_sim_enter,.-gil_sim_enter\n");

static void fiber_prepare(gil_carrier *c) {
    void **sp = (void **)c->base - 2; /* so that the stack is aligned at the call */
    *--sp = (void *)(uintptr_t)gil_sim_enter;
    *--sp = NULL;                          /* rbp */
    *--sp = NULL;                          /* rbx */
    *--sp = c;                             /* r12 */
    *--sp = (void *)(uintptr_t)fiber_main; /* r13 */
    *--sp = NULL;                          /* r14 */
    *--sp = NULL;                          /* r15 */
    c->sp = sp;
}
#else /* aarch64 */
__asm__(".text\n.globl gil_sim_swap\n.type gil_sim_swap,%function\ngil_sim_swap:\n"
        "    sub sp, sp, #160\n    stp x19, x20, [sp]\n    stp x21, x22, [sp, #16]\n"
        "    stp x23, x24, [sp, #32]\n    stp x25, x26, [sp, #48]\n    stp x27, x28, [sp, #64]\n"
        "    stp x29, x30, [sp, #80]\n    stp d8, d9, [sp, #96]\n    stp d10, d11, [sp, #112]\n"
        "    stp d12, d13, [sp, #128]\n    stp d14, d15, [sp, #144]\n"
        "    mov x9, sp\n    str x9, [x0]\n    mov sp, x1\n"
        "    ldp x19, x20, [sp]\n    ldp x21, x22, [sp, #16]\n    ldp x23, x24, [sp, #32]\n"
        "    ldp x25, x26, [sp, #48]\n    ldp x27, x28, [sp, #64]\n    ldp x29, x30, [sp, #80]\n"
        "    ldp d8, d9, [sp, #96]\n    ldp d10, d11, [sp, #112]\n    ldp d12, d13, [sp, #128]\n"
        "    ldp d14, d15, [sp, #144]\n    add sp, sp, #160\n    ret\n"
        ".globl gil_sim_enter\n.type gil_sim_enter,%function\ngil_sim_enter:\n"
        "    mov x0, x19\n    mov x29, #0\n    blr x20\n    brk #0\n");

static void fiber_prepare(gil_carrier *c) {
    void **sp = (void **)c->base - 20;
    memset(sp, 0, 160);
    sp[0] = c;
    sp[1] = (void *)(uintptr_t)fiber_main;
    sp[11] = (void *)(uintptr_t)gil_sim_enter;
    c->sp = sp;
}
#endif

static void swap_stacks(gil_carrier *from, gil_carrier *to) {
    gil_sim_swap(&from->sp, to->sp);
}
#endif

static void switch_to(gil_host *h, gil_carrier *to) {
    gil_carrier *from = h->self;
    if (from == to) {
        return;
    }
    h->self = to;
#ifdef ASAN
    __sanitizer_start_switch_fiber(from->state == DEAD ? NULL : &from->fake_stack, to->limit,
                                   (size_t)((char *)to->base - (char *)to->limit));
#endif
#ifdef TSAN
    __tsan_switch_to_fiber(to->tsan, 0);
#endif
    swap_stacks(from, to);
#ifdef ASAN
    __sanitizer_finish_switch_fiber(from->fake_stack, NULL, NULL);
#endif
}

/* --- The machine's OS ------------------------------------------------------------------------ */

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* splitmix64 */
static uint64_t draw(gil_host *h, uint64_t most) {
    if (h->m.jitter_ns == 0) {
        return 0;
    }
    uint64_t z = h->random += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (z ^ z >> 31) % (most + 1);
}

/* From no time to twice as long as usual, on a machine where times vary. */
static uint64_t about(gil_host *h, uint64_t ns) {
    return h->m.jitter_ns > 0 && ns > 0 ? draw(h, 2 * ns) : ns;
}

static uint64_t jitter(gil_host *h) {
    return draw(h, h->m.jitter_ns);
}

/* A slice ends when the OS looks at its clock: some are longer, by up to an eighth. */
static uint64_t slice(gil_host *h) {
    return h->m.slice_ns + draw(h, h->m.slice_ns / 8);
}

/* The thread is on its core for `ns` more. */
static void run_for(gil_carrier *c, uint64_t ns) {
    c->clock += ns;
    c->used += ns;
    c->cpu += ns;
    c->h->cpu += ns;
}

/* A core comes out of idleness: its caches are cold. */
static void cool(gil_host *h, unsigned core, uint64_t idle) {
    uint64_t cold = about(h, h->m.cold_ns * least(idle, COLD_AFTER_NS) / COLD_AFTER_NS);
    h->cold[core] = cold > h->cold[core] ? cold : h->cold[core];
}

/* So much longer takes what takes `ns` on a warm core. */
static uint64_t slowdown(gil_host *h, unsigned core, uint64_t ns) {
    uint64_t more = least(ns * (COLD_TIMES - 1), h->cold[core]);
    h->cold[core] -= more;
    return more;
}

static void place(gil_host *h, gil_carrier *c, unsigned core, uint64_t when) {
    if (when > h->free_at[core]) {
        cool(h, core, when - h->free_at[core]);
    }
    c->state = RUNNING;
    c->core = core;
    c->clock = (when > h->free_at[core] ? when : h->free_at[core]) + h->m.switch_ns;
    c->slice_end = c->clock + slice(h);
    if (c->used > h->least_used) {
        h->least_used = c->used;
    }
    h->running[core] = c;
    h->n_running++;
}

static void make_runnable(gil_host *h, gil_carrier *c, uint64_t when) {
    c->state = RUNNABLE;
    c->ready_at = when;
    heap_add(h, &h->runnable, c, c->used);
}

/* Only machines of up to 64 cores have threads that may not run on all of them. */
static bool may_run(const gil_carrier *c, unsigned core) {
    return c->cores == ALL || c->cores >> core & 1;
}

/* The one who used least, of those that may run on this core; NULL: nobody may. */
static gil_carrier *first_for(gil_host *h, unsigned core) {
    gil_carrier *first = NULL;
    if (h->runnable.n > 0 && may_run(h->runnable.at[1], core)) {
        return h->runnable.at[1];
    }
    for (size_t i = 2; i <= h->runnable.n; i++) {
        gil_carrier *c = h->runnable.at[i];
        first = may_run(c, core) && (first == NULL || before(c, first)) ? c : first;
    }
    return first;
}

static gil_carrier *choose(gil_host *h, unsigned core) {
    gil_carrier *first = first_for(h, core);
    if (h->m.choose == NULL || h->runnable.n == 1 || first == NULL) {
        return first;
    }
    uint32_t *ids = calloc(h->runnable.n, sizeof *ids);
    unsigned n = 0;
    if (ids == NULL) {
        return first;
    }
    for (size_t i = 1; i <= h->runnable.n; i++) { /* in order of making: insertion sort, it is for
                                                     small programs */
        uint32_t id = h->runnable.at[i]->id;
        unsigned j = n;
        if (!may_run(h->runnable.at[i], core)) {
            continue;
        }
        for (; j > 0 && ids[j - 1] > id; j--) {
            ids[j] = ids[j - 1];
        }
        ids[j] = id;
        n++;
    }
    uint32_t id = ids[h->m.choose(h->m.choose_arg, ids, n) % n];
    free(ids);
    size_t i = 1;
    while (h->runnable.at[i]->id != id) {
        i++;
    }
    return h->runnable.at[i];
}

/* The core came free at `when`: the next thread that waits for one has it. */
static void fill(gil_host *h, unsigned core, uint64_t when) {
    gil_carrier *c = choose(h, core);
    if (c != NULL) {
        heap_remove(&h->runnable, c);
        place(h, c, core, (when > c->ready_at ? when : c->ready_at) + jitter(h));
    }
}

static void leave_core(gil_host *h, gil_carrier *c) {
    h->running[c->core] = NULL;
    h->free_at[c->core] = c->clock;
    h->n_running--;
}

static void preempt(gil_host *h, gil_carrier *victim) {
    leave_core(h, victim);
    make_runnable(h, victim, victim->clock);
}

static void fall_asleep(gil_host *h, gil_carrier *c) {
    c->state = ASLEEP;
    if (c->deadline != FOREVER) {
        heap_add(h, &h->coming, c, c->deadline > c->clock ? c->deadline : c->clock);
    }
}

/* c goes to sleep now; its core is free, at once or when it sleeps. */
static void lie_down(gil_host *h, gil_carrier *c) {
    if (h->m.sleep_ns > 0) {
        c->state = FALLING;
        heap_add(h, &h->coming, c, c->clock + h->m.sleep_ns + draw(h, h->m.sleep_ns / 2));
    } else {
        leave_core(h, c);
        fall_asleep(h, c);
        fill(h, c->core, c->clock);
    }
}

/* It has spun, or fallen asleep, until `when`. */
static void spun(gil_host *h, gil_carrier *c, uint64_t when) {
    if (c->at != 0) {
        heap_remove(&h->coming, c);
    }
    if (when > c->clock) {
        run_for(c, when - c->clock);
    }
}

/* The core of a spinning thread is wanted at `when`: it sleeps instead, or is RUNNABLE if it was on
 * its way back. */
static void stop_spinning(gil_host *h, gil_carrier *c, uint64_t when) {
    spun(h, c, when);
    leave_core(h, c);
    if (c->token) {
        make_runnable(h, c, c->clock);
    } else {
        fall_asleep(h, c);
    }
}

/* A thread comes to the machine at `when`. */
static void arrive(gil_host *h, gil_carrier *c, uint64_t when) {
    uint64_t floor = h->least_used > h->m.slice_ns ? h->least_used - h->m.slice_ns : 0;
    gil_carrier *most = NULL, *spinner = NULL;
    unsigned idle = h->m.cores; /* the first of those that came free first */
    if (c->used < floor) {
        c->used = floor;
    }
    for (unsigned core = 0; core < h->m.cores; core++) {
        if (!may_run(c, core)) {
            continue;
        }
        if (h->running[core] == NULL) {
            if (h->free_at[core] <= when) {
                place(h, c, core, when);
                return;
            }
            if (idle == h->m.cores || h->free_at[core] < h->free_at[idle]) {
                idle = core;
            }
        } else if (h->running[core]->state == SPINNING) {
            spinner = h->running[core];
        } else if (h->running[core]->state == RUNNING &&
                   (most == NULL || h->running[core]->used > most->used)) {
            most = h->running[core];
        }
    }
    if (idle < h->m.cores) { /* left by a thread that was ahead of this event */
        place(h, c, idle, when);
        return;
    }
    if (spinner != NULL) {
        stop_spinning(h, spinner, when);
        place(h, c, spinner->core, when);
        return;
    }
    bool owed = most != NULL && most->used > c->used + h->m.slice_ns / 4;
    if (most != NULL && (h->m.os == GIL_OS_BOOST || owed)) {
        unsigned core = most->core;
        uint64_t at = most->clock > when ? most->clock : when;
        preempt(h, most);
        place(h, c, core, at + jitter(h));
    } else {
        make_runnable(h, c, when);
    }
}

/* An operation on what the threads share: it is here, or where the last one was who had the mutex,
 * and who may want it now. */
static uint64_t touch_ns(gil_host *h) {
    if (h->m.line_ns == 0 || h->locker == h->self->core) {
        return h->m.lock_ns;
    }
    return h->m.lock_ns + about(h, h->m.line_ns);
}

/* Is there a core without a thread, on which c may run? */
static bool has_idle_core(const gil_host *h, const gil_carrier *c) {
    if (c->cores == ALL) {
        return h->n_running < h->m.cores;
    }
    for (unsigned core = 0; core < h->m.cores; core++) {
        if (h->running[core] == NULL && may_run(c, core)) {
            return true;
        }
    }
    return false;
}

/* c was woken at `when`: an idle core must be woken first; on a busy one it waits in line at once.
 */
static void set_out(gil_host *h, gil_carrier *c, uint64_t when) {
    c->state = COMING;
    heap_add(h, &h->coming, c, when + (has_idle_core(h, c) ? h->m.wake_ns + jitter(h) : 0));
}

/* What it costs to wake it. */
static uint64_t call_ns(const gil_host *h, const gil_carrier *c) {
    return h->m.signal_ns + (has_idle_core(h, c) ? h->m.rouse_ns : 0);
}

static void wake_at(gil_host *h, gil_carrier *c, uint64_t now) {
    if (c->at != 0) {
        heap_remove(&h->coming, c); /* it had a deadline */
    }
    c->timed_out = false;
    if (c->state == SPINNING) {
        c->token = true;
        heap_add(h, &h->coming, c, now + h->m.spin_ns);
        return;
    }
    set_out(h, c, now);
}

/* gil_attention ran, here or in a signal handler. */
static void serve_pokes(gil_host *h) {
    /* Acquire: whose flag is up is seen too. */
    if (!atomic_exchange_explicit(&h->poked, false, memory_order_acquire)) {
        return;
    }
    for (gil_carrier *c = h->all; c != NULL; c = c->all_next) {
        /* Ordered by h->poked. */
        if (atomic_exchange_explicit(&c->poked, false, memory_order_relaxed)) {
            c->token = true;
            if (c->state == ASLEEP || c->state == SPINNING) {
                wake_at(h, c, h->last_time);
            }
        }
    }
}

static gil_carrier *earliest(gil_host *h) {
    gil_carrier *first = NULL;
    for (unsigned core = 0; core < h->m.cores; core++) {
        gil_carrier *c = h->running[core];
        if (c != NULL && c->state == RUNNING &&
            (first == NULL || c->clock < first->clock ||
             (c->clock == first->clock && c->id < first->id))) {
            first = c;
        }
    }
    return first;
}

/* The wake-up of a spinning thread has come, or its patience has ended; or who fell asleep sleeps
 * now. */
static void end_spinning(gil_host *h, gil_carrier *c, uint64_t when) {
    bool sleeps = c->state == FALLING;
    spun(h, c, when);
    if (c->token) {
        c->state = RUNNING;
    } else if (sleeps) {
        leave_core(h, c);
        fall_asleep(h, c);
        fill(h, c->core, when);
    } else {
        lie_down(h, c);
    }
}

/* SIGALRM comes here and now, on the only OS thread there is: its handler has run when raise
 * returns. */
static void ring(gil_host *h) {
    h->last_time = h->alarm_at > h->last_time ? h->alarm_at : h->last_time;
    h->alarm_at = h->alarm_every > 0 ? h->alarm_at + h->alarm_every : FOREVER;
    raise(SIGALRM);
}

/* Lets all events happen that are due; answers the fiber that goes on. */
static gil_carrier *next_fiber(gil_host *h) {
    for (;;) {
        serve_pokes(h);
        gil_carrier *first = earliest(h);
        gil_carrier *event = h->coming.n > 0 ? h->coming.at[1] : NULL;
        if (h->alarm_at != FOREVER && (first == NULL || h->alarm_at <= first->clock) &&
            (event == NULL || h->alarm_at <= event->key)) {
            ring(h);
            continue;
        }
        if (event != NULL && (first == NULL || event->key <= first->clock)) {
            uint64_t when = event->key;
            h->last_time = when > h->last_time ? when : h->last_time;
            if (event->state == SPINNING || event->state == FALLING) {
                end_spinning(h, event, when);
                continue;
            }
            heap_remove(&h->coming, event);
            if (event->state == ASLEEP) {
                event->timed_out = true;
                set_out(h, event, when);
            } else {
                arrive(h, event, when);
            }
        } else if (first != NULL) {
            if (h->runnable.n == 0 || first->clock < first->slice_end) {
                h->last_time = first->clock > h->last_time ? first->clock : h->last_time;
                return first;
            }
            unsigned core = first->core; /* its slice is over */
            uint64_t when = first->clock;
            preempt(h, first);
            fill(h, core, when);
        } else {
            poll(NULL, 0, 10); /* everybody sleeps for ever (--deadlock=wait): until a signal pokes
                                  somebody */
        }
    }
}

/* Until when may c run before it must look again? Others at the same time go first if they were
 * made first. */
static uint64_t horizon(gil_host *h, gil_carrier *c) {
    uint64_t at = least(h->runnable.n > 0 ? c->slice_end : FOREVER, h->alarm_at);
    if (h->coming.n > 0 && h->coming.at[1]->key < at) {
        at = h->coming.at[1]->key;
    }
    for (unsigned core = 0; h->n_running > 1 && core < h->m.cores; core++) {
        gil_carrier *o = h->running[core];
        if (o != NULL && o != c && o->state == RUNNING && o->clock < at) {
            at = o->clock;
        }
    }
    return at;
}

static uint64_t sim_charge(gil_carrier *c, uint64_t steps, uint64_t items, uint64_t calls,
                           uint64_t ns) {
    gil_host *h = c->h;
    uint64_t ps = steps * h->m.tick_ps + items * h->m.item_ps + calls * h->m.call_ps + c->ps;
    uint64_t left = ps / 1000 + ns;
    left += slowdown(h, c->core, left);
    c->ps = ps % 1000;
    for (;;) {
        switch_to(h, next_fiber(h));
        if (left == 0) {
            break;
        }
        uint64_t until = horizon(h, c);
        /* A tie that we win: one nanosecond ends it. */
        uint64_t room = until > c->clock ? until - c->clock : 1;
        uint64_t d = left < room ? left : room;
        run_for(c, d);
        left -= d;
    }
    uint64_t until = horizon(h, c);
    if (until == FOREVER) {
        return FOREVER;
    }
    /* The instruction during which it happens is run to its end. */
    uint64_t room = until > c->clock ? least(until - c->clock, FAR_NS) * 1000 - c->ps : 1;
    uint64_t tick_ps = h->m.tick_ps * (h->cold[c->core] > 0 ? COLD_TIMES : 1);
    return (room + tick_ps - 1) / tick_ps;
}

/* --- Carriers -------------------------------------------------------------------------------- */

static gil_carrier *carrier_new(gil_host *h) {
    gil_carrier *old = h->unmade;
    if (old != NULL) {
        h->unmade = old->next;
        h->next_id++; /* which it has */
        return old;
    }
    size_t n = (size_t)h->next_id + 1;
    if (!heap_room(&h->coming, n) || !heap_room(&h->runnable, n)) {
        return NULL;
    }
    gil_carrier *c = calloc(1, sizeof *c);
    if (c != NULL) {
        c->h = h;
        c->id = h->next_id++;
        c->all_next = h->all;
        h->all = c;
    }
    return c;
}

static void carrier_start(gil_carrier *c) {
    c->token = c->timed_out = c->freed = false;
    atomic_store_explicit(&c->poked, false, memory_order_relaxed); /* nobody knows it yet */
    c->at = 0;
    c->cores = c->h->self != NULL ? c->h->self->cores : ALL; /* its maker's */
    c->used = c->h->least_used;
    c->cpu = 0;
    c->ps = 0;
#ifdef TSAN
    if (c->id != 0) {
        c->tsan = __tsan_create_fiber(0);
    }
#endif
}

static gil_host *sim_create(const gil_machine *m, char *err, size_t errlen) {
    gil_host *h = calloc(1, sizeof *h);
    static const gil_machine preset = GIL_MACHINE_DEFAULT;
    if (h != NULL) {
        h->m = m != NULL ? *m : preset;
        h->m.cores = h->m.cores > 0 ? h->m.cores : 1;
        h->m.tick_ps = h->m.tick_ps > 0 ? h->m.tick_ps : 1;
        h->m.slice_ns = h->m.slice_ns > 0 ? h->m.slice_ns : preset.slice_ns;
        h->random = h->m.seed;
        h->alarm_at = FOREVER;
        h->running = h->m.cores <= 4096 ? calloc(h->m.cores, sizeof(*h->running)) : NULL;
        h->free_at = h->running != NULL ? calloc(h->m.cores, sizeof(*h->free_at)) : NULL;
        h->cold = h->free_at != NULL ? calloc(h->m.cores, sizeof(*h->cold)) : NULL;
    }
    if (h == NULL || h->cold == NULL) {
        snprintf(err, errlen, "no memory for the simulated machine, or more than 4096 cores");
        if (h != NULL) {
            free(h->running);
            free(h->free_at);
        }
        free(h);
        return NULL;
    }
    return h;
}

static bool sim_destroy(gil_host *h) {
    while (h->all != NULL) {
        gil_carrier *c = h->all;
        h->all = c->all_next;
#ifdef TSAN
        if (c->id != 0 && c->tsan != NULL) {
            __tsan_destroy_fiber(c->tsan);
        }
#endif
        free(c);
    }
    while (h->slabs != NULL) {
        slab *s = h->slabs;
        size_t size = s->n * (s->stack_size + GUARD);
        h->slabs = s->next;
#ifdef ASAN
        __asan_unpoison_memory_region(s->map, size); /* whoever gets these addresses next */
#endif
        munmap(s->map, size);
        free(s);
    }
    free(h->coming.at);
    free(h->runnable.at);
    free(h->running);
    free(h->free_at);
    free(h->cold);
    free(h);
    return true;
}

static void sim_reset(gil_host *h) {
    h->unmade = NULL;
    for (gil_carrier *c = h->all; c != NULL; c = c->all_next) { /* the last made comes first */
        c->state = DEAD;
        c->at = 0;
        c->next = h->unmade;
        h->unmade = c;
    }
    memset(h->running, 0, h->m.cores * sizeof(*h->running));
    memset(h->free_at, 0, h->m.cores * sizeof(*h->free_at));
    memset(h->cold, 0, h->m.cores * sizeof(*h->cold));
    h->n_running = h->locker = 0;
    h->self = h->pool = NULL;
    h->coming.n = h->runnable.n = 0;
    h->next_order = h->least_used = h->last_time = h->cpu = 0;
    h->next_id = 0;
    h->random = h->m.seed;
    h->alarm_at = FOREVER;
    h->alarm_every = 0;
    atomic_store_explicit(&h->poked, false, memory_order_relaxed); /* nobody is left to poke */
}

static gil_carrier *sim_attach(gil_host *h) {
    gil_carrier *c = carrier_new(h);
    if (c == NULL) {
        return NULL;
    }
    carrier_start(c);
#ifdef TSAN
    c->tsan = __tsan_get_current_fiber();
#endif
    gil_stack_bounds(&c->base, &c->limit);
    h->self = c;
    place(h, c, 0, 0);
    c->clock = 0;
    return c;
}

static void to_pool(gil_carrier *c) {
    c->next = c->h->pool;
    c->h->pool = c;
}

/* The first function on a fiber's stack; never returns. */
static void fiber_main(gil_carrier *c) {
    gil_host *h = c->h;
#ifdef ASAN
    __sanitizer_finish_switch_fiber(NULL, NULL, NULL);
#endif
    c->fn(c->arg);
    leave_core(h, c);
    c->state = DEAD;
    if (c->freed) {
        to_pool(c); /* nobody runs before we are off this stack */
    }
    fill(h, c->core, c->clock);
    switch_to(h, next_fiber(h));
    abort();
}

/* Stacks come from slabs of mmap, as many in a new one as there are already: untouched pages cost
 * nothing, and two system calls serve many. The guard below each makes an overflow a clean
 * fault. */
static bool make_slab(gil_host *h, size_t size) {
    size_t n = h->n_stacks < SLAB_MIN ? SLAB_MIN : h->n_stacks < SLAB_MAX ? h->n_stacks : SLAB_MAX;
    slab *s = malloc(sizeof *s);
    void *map = MAP_FAILED;
    if (s != NULL) {
        map = mmap(NULL, n * (size + GUARD), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);
    }
    if (map == MAP_FAILED) {
        free(s);
        return false;
    }
    *s = (slab){.map = map, .n = n, .stack_size = size, .next = h->slabs};
    h->slabs = s;
    h->n_stacks += n;
    return true;
}

static bool make_stack(gil_carrier *c, size_t size) {
    gil_host *h = c->h;
    size = (size + 65535) & ~(size_t)65535;
    if (c->base != NULL && (size_t)((char *)c->base - (char *)c->limit) == size) {
#ifdef ASAN
        __asan_unpoison_memory_region(c->limit, size); /* frames that never returned */
#endif
        return true; /* it has run before; a stack of another size stays in its slab */
    }
    slab *s = h->slabs;
    if ((s == NULL || s->used == s->n || s->stack_size != size) && !make_slab(h, size)) {
        return false;
    }
    s = h->slabs;
    char *low = (char *)s->map + s->used * (size + GUARD) + GUARD;
    if (mprotect(low, size, PROT_READ | PROT_WRITE) != 0) {
        return false;
    }
    s->used++;
    c->limit = low;
    c->base = low + size;
    return true;
}

static int sim_spawn(gil_host *h, size_t stack_size, void (*fn)(void *), void *arg,
                     gil_carrier **out) {
    gil_carrier *c = h->pool;
    if (c != NULL) {
        h->pool = c->next;
    } else if ((c = carrier_new(h)) == NULL) {
        return -ENOMEM;
    }
    if (!make_stack(c, stack_size != 0 ? stack_size : DEFAULT_STACK)) {
        to_pool(c);
        return -EAGAIN;
    }
#ifdef TSAN
    if (c->tsan != NULL) {
        __tsan_destroy_fiber(c->tsan);
    }
#endif
    carrier_start(c);
    c->fn = fn;
    c->arg = arg;
    *out = c;
    fiber_prepare(c);
    c->state = ASLEEP;
    wake_at(h, c, h->self->clock);
    run_for(h->self, call_ns(h, c));
    return 0;
}

static void sim_end(gil_carrier *c) {
    (void)c;
}

static void sim_free(gil_carrier *c) {
    if (c->state == DEAD) {
        to_pool(c);
    } else {
        c->freed = true;
    }
}

static void sim_stack(const gil_carrier *c, void **base, void **limit) {
    *base = c->base;
    *limit = c->limit;
}

/* Others may go first; then nobody else runs until we charge or sleep, so there is nothing to
 * lock. */
static void sim_lock(gil_host *h) {
    sim_charge(h->self, 0, 0, 0, touch_ns(h));
    h->locker = h->self->core;
}

static void sim_unlock(gil_host *h) {
    (void)h;
}

static bool sim_sleep(gil_carrier *c, uint64_t deadline, uint64_t spin_ns) {
    gil_host *h = c->h;
    if (!c->token) {
        bool spins = h->m.spin_ns > 0 && h->m.cores > 1 && first_for(h, c->core) == NULL;
        c->timed_out = false;
        c->deadline = deadline;
        if (spins && spin_ns > 0) {
            c->state = SPINNING;
            heap_add(h, &h->coming, c, least(deadline, c->clock + spin_ns));
        } else {
            lie_down(h, c);
        }
        switch_to(h, next_fiber(h));
        if (c->timed_out && !c->token) {
            return false;
        }
    }
    c->token = false;
    return true;
}

static bool sim_parallel(gil_host *h) {
    return h->m.cores > 1;
}

static void sim_wake(gil_carrier *c) {
    gil_host *h = c->h;
    uint64_t cost = call_ns(h, c);
    if (c->state == ASLEEP) {
        wake_at(h, c, h->self->clock);
    } else {
        if (c->state == SPINNING && !c->token) {
            wake_at(h, c, h->self->clock);
        }
        /* The call finds nobody to wake; or it waits for one who just lies down. */
        cost = c->state == FALLING && !c->token ? least(cost, h->m.sleep_ns) : touch_ns(h);
        c->token = true;
    }
    run_for(h->self, cost);
}

/* The machine's devices wake it: as a deadline that came nearer. */
static void sim_wake_by(gil_carrier *c, uint64_t when) {
    gil_host *h = c->h;
    uint64_t now = h->self->clock;
    if (c->state == SPINNING && !c->token) { /* a device is not waited for by spinning */
        stop_spinning(h, c, now);
        fill(h, c->core, now);
    }
    if (c->state == FALLING) {
        c->deadline = least(c->deadline, when);
    }
    if (c->state != ASLEEP) {
        return;
    }
    when = when > now ? when : now;
    if (c->at != 0 && c->key <= when) {
        return;
    }
    if (c->at != 0) {
        heap_remove(&h->coming, c);
    }
    heap_add(h, &h->coming, c, when);
    run_for(h->self, h->m.signal_ns);
}

static void sim_alarm(gil_host *h, uint64_t *at, uint64_t *every) {
    uint64_t old_at = h->alarm_at, old_every = h->alarm_every;
    h->alarm_at = *at;
    h->alarm_every = *every;
    *at = old_at;
    *every = old_every;
}

static uint64_t sim_pin(gil_carrier *c, uint64_t cores) {
    gil_host *h = c->h;
    uint64_t before = c->cores;
    if (cores != 0) {
        c->cores = cores;
    }
    if (!may_run(c, c->core)) {
        unsigned old = c->core;
        leave_core(h, c);
        c->state = COMING;
        arrive(h, c, c->clock);
        fill(h, old, c->clock);
        switch_to(h, next_fiber(h));
    }
    return before;
}

static void sim_interrupt(gil_carrier *c) {
    atomic_store_explicit(&c->poked, true, memory_order_relaxed); /* ordered by the next */
    atomic_store_explicit(&c->h->poked, true, memory_order_release);
}

static uint64_t sim_now(gil_host *h) {
    return h->self->clock;
}

static uint64_t sim_cpu(gil_carrier *c, bool all) {
    return all ? c->h->cpu : c->cpu;
}

static uint64_t sim_wall(gil_host *h) {
    /* 2010-02-17 12:00 UTC. */
    uint64_t epoch = h->m.epoch_ns != 0 ? h->m.epoch_ns : 1266408000000000000u;
    return epoch + h->self->clock;
}

/* Real descriptors (files, standard input). Time stands still while we wait for the outside, unless
 * there is a deadline: then that passes first. */
static int sim_wait_fd(gil_carrier *c, int fd, unsigned events, uint64_t deadline, bool probe) {
    struct pollfd p = {.fd = fd,
                       .events = (short)((events & 1 ? POLLIN : 0) | (events & 2 ? POLLOUT : 0))};
    bool timed = !probe && deadline != FOREVER;
    int r = poll(&p, 1, probe || timed ? 0 : -1);
    if (r == 0 && timed) {
        if (sim_sleep(c, deadline, 0)) {
            return -EINTR;
        }
        r = poll(&p, 1, 0);
    }
    if (r <= 0) {
        return r == 0 ? 0 : -errno;
    }
    if ((p.revents & POLLNVAL) != 0) {
        return -EBADF;
    }
    if ((p.revents & (POLLERR | POLLHUP)) != 0) {
        return (int)events; /* the call itself will say what is wrong */
    }
    return (p.revents & POLLIN ? 1 : 0) | (p.revents & POLLOUT ? 2 : 0);
}

const gil_host_ops *gil_host_sim(void) {
    static const gil_host_ops ops = {
        .name = "sim",
        .create = sim_create,
        .destroy = sim_destroy,
        .reset = sim_reset,
        .attach = sim_attach,
        .spawn = sim_spawn,
        .end = sim_end,
        .free = sim_free,
        .stack = sim_stack,
        .lock = sim_lock,
        .unlock = sim_unlock,
        .sleep = sim_sleep,
        .parallel = sim_parallel,
        .wake = sim_wake,
        .post = sim_wake,
        .interrupt = sim_interrupt,
        .now = sim_now,
        .wall = sim_wall,
        .cpu = sim_cpu,
        .charge = sim_charge,
        .wake_by = sim_wake_by,
        .alarm = sim_alarm,
        .pin = sim_pin,
        .wait_fd = sim_wait_fd,
    };
    return &ops;
}
