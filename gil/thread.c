/* thread.c: making and freeing locks and threads, their names and lists, time, and misuse. Nothing
 * here grants the lock; threads start and end in gil.c.
 *
 * Structs of freed threads go to a pool and are used again: a wake-up that comes late must find
 * valid memory.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* pthread_getattr_np, gettid */
#endif
#include "gil/policy.h"
#include "gil/record.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* --- Threads --------------------------------------------------------------------------------- */

gil_thread *gil_thread_new(gil *g, void *user) {
    gil_th *t = g->pool;
    gil_ring ring = {0};
    if (t != NULL) {
        g->pool = t->next;
        ring = t->ring; /* it keeps the events of the one before: they name their thread */
        /* Simulated: one OS thread, and to lock would take time that a new struct does not. */
        bool alone = g->ops->charge != NULL;
        if (!alone) {
            g->ops->lock(g->host); /* a policy may still look at the one before (quantum's timer) */
        }
        memset((char *)t + sizeof t->pub, 0, sizeof *t - sizeof t->pub);
        if (!alone) {
            g->ops->unlock(g->host);
        }
    } else {
        t = calloc(1, sizeof *t);
        if (t == NULL) {
            return NULL;
        }
    }
    t->ring = ring;
    t->pub.steps = 0;
    t->pub.id = ++g->next_id;
    /* It does not run yet. */
    atomic_store_explicit(&t->pub.stop_at, GIL_NEVER, memory_order_relaxed);
    t->g = g;
    t->user = user;
    t->budget_at = t->nudge_at = t->horizon_at = t->due = GIL_NEVER;
    t->done.owner = &t->pub;
    t->done.owner_id = t->pub.id;
    t->all_prev = g->all_tail;
    if (g->all_tail != NULL) {
        g->all_tail->all_next = t;
    } else {
        g->all = t;
    }
    g->all_tail = t;
    return &t->pub;
}

void gil_thread_free(gil_thread *child) {
    gil_th *t = gil_th_of(child);
    gil *g = t->g;
    if (gil_state_of(t) != GIL_NEW && gil_state_of(t) != GIL_EXITED) {
        gil_fatal(g, child, "a running thread was freed");
    }
    if (t->all_prev != NULL) {
        t->all_prev->all_next = t->all_next;
    } else {
        g->all = t->all_next;
    }
    if (t->all_next != NULL) {
        t->all_next->all_prev = t->all_prev;
    } else {
        g->all_tail = t->all_prev;
    }
    if (t->carrier != NULL) {
        g->ops->free(t->carrier);
        t->carrier = NULL;
    }
    t->next = g->pool;
    g->pool = t;
}

gil_thread *gil_thread_next(gil *g, gil_thread *t) {
    for (gil_th *n = t == NULL ? g->all : gil_th_of(t)->all_next; n != NULL; n = n->all_next) {
        if (gil_state_of(n) != GIL_NEW && gil_state_of(n) != GIL_EXITED) {
            return &n->pub;
        }
    }
    return NULL;
}

bool gil_thread_exited(const gil_thread *t) {
    return gil_state_of(gil_th_of(t)) == GIL_EXITED;
}

void *gil_thread_user(const gil_thread *t) {
    return gil_th_of(t)->user;
}

gil *gil_of(const gil_thread *t) {
    return gil_th_of(t)->g;
}

unsigned gil_thread_count(gil *g) {
    return g->n_threads;
}

const char *gil_thread_name(const gil_thread *t) {
    return gil_th_of(t)->name;
}

void gil_thread_set_name(gil_thread *pt, const char *name) {
    gil_th *t = gil_th_of(pt);
    gil *g = t->g;
    snprintf(t->name, sizeof t->name, "%s", name);
    if (g->tracing) {
        g->ops->lock(g->host);
        gil_emit(t, GIL_EV_NAMED, 0, gil_text_add(g, t->name), gil_time(g));
        g->ops->unlock(g->host);
    }
}

#ifdef __GLIBC__
extern void *__libc_stack_end; /* where the first thread's stack began */
#endif

void gil_stack_bounds(void **base, void **limit) {
    pthread_attr_t attr;
    size_t size = 0;
    *base = *limit = NULL;
#ifdef __GLIBC__
    struct rlimit r;
    /* The general way reads /proc/self/maps for the first thread, which takes longer than a short
     * simulation. */
    if (getpid() == gettid() && getrlimit(RLIMIT_STACK, &r) == 0) {
        size = r.rlim_cur > (64u << 20) ? 64u << 20 : (size_t)r.rlim_cur;
        *base = __libc_stack_end;
        *limit = (char *)__libc_stack_end - size;
        return;
    }
#endif
    if (pthread_getattr_np(pthread_self(), &attr) == 0) {
        if (pthread_attr_getstack(&attr, limit, &size) == 0) {
            *base = (char *)*limit + size;
        }
        pthread_attr_destroy(&attr);
    }
}

void gil_thread_stack(const gil_thread *t, void **base, void **limit) {
    const gil_th *s = gil_th_of(t);
    s->g->ops->stack(s->carrier, base, limit);
}

bool gil_io_drop_blocked(const gil *g) {
    return g->opt.io_drop_blocked;
}

bool gil_is_simulated(const gil *g) {
    return g->ops->charge != NULL && !gil_record_follows(g->opt.record);
}

const gil_machine *gil_machine_of(const gil *g) {
    return &g->machine;
}

bool gil_holds(const gil_thread *t) {
    return gil_holder(gil_of(t)) == gil_th_of(t);
}

uint64_t gil_clock(gil_thread *pt) {
    return gil_core_now(gil_th_of(pt));
}

uint64_t gil_now(gil_thread *pt) {
    gil_th *t = gil_th_of(pt);
    uint64_t now = gil_core_now(t);
    return t->g->record != NULL ? gil_input_clock(t, 0, now) : now;
}

uint64_t gil_wall(gil_thread *pt) {
    gil_th *t = gil_th_of(pt);
    gil_sync(t);
    uint64_t wall = t->g->ops->wall(t->g->host);
    return t->g->record != NULL ? gil_input_clock(t, 1, wall) : wall;
}

uint64_t gil_cpu(gil_thread *pt, bool all) {
    gil_th *t = gil_th_of(pt);
    gil_sync(t);
    return t->g->ops->cpu != NULL ? t->g->ops->cpu(t->carrier, all) : 0;
}

uint64_t gil_pin(gil_thread *pt, uint64_t cores) {
    gil_th *t = gil_th_of(pt);
    gil_sync(t);
    uint64_t was = t->g->ops->pin(t->carrier, cores);
    gil_sync(t);
    gil_rearm(t);
    return was;
}

void gil_alarm(gil_thread *pt, uint64_t *at, uint64_t *every) {
    gil_th *t = gil_th_of(pt);
    gil_sync(t);
    t->g->ops->alarm(t->g->host, at, every);
    gil_sync(t); /* a new event, the horizon is nearer */
    gil_rearm(t);
}

void gil_charge(gil_thread *pt, uint64_t ns) {
    gil_th *t = gil_th_of(pt);
    if (t->g->ops->charge != NULL && !t->g->following) {
        gil_sync(t);
        t->g->ops->charge(t->carrier, 0, 0, 0, ns);
        gil_sync(t);
        gil_rearm(t);
    }
}

void gil_work(gil_thread *pt, uint64_t items) {
    gil_th *t = gil_th_of(pt);
    if (t->g->ops->charge != NULL && !t->g->following) {
        t->work += items;
        atomic_store_explicit(&pt->stop_at, 0, memory_order_relaxed); /* the owner reads it */
    }
}

/* Unlike gil_work this is asked often: the next poll comes sooner by what the calls take, and no
 * earlier. */
void gil_called(gil_thread *pt, unsigned n) {
    gil_th *t = gil_th_of(pt);
    const gil_machine *m = &t->g->machine;
    if (m->call_ps == 0 || t->g->ops->charge == NULL || t->g->following) {
        return;
    }
    t->calls += n;
    if (t->horizon_at != GIL_NEVER) {
        uint64_t steps = n * m->call_ps / (m->tick_ps > 0 ? m->tick_ps : 1) + 1;
        uint64_t stop = atomic_load_explicit(&pt->stop_at, memory_order_relaxed);
        t->horizon_at = t->horizon_at > steps ? t->horizon_at - steps : 0;
        /* Fails if somebody asks for attention, and then it is 0. */
        if (stop > t->horizon_at) {
            atomic_compare_exchange_strong_explicit(&pt->stop_at, &stop, t->horizon_at,
                                                    memory_order_relaxed, memory_order_relaxed);
        }
    }
}

/* In the child of a fork: of all threads there is t, which has the lock. Script locks that others
 * have stay theirs. */
static void left_alone(gil_th *t) {
    gil *g = t->g;
    char spec[sizeof g->spec], err[256];
    for (gil_th *other = g->all; other != NULL; other = other->all_next) {
        gil_state state = gil_state_of(other);
        if (other != t && state != GIL_NEW && state != GIL_EXITED) {
            gil_lock_forget(other);
            other->parked = other->sleeping = other->dozing = false;
            other->next = other->prev = NULL;
            gil_state_set(other, GIL_EXITED);
        }
    }
    g->head = g->tail = g->barred = g->dropped = g->spinner = NULL;
    g->n_dozing = 0;
    atomic_store_explicit(&g->n_ready, 0, memory_order_relaxed); /* one OS thread */
    atomic_store_explicit(&g->hope, 0, memory_order_relaxed);    /* likewise */
    g->look = NULL;
    g->n_threads = 1;
    g->first = t;
    snprintf(spec, sizeof spec, "%s", g->spec);
    if (!gil_set_policy(&t->pub, spec, err, sizeof err)) { /* which may have known the others */
        gil_close(&t->pub);
    }
}

int gil_fork(gil_thread *pt) {
    gil *g = gil_of(pt);
    g->ops->lock(g->host); /* a thread that has just ended or been put to sleep may still have it */
    int pid = (int)fork();
    int error = errno;
    g->ops->unlock(g->host);
    if (pid == 0) {
        g->ops->forked(gil_th_of(pt)->carrier);
        if (g->n_threads > 1) {
            left_alone(gil_th_of(pt));
        }
    }
    errno = error;
    return pid;
}

/* --- Start and end --------------------------------------------------------------------------- */

/* All of a zeroed lock but its host. */
static bool init(gil *g, const gil_options *opt, char *err, size_t errlen) {
    g->opt = *opt;
    g->machine = opt->machine != NULL ? *opt->machine : (gil_machine)GIL_MACHINE_DEFAULT;
    g->ops = opt->host;
    g->tracing = opt->ring_size > 0;
    const char *spec = opt->policy != NULL ? opt->policy : "tick";
    g->policy = gil_policy_make(g, spec, &g->policy_state, err, errlen);
    if (g->policy == NULL) {
        return false;
    }
    gil_policy_note(g, spec);
    g->open = !g->policy->strict;
    g->word = g->policy->strict ? GIL_SLOW : 0;
    return true;
}

gil *gil_new(const gil_options *opt, char *err, size_t errlen) {
    gil *g = calloc(1, sizeof *g);
    if (g == NULL) {
        snprintf(err, errlen, "no memory for the lock");
        return NULL;
    }
    if (!init(g, opt, err, errlen)) {
        free(g);
        return NULL;
    }
    g->host = g->ops->create(opt->machine, err, errlen);
    if (g->host == NULL) {
        gil_policy_drop(g);
        free(g);
        return NULL;
    }
    g->parallel = g->ops->parallel(g->host);
    g->spins = g->parallel && (g->ops->charge == NULL || g->machine.spin_ns > 0) && !g->opt.no_spin;
    g->record = opt->record;
    g->following = gil_record_follows(opt->record);
    return g;
}

/* Structs of threads that are no more, for the next ones. */
static void pool_all(gil *g, gil_th *t, gil_th **pool, bool pooled) {
    while (t != NULL) {
        gil_th *next = pooled ? t->next : t->all_next;
        gil_ring_empty(&t->ring);
        if (t != g->first) {
            t->next = *pool;
            *pool = t;
        }
        t = next;
    }
}

static void free_texts(gil *g) {
    for (uint32_t i = 0; i < g->n_texts; i++) {
        free(g->texts[i]);
    }
    free(g->texts);
}

uint32_t gil_lock_ids(const gil *g) {
    return g->next_lock_id;
}

bool gil_reset(gil *g, uint32_t locks) {
    const gil was = *g;
    gil fresh = {0};
    gil_options opt = was.opt;
    char err[256];
    opt.machine = &was.machine;
    /* By its options it was made once, so it can be made again: only memory may be missing. */
    if (g->ops->reset == NULL || g->record != NULL || !init(&fresh, &opt, err, sizeof err)) {
        return false;
    }
    pool_all(g, was.all, &fresh.pool, false);
    pool_all(g, was.pool, &fresh.pool, true);
    if (was.first != NULL) { /* on top: gil_attach takes it */
        was.first->next = fresh.pool;
        fresh.pool = was.first;
    }
    gil_policy_drop(g);
    free_texts(g);
    g->ops->reset(was.host);
    fresh.host = was.host;
    fresh.opt = was.opt;
    fresh.parallel = was.parallel;
    fresh.spins = was.spins;
    fresh.slabs = was.slabs;
    fresh.next_lock_id = locks;
    *g = fresh;
    return true;
}

static void free_threads(gil_th *t, bool pooled) {
    while (t != NULL) {
        gil_th *next = pooled ? t->next : t->all_next;
        gil_ring_drop(&t->ring);
        free(t);
        t = next;
    }
}

bool gil_free(gil *g) {
    /* Fibers can be dropped; OS threads that still sleep in the lock keep it. */
    if ((g->ops->charge == NULL && g->n_threads > 0) || !g->ops->destroy(g->host)) {
        return false;
    }
    gil_policy_drop(g);
    free_threads(g->all, false);
    free_threads(g->pool, true);
    gil_slabs_free(g);
    free_texts(g);
    gil_record_drop(g->opt.record);
    free(g);
    return true;
}

_Noreturn void gil_fatal(gil *g, const gil_thread *t, const char *what) {
    char text[4096];
    gil_th *h = gil_holder(g);
    int n = snprintf(text, sizeof text,
                     "gilvm: fatal: %s\n  thread %u '%s', policy %s, lock held by thread %u '%s', "
                     "%u ready\n",
                     what, t != NULL ? t->id : 0, t != NULL ? gil_thread_name(t) : "", g->spec,
                     h != NULL ? h->pub.id : 0, h != NULL ? h->name : "", gil_ready_count(g));
    if (n > 0 && (size_t)n < sizeof text) {
        gil_trace_tail(g, text + n, sizeof text - (size_t)n, 12);
    }
    if (g->opt.on_fatal != NULL) {
        g->opt.on_fatal(g->opt.hook_arg, text);
    } else {
        fputs(text, stderr);
    }
    abort();
}
