/* gil.c: the mutex, the queue of ready threads, granting.
 *
 *                        gil_thread_start
 *        NEW ---------------> STARTING ----.
 *                                          v        granted (handed over, or taken while open)
 *        PARKED --gil_unpark, time, -----> READY ------------------------> HOLDING
 *          ^       interrupt               ^  ^                            | | | |
 *          |                               |  '---- gil_poll, gil_yield ---' | | |
 *        OUTSIDE --gil_block_end-----------'                                 | | |
 *          ^                                                                 | | |
 *          |-------------------- gil_block_begin, gil_wait_fd ---------------' | |
 *        PARKED <--------------- gil_park, gil_sleep, gil_lock_wait -----------' |
 *        EXITED <--------------- end of fn ---------------------------------------'
 *
 * Who may hold the lock is one word (policy.h). While nobody is ready it changes by one
 * compare-and-swap, and neither the mutex nor the policy is asked. The first thread that finds it
 * taken sets SLOW under the mutex; from then on every change happens under the mutex and the policy
 * decides, until the queue is empty again.
 *
 * Letting go with threads ready asks policy->pick once:
 *     a thread       the word names it at once, `granted` tells it, and one wake is sent
 *     anyone         the word is free and `open`; one sleeper is called; who comes first takes it
 *     anyone else    as above, but the leaver is `barred` until another has had it
 *     nobody         the word stays free but not open; the next arrival asks pick again
 * Yielding is one operation: the leaver joins the queue before pick is asked. In an open race the
 * mutex is let go while the wake is sent; that is the moment in which a thread on its way can win.
 *
 * A thread that drops the lock while nobody who wants it sleeps (all have been called and are on
 * their way), or to which pick gives it back, mostly has it again at once. Then nothing has
 * changed: its turn goes on, and the drop is a count (`kept`), without clock and event. `dropped`
 * names it until somebody takes the lock; if that is another, he ends its turn at that moment.
 *
 * Wakes are sent without the mutex, since the woken one wants it; so the woken may be gone by then,
 * which is why structs and carriers are pooled and never freed while the gil lives.
 * A thread made ready by the holder is not woken for that: it will be when it is granted
 * the lock, which saves one of two wake-ups of a hand-over. Only a policy with patience needs it
 * awake, so that its clock runs: such dozing threads are nudged when the holder has gone on for
 * NUDGE_STEPS.
 *
 * Always true: a holder's `want` is set first and its stop_at zeroed second, and the holder stores
 * stop_at first and looks at `want` second, all sequentially consistent; so one of the two sees the
 * other and no request is lost.
 */
#include "gil/gil.h"

#include "gil/policy.h"
#include "gil/record.h"

#include <errno.h>
#include <signal.h>

enum {
    SLOW = GIL_SLOW,
    NUDGE_STEPS = 256,
    SPIN_NS = 50000,  /* about as long as to wake a thread on an idle core */
    STUCK_LOOKS = 10, /* this often at least, */
    STUCK_LOOKS_MAX = 5000,
    STUCK_NS = 2000000
};

/* --- Small things ---------------------------------------------------------------------------- */

static inline gil_th *th(gil_thread *t) {
    return gil_th_of(t);
}

static void lock_core(gil *g) {
    g->ops->lock(g->host);
}

static void unlock_core(gil *g) {
    g->ops->unlock(g->host);
}

/* Lets go of the mutex, then wakes. Once the mutex is free `call` may run, end and be used again;
 * its carrier stays. */
static void unlock_and_wake(gil *g, gil_th *call) {
    gil_carrier *c = call != NULL ? call->carrier : NULL;
    void (*wake)(gil_carrier *) = g->posts ? g->ops->post : g->ops->wake;
    g->ops->unlock(g->host);
    if (c != NULL) {
        wake(c);
    }
}

uint64_t gil_time(gil *g) {
    return g->ops->now(g->host);
}

gil_th *gil_holder(gil *g) {
    /* Acquire: who reads a thread here may look at what it wrote before it was granted the lock. */
    return (gil_th *)(atomic_load_explicit(&g->word, memory_order_acquire) & ~(uintptr_t)SLOW);
}

/* On the simulated host: lets everything happen that is due by the steps t has run and `ns` of
 * other work, and learns its horizon. */
static void sync_after(gil_th *t, uint64_t ns) {
    gil *g = t->g;
    if (g->ops->charge != NULL && !g->following) {
        uint64_t steps = t->pub.steps - t->charged;
        t->charged = t->pub.steps;
        uint64_t items = t->work, calls = t->calls;
        t->work = t->calls = 0;
        uint64_t room = g->ops->charge(t->carrier, steps, items, calls, ns);
        t->horizon_at = room == GIL_NEVER ? GIL_NEVER : t->pub.steps + room;
    }
}

void gil_sync(gil_th *t) {
    sync_after(t, 0);
}

/* Wants something of a thread that may be running: see "always true" above. */
void gil_ask(gil_th *t, unsigned bits) {
    atomic_fetch_or_explicit(&t->want, bits, memory_order_seq_cst);
    atomic_store_explicit(&t->pub.stop_at, 0, memory_order_seq_cst);
}

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* The holder sets its next stop from its limits; nearer if somebody wants something. */
void gil_rearm(gil_th *t) {
    gil *g = t->g;
    uint64_t stop = least(least(t->budget_at, t->nudge_at), t->horizon_at);
    if (g->following) {
        stop = gil_follow_stop(t);
    } else if (g->policy->on_poll != NULL &&
               gil_ready_count(g) > 0) { /* a hint: arrivals also ask */
        stop = 0;
    }
    atomic_store_explicit(&t->pub.stop_at, stop, memory_order_seq_cst);
    if (atomic_load_explicit(&t->want, memory_order_seq_cst) != 0) {
        atomic_store_explicit(&t->pub.stop_at, 0,
                              memory_order_relaxed); /* our own later polls read it */
    }
}

/* A signal came, and the attached thread, which alone may handle it, has not run since. The handler
 * asks the holder for its budget after `want` was set. */
static bool in_storm(const gil *g, const gil_th *t) {
    return g->opt.storm > 0 && t != g->first && g->only == NULL &&
           (atomic_load_explicit(&g->first->want, memory_order_relaxed) & GIL_ATT_SIGNAL) != 0;
}

static uint64_t budget_of(gil *g, gil_th *t) {
    const gil_policy *p = g->policy;
    if (in_storm(g, t)) {
        return t->pub.steps + g->opt.storm;
    }
    if (p->budget == NULL || g->only != NULL || (!p->strict && gil_ready_count(g) == 0)) {
        return GIL_NEVER;
    }
    return p->budget(g, t);
}

uint64_t gil_next_multiple(const gil_th *t, uint64_t n) {
    uint64_t run = t->pub.steps - t->grant_steps;
    uint64_t turns = run / n + (run % n != 0);
    return t->grant_steps + (turns > 0 ? turns : 1) * n;
}

/* --- The queue ------------------------------------------------------------------------------- */

/* t wants the lock: to the end of the queue. From here on the word changes under the mutex only. */
static void enqueue(gil *g, gil_th *t) {
    t->next = NULL;
    t->prev = g->tail;
    if (g->tail != NULL) {
        g->tail->next = t;
    } else {
        g->head = t;
    }
    g->tail = t;
    atomic_fetch_add_explicit(&g->n_ready, 1, memory_order_relaxed); /* under the mutex */
    /* Acquire: the last holder may have let go without the mutex. */
    uintptr_t old = atomic_fetch_or_explicit(&g->word, SLOW, memory_order_acq_rel);
    gil_th *h = (gil_th *)(old & ~(uintptr_t)SLOW);
    if (h != NULL && h != t) {
        unsigned bits = gil_ready_count(g) == 1 ? WANT_BUDGET : 0;
        if (t->dozing && g->policy->patience != NULL) {
            bits |= WANT_NUDGE;
        }
        if (bits != 0) {
            gil_ask(h, bits);
        }
    }
    if (g->policy->on_ready != NULL) {
        g->policy->on_ready(g, t);
    }
}

/* t, about to join the queue, is asleep, and will be called when there is a chance. */
static void doze(gil *g, gil_th *t) {
    t->sleeping = true;
    t->dozing = true;
    g->n_dozing++;
}

static void stop_dozing(gil *g, gil_th *t) {
    if (t->dozing) {
        t->dozing = false;
        g->n_dozing--;
    }
}

static void dequeue(gil *g, gil_th *t) {
    if (t->prev != NULL) {
        t->prev->next = t->next;
    } else {
        g->head = t->next;
    }
    if (t->next != NULL) {
        t->next->prev = t->prev;
    } else {
        g->tail = t->prev;
    }
    t->next = t->prev = NULL;
    atomic_fetch_sub_explicit(&g->n_ready, 1, memory_order_relaxed); /* under the mutex */
    stop_dozing(g, t);
}

/* Who was called and came too late, or grew impatient, waits anew, as on a semaphore. */
static void move_to_tail(gil *g, gil_th *t) {
    if (t->next == NULL) {
        return;
    }
    t->next->prev = t->prev;
    if (t->prev != NULL) {
        t->prev->next = t->next;
    } else {
        g->head = t->next;
    }
    t->prev = g->tail;
    t->next = NULL;
    g->tail->next = t;
    g->tail = t;
}

/* --- Granting -------------------------------------------------------------------------------- */

/* t dropped the lock and wants it still; now its turn is over. Mutex held. */
static void end_turn(gil *g, gil_th *t) {
    uint64_t now = gil_time(g);
    t->where = gil_where(t);
    gil_account(t, GIL_READY, now);
    gil_emit(t, GIL_EV_DROPPED, t->last_leave, 0, now);
}

static void count_switch(gil *g, gil_th *t) {
    if (g->last_id != t->pub.id) {
        g->last_id = t->pub.id;
        atomic_fetch_add_explicit(&g->switches, 1,
                                  memory_order_relaxed); /* a count, compared for change only */
        t->stats.switches++;
    }
}

/* t, which is in the queue, has the lock from now on; the word is free or the caller's. Mutex
 * held. */
static void grant(gil *g, gil_th *t) {
    const gil_policy *p = g->policy;
    dequeue(g, t);
    t->sleeping = t->called = false;
    t->grant_steps = t->pub.steps;
    if (g->dropped == t) {
        t->stats.kept++; /* its turn goes on */
    } else {
        if (g->dropped != NULL) {
            end_turn(g, g->dropped);
        }
        atomic_store_explicit(&t->runs_since, GIL_NEVER,
                              memory_order_relaxed); /* not yet; see policy.h */
    }
    g->dropped = NULL;
    gil_th *barred = g->barred;
    g->barred = NULL;
    if (barred != NULL && barred != t && p->patience != NULL) {
        gil_nudge(g, barred); /* another has it: from now on it may grow impatient */
    }
    g->open = !p->strict && g->only == NULL;
    count_switch(g, t);
    atomic_fetch_and_explicit(&t->want, ~(unsigned)WANT_DROP,
                              memory_order_relaxed); /* an old wish; under the mutex */
    t->budget_at = budget_of(g, t);
    t->nudge_at = g->n_dozing > 0 ? t->pub.steps + NUDGE_STEPS : GIL_NEVER;
    bool slow = g->head != NULL || p->strict || g->only != NULL;
    /* Release: t sees what we wrote, also through `granted` alone. */
    atomic_store_explicit(&g->word, (uintptr_t)t | (slow ? SLOW : 0), memory_order_release);
    atomic_store_explicit(&t->granted, true, memory_order_release);
}

/* The leaver, if it wants the lock still (else NULL): does its turn end here, or may it go on?
 * Mutex held, the lock not yet given. */
static void settle(gil *g, gil_th *leaver, bool may_keep) {
    g->dropped = may_keep ? leaver : NULL;
    if (leaver != NULL && !may_keep) {
        end_turn(g, leaver);
    }
}

/* Whom to call to an open lock: the first who sleeps and has not been called. Failing that the
 * first who has been and is on its way: that wake has no effect, but an OS charges for it, and the
 * simulated one does. Who dropped the lock and has not come to sleep since, having lost its core
 * perhaps to the one that it woke, waits for no call. */
static gil_th *next_to_call(gil *g, bool *sleeps) {
    gil_th *late = NULL;
    for (gil_th *t = g->head; t != NULL; t = t->next) {
        if (t->sleeping && !t->called && t != g->barred) {
            t->called = *sleeps = true;
            return t;
        }
        if (late == NULL && t->sleeping) {
            late = t;
        }
    }
    return late;
}

/* The lock was let go (or stayed closed) and somebody is ready: asks the policy. Answers whom to
 * wake. Mutex held. */
static gil_th *dispatch(gil *g, gil_th *leaver, gil_leave why) {
    gil_th *call = NULL;
    bool sleeps = false;
    gil_answer a;
    if (g->only != NULL) {
        a = gil_state_of(g->only) == GIL_READY ? gil_give(g->only) : GIL_NOBODY;
    } else {
        a = g->policy->pick(g, leaver, why);
    }
    g->barred = NULL;
    g->posts = a.posts;
    bool stays = leaver != NULL && gil_state_of(leaver) == GIL_HOLDING; /* in the queue */
    if (a.kind == GIL_ANSWER_THREAD) {
        if (a.t == NULL || (gil_state_of(a.t) != GIL_READY && !(stays && a.t == leaver))) {
            unlock_core(g);
            gil_fatal(g, leaver != NULL ? &leaver->pub : NULL,
                      "the policy picked a thread that is not ready");
        }
        settle(g, stays ? leaver : NULL, a.t == leaver && why != GIL_LEAVE_YIELD);
        grant(g, a.t);
        return a.t;
    }
    g->open = a.kind != GIL_ANSWER_NOBODY;
    if (a.kind == GIL_ANSWER_ANYONE_ELSE && leaver != NULL &&
        (g->head != leaver || leaver->next != NULL)) {
        g->barred = leaver;
    }
    if (g->open) {
        call = next_to_call(g, &sleeps);
    }
    settle(g, stays ? leaver : NULL,
           a.kind == GIL_ANSWER_ANYONE && !sleeps && why != GIL_LEAVE_YIELD);
    atomic_store_explicit(&g->word, SLOW,
                          memory_order_release); /* whoever takes it next sees our writes */
    return call;
}

/* The holder lets go for good or to wait. It is not in the queue. Answers whom to wake. Mutex
 * held. */
static gil_th *give(gil *g, gil_th *t, gil_leave why) {
    t->asked = (atomic_load_explicit(&t->want, memory_order_relaxed) & WANT_DROP) !=
               0; /* set under the mutex */
    atomic_fetch_and_explicit(&t->want, ~(unsigned)(WANT_DROP | WANT_BUDGET | WANT_NUDGE),
                              memory_order_relaxed);
    t->last_leave = why;
    t->nudge_at = GIL_NEVER;
    if (g->head != NULL) {
        return dispatch(g, t, why);
    }
    g->barred = NULL;
    bool slow = g->policy->strict || g->only != NULL;
    atomic_store_explicit(&g->word, slow ? SLOW : 0,
                          memory_order_release); /* the next holder sees our writes */
    return NULL;
}

static bool may_take(gil *g, gil_th *t) {
    return g->open && g->barred != t && gil_holder(g) == NULL;
}

/* The thread has the lock and runs: figures, event, next stop. Without the mutex. */
static void got(gil_th *t, uint64_t now) {
    if (t->g->record != NULL) {
        gil_record_got(t, now);
    }
    gil_count_wait(t, now - t->since);
    gil_account(t, GIL_HOLDING, now);
    atomic_store_explicit(&t->runs_since, now, memory_order_relaxed); /* see policy.h */
    t->stats.acquired++;
    gil_emit(t, GIL_EV_ACQUIRED, 0, 0, now);
    sync_after(t, t->g->machine.grant_ns);
    gil_rearm(t);
}

static void resume(gil_th *t) {
    atomic_store_explicit(&t->granted, false,
                          memory_order_relaxed); /* ours until the next queueing */
    if (gil_state_of(t) == GIL_HOLDING) {        /* it kept it: its turn goes on */
        sync_after(t, t->g->machine.grant_ns);
        gil_rearm(t);
    } else {
        got(t, gil_time(t->g));
    }
}

static void entered(gil_th *t) {
    if (t->g->opt.on_enter != NULL) {
        t->g->opt.on_enter(t->user);
    }
}

/* After a sleep in the queue: was it in vain? Mutex held. */
static void heard(gil *g, gil_th *t) {
    t->sleeping = false;
    stop_dozing(g, t);
    if (t->called) {
        t->called = false;
        if (!atomic_load_explicit(&t->granted, memory_order_relaxed) &&
            !may_take(g, t)) { /* under the mutex */
            gil_th *h = gil_holder(g);
            t->stats.vain++;
            if (!g->policy->hands_over) {
                /* Or the first in the queue would be called each time, and those behind it
                 * never. */
                move_to_tail(g, t);
            }
            gil_emit(t, GIL_EV_VAIN, 0, h != NULL ? h->pub.id : 0, gil_time(g));
        }
    }
}

/* How long t, in the queue, may spin before it sleeps. Where the lock is handed over after a
 * budget, the next in line spins for a whole short turn, and the others not at all. Else the holder
 * is mostly one who came back from waiting and soon waits again: who was stopped for it spins
 * meanwhile, or nobody would run while it is being woken. Mutex held. */
static uint64_t spin_for(gil *g, gil_th *t) {
    if (!g->spins || !g->policy->hands_over) {
        return 0; /* a race that the waiter should lose, mostly, must not be made easier */
    }
    return g->policy->budget == NULL || t == g->head ? SPIN_NS : 0;
}

/* The lock was handed to another. Wakes whoever is next in line now, so that it spins when its turn
 * comes: off the critical path, since the new holder runs already. Returns with the mutex held. */
static void alert_head(gil *g, gil_th *leaver) {
    gil_th *next = g->head;
    if (g->spins && g->policy->hands_over && g->policy->budget != NULL && next != NULL &&
        next != leaver && next->sleeping && !next->called) {
        unlock_and_wake(g, next);
        lock_core(g);
    }
}

/* t is in the queue, the mutex held, `call` to be woken first. Returns with the lock, without the
 * mutex. */
static void wait_turn(gil *g, gil_th *t, gil_th *call) {
    if (call != NULL && call != t) {
        unlock_and_wake(g, call);
        gil_sync(t); /* simulated: the call took time, in which somebody may have come */
        lock_core(g);
        alert_head(g, t);
    }
    while (!atomic_load_explicit(&t->granted, memory_order_relaxed)) { /* under the mutex */
        if (may_take(g, t)) {
            grant(g, t);
            break;
        }
        t->seen_switches = atomic_load_explicit(&g->switches, memory_order_relaxed);
        bool patient = g->policy->patience == NULL || g->barred == t;
        uint64_t patience = patient ? GIL_NEVER : g->policy->patience(g, t);
        uint64_t deadline = patience == GIL_NEVER ? GIL_NEVER : gil_time(g) + patience;
        uint64_t spin_ns = spin_for(g, t);
        t->sleeping = true;
        unlock_core(g);
        bool woken = g->ops->sleep(t->carrier, deadline, spin_ns);
        if (atomic_load_explicit(&t->granted,
                                 memory_order_acquire)) { /* pairs with grant: our new limits */
            goto granted;
        }
        sync_after(t, g->machine.park_ns);
        lock_core(g);
        heard(g, t);
        if (!woken && gil_holder(g) != NULL && gil_holder(g) != t &&
            g->policy->on_timeout != NULL) {
            g->policy->on_timeout(g, t);
            if (g->policy->requeues) {
                move_to_tail(g, t);
            }
        }
    }
    unlock_core(g);
granted:
    resume(t);
}

/* t joins the queue for a lock that may be free. Answers whom to wake. Mutex held. */
static gil_th *arrive(gil *g, gil_th *t) {
    enqueue(g, t);
    if (gil_holder(g) == NULL && !g->open) {
        return dispatch(g, NULL, GIL_LEAVE_ARRIVAL);
    }
    return NULL;
}

/* --- Leaving --------------------------------------------------------------------------------- */

static void check_held(gil_th *t) {
    if (gil_holder(t->g) != t) {
        gil_fatal(t->g, &t->pub, "lock given up by a thread that does not hold it");
    }
}

/* Before every leaving but the last: is it ours, and where is the script? */
static void leaving(gil_th *t) {
    gil *g = t->g;
    check_held(t);
    gil_sync(t);
    if (g->opt.on_leave != NULL) {
        g->opt.on_leave(t->user);
    }
}

/* Makes room for others but wants it again. */
static void yield_lock(gil_th *t, gil_leave why) {
    gil *g = t->g;
    leaving(t);
    lock_core(g);
    if ((gil_ready_count(g) == 0 && !g->policy->strict) || g->only != NULL) {
        t->budget_at = budget_of(g, t);
        atomic_fetch_and_explicit(&t->want, ~(unsigned)WANT_DROP,
                                  memory_order_relaxed); /* under the mutex */
        unlock_core(g);
        entered(t);
        return;
    }
    if (g->record != NULL) {
        gil_record_left(t, why == GIL_LEAVE_YIELD ? 'y' : 'p');
    }
    if (why == GIL_LEAVE_YIELD) {
        t->stats.voluntary++;
    } else {
        t->stats.forced++;
    }
    t->last_leave = why; /* on_ready may look at it */
    enqueue(g, t);
    wait_turn(g, t, give(g, t, why));
    entered(t);
}

/* Recording: a signal comes when it likes, so the place where t sees it is an entry. */
static void tell_signal(gil_th *t, unsigned bits) {
    if ((bits & GIL_ATT_SIGNAL) != 0 && !t->signal_told) {
        gil_record_signal(t);
    }
}

unsigned gil_poll(gil_thread *pt, unsigned op_flags) {
    gil_th *t = th(pt);
    gil *g = t->g;
    bool branch = (op_flags & GIL_POLL_BRANCH) != 0;
    bool here = branch || g->opt.polls == GIL_POLLS_EVERY;
    if (g->following) {
        return gil_follow_poll(t);
    }
    gil_sync(t);
    /* Acquire: who asked wrote first what it asks for. */
    unsigned want = atomic_load_explicit(&t->want, memory_order_acquire);
    if ((want & (WANT_BUDGET | WANT_NUDGE)) != 0) {
        lock_core(g);
        atomic_fetch_and_explicit(&t->want, ~(unsigned)(WANT_BUDGET | WANT_NUDGE),
                                  memory_order_relaxed);
        t->budget_at = budget_of(g, t);
        if ((want & WANT_NUDGE) != 0 && t->nudge_at == GIL_NEVER) {
            t->nudge_at = pt->steps + NUDGE_STEPS;
        }
        unlock_core(g);
    }
    if ((want & WANT_LOOK) != 0) {
        gil_looked(t);
    }
    if (pt->steps >= t->nudge_at) {
        t->nudge_at = GIL_NEVER;
        lock_core(g);
        for (gil_th *r = g->head; r != NULL; r = r->next) {
            if (r->dozing) {
                stop_dozing(g, r);
                g->ops->wake(r->carrier);
            }
        }
        unlock_core(g);
    }
    if (here && g->only == NULL) {
        if ((want & WANT_DROP) != 0) {
            yield_lock(t, GIL_LEAVE_REQUEST);
        } else if (g->policy->on_poll != NULL) {
            if (gil_ready_count(g) > 0 && g->policy->on_poll(g, t, branch)) {
                yield_lock(t, GIL_LEAVE_TICK);
            }
        } else if (pt->steps >= t->budget_at) {
            yield_lock(t, GIL_LEAVE_TICK);
        }
    }
    gil_sync(t); /* others may have made new events */
    gil_rearm(t);
    want = atomic_load_explicit(&t->want, memory_order_acquire) & GIL_ATT_ALL; /* as above */
    if (want != 0 && g->record != NULL) {
        gil_record_op(t);
        tell_signal(t, want);
    }
    return want;
}

void gil_yield(gil_thread *pt) {
    gil_th *t = th(pt);
    if (t->g->record != NULL) {
        gil_record_op(t);
        if (t->g->following) {
            gil_follow_yield(t);
            return;
        }
    }
    gil_sync(t);
    if (gil_ready_count(t->g) > 0) {
        yield_lock(t, GIL_LEAVE_YIELD);
    }
}

static void go_outside(gil_th *t, gil_why why, uint32_t detail, bool timed) {
    gil *g = t->g;
    leaving(t);
    if (g->record != NULL) {
        gil_record_left(t, 'o');
    }
    t->why = why;
    t->on = detail;
    t->timed = timed;
    t->where = gil_where(t);
    uint64_t now = gil_time(g);
    gil_account(t, GIL_OUTSIDE, now);
    gil_emit(t, GIL_EV_BLOCKED, why, detail, now);
    t->stats.voluntary++;
    /* Before the lock is let go: else the next holder might see no hope and tell a deadlock. */
    atomic_fetch_add_explicit(&g->hope, 1, memory_order_relaxed);
    uintptr_t mine = (uintptr_t)t;
    /* Release: the next holder sees our writes. Fails if anybody is ready, and only then was
     * anything asked of us. */
    if (atomic_compare_exchange_strong_explicit(&g->word, &mine, 0, memory_order_release,
                                                memory_order_relaxed)) {
        t->last_leave =
            GIL_LEAVE_BLOCKED; /* others look at these two of ready threads and of holders only */
        t->asked = false;
        return;
    }
    lock_core(g);
    gil_th *next = give(g, t, GIL_LEAVE_BLOCKED);
    unlock_and_wake(g, next);
}

void gil_block_begin(gil_thread *pt, gil_why why, uint32_t detail) {
    gil_th *t = th(pt);
    if (t->g->record != NULL) {
        gil_record_op(t);
        if (t->g->following) {
            gil_follow_begin(t, why, detail, false);
            return;
        }
    }
    go_outside(t, why, detail, false);
}

/* Takes a free lock that nobody wants. */
static bool take_fast(gil *g, gil_th *t) {
    uintptr_t expected = 0;
    /* Acquire: we see what the last holder wrote. Release: who finds us holding it may look at how
     * we last left it (the policy priority). */
    if (!atomic_compare_exchange_strong_explicit(&g->word, &expected, (uintptr_t)t,
                                                 memory_order_acq_rel, memory_order_relaxed)) {
        return false;
    }
    count_switch(g, t);
    t->grant_steps = t->pub.steps;
    t->budget_at = t->nudge_at = GIL_NEVER;
    return true;
}

/* Into the lock from outside; `kind` is the event that ends the other state. */
static void come_in(gil_th *t, gil_kind kind, uint32_t on) {
    gil *g = t->g;
    gil_sync(t);
    uint64_t now;
    if (take_fast(g, t)) {
        now = gil_time(g); /* not before: the last holder's leaving must be earlier */
        gil_account(t, GIL_READY, now);
        gil_emit(t, kind, GIL_OK, on, now);
        atomic_fetch_sub_explicit(&g->hope, 1, memory_order_relaxed); /* see policy.h */
        got(t, now);                                                  /* it waited no time at all */
    } else {
        lock_core(g);
        now = gil_time(g);
        gil_account(t, GIL_READY, now);
        gil_emit(t, kind, GIL_OK, on, now);
        atomic_fetch_sub_explicit(&g->hope, 1,
                                  memory_order_relaxed); /* it counts as ready from here on */
        wait_turn(g, t, arrive(g, t));
    }
}

void gil_block_end(gil_thread *pt) {
    gil_th *t = th(pt);
    if (gil_state_of(t) != GIL_OUTSIDE) {
        gil_fatal(t->g, pt, "gil_block_end without gil_block_begin");
    }
    if (t->g->following) {
        gil_follow_end(t);
        return;
    }
    come_in(t, GIL_EV_UNBLOCKED, 0);
    t->why = GIL_WHY_NONE;
    entered(t);
}

/* --- Parking --------------------------------------------------------------------------------- */

gil_th *gil_ready_locked(gil *g, gil_th *t, gil_result result, gil_th *by, uint64_t now) {
    if (g->following) {
        gil_follow_ready(t, by);
        return NULL;
    }
    t->parked = false;
    if (g->spinner == t) {
        g->spinner = NULL;
    }
    gil_account(t, GIL_READY, now);
    /* Into the ring of who wakes it: that one is in his core's cache. */
    gil_emit_at(by != NULL ? by : t, t->pub.id, GIL_EV_UNBLOCKED, result,
                by != NULL ? by->pub.id : 0, 0, now);
    if (t->timed) {
        atomic_fetch_sub_explicit(&g->hope, 1,
                                  memory_order_relaxed); /* it counts as ready from here on */
    }
    if (by != t) {
        doze(g, t);
    }
    gil_th *next = arrive(g, t);
    if (next == NULL && by != t && gil_holder(g) == NULL && may_take(g, t)) {
        t->called = true; /* the unparker does not hold the lock */
        next = t;
    }
    return next;
}

/* The bits that end this wait. */
static bool interrupted(gil_th *t, gil_why why) {
    unsigned mask = GIL_ATT_WAKES;
    if (t->g->opt.deaf && (why == GIL_WHY_LOCK || why == GIL_WHY_JOIN)) {
        mask &= ~(unsigned)GIL_ATT_SIGNAL;
    }
    /* Acquire: who set the bit wrote first what it stands for. */
    return (atomic_load_explicit(&t->want, memory_order_acquire) & mask) != 0;
}

static uint64_t deadline_of(gil *g, int64_t timeout_ns) {
    if (timeout_ns < 0) {
        return GIL_NEVER;
    }
    uint64_t now = gil_time(g);
    return now + least((uint64_t)timeout_ns, GIL_NEVER - 1 - now);
}

/* Has news come for somebody who waits, of which his carrier has not heard yet? */
static bool wakes_pending(gil *g) {
    for (gil_thread *p = gil_thread_next(g, NULL); p != NULL; p = gil_thread_next(g, p)) {
        if (th(p)->parked && interrupted(th(p), th(p)->why)) {
            return true;
        }
    }
    return false;
}

/* Will a simulated machine's alarm ring, and be heard? What its handler does nobody knows. */
static bool alarm_is_set(gil *g) {
    uint64_t at = GIL_NEVER, every = 0;
    struct sigaction act;
    sigset_t masked;
    if (g->ops->alarm == NULL) {
        return false;
    }
    g->ops->alarm(g->host, &at, &every);
    bool set = at != GIL_NEVER;
    g->ops->alarm(g->host, &at, &every); /* as it was */
    return set && sigaction(SIGALRM, NULL, &act) == 0 && act.sa_handler != SIG_IGN &&
           pthread_sigmask(SIG_BLOCK, NULL, &masked) == 0 && sigismember(&masked, SIGALRM) == 0;
}

static bool stuck_locked(gil *g) {
    return (gil_ready_count(g) == 0 || g->only != NULL) &&
           atomic_load_explicit(&g->hope, memory_order_relaxed) == 0 && /* we hold the lock */
           !wakes_pending(g) && !alarm_is_set(g);
}

/* t, which has the lock, would be the last to go on. A signal may be on its way, sent by who ended
 * just now: the system delivers it when it likes, so look again for a while before anything is
 * told. It goes to the attached thread, when that gets a core: on a busy machine that may take
 * long, so that one is called, and has to have been awake. A simulated machine has nothing outside
 * of it. Mutex held, let go meanwhile; a wake for t may have been taken, so look at `interrupted`
 * after it. */
static bool stuck_for_good(gil_th *t, gil_why why) {
    gil *g = t->g;
    gil_th *first = g->first;
    unsigned before = first->looks;
    for (int i = 0; i < STUCK_LOOKS_MAX && stuck_locked(g) && g->ops->charge == NULL; i++) {
        bool waits_for_first = first != t && first->parked && first->looks == before;
        if (i >= STUCK_LOOKS && !waits_for_first) {
            break;
        }
        unlock_core(g);
        if (waits_for_first) {
            g->ops->wake(first->carrier);
        }
        g->ops->sleep(t->carrier, gil_time(g) + STUCK_NS, 0);
        lock_core(g);
    }
    return stuck_locked(g) && !interrupted(t, why);
}

/* Asleep until somebody made t ready, or time or an interrupt makes it do so itself. True: it has
 * even been granted the lock. False: it is in the queue, the mutex is held, *call is to be
 * woken. */
static bool sleep_parked(gil_th *t, uint64_t deadline, uint64_t spin_ns, gil_result *result,
                         gil_th **call) {
    gil *g = t->g;
    for (;;) {
        g->ops->sleep(t->carrier, least(deadline, t->due), spin_ns);
        if (atomic_load_explicit(&t->granted, memory_order_acquire)) { /* pairs with grant */
            return true;
        }
        gil_sync(t);
        lock_core(g);
        t->looks++;
        if (!t->parked) {
            heard(g, t);
            return false;
        }
        uint64_t now = gil_time(g);
        bool came = now >= t->due, late = deadline != GIL_NEVER && now >= deadline;
        if (came || late || interrupted(t, t->why)) {
            *result = came ? GIL_OK : late ? GIL_TIMEOUT : GIL_INTERRUPTED;
            *call = gil_ready_locked(g, t, *result, t, now);
            return false;
        }
        unlock_core(g);
    }
}

/* How long t may spin that parks now. The answer of another thread often comes at once, and who
 * still is awake then answers in turn within a microsecond; so a spin as long as a wake-up takes
 * pays. One at a time: many who wait for the same must not take the cores from who works for them.
 * Mutex held. */
static uint64_t spin_parked(gil *g, gil_th *t, uint64_t now) {
    if (!g->spins || (g->spinner != NULL && now < g->spin_end)) {
        return 0;
    }
    g->spinner = t;
    g->spin_end = now + SPIN_NS;
    return SPIN_NS;
}

static gil_result wait(gil_th *t, gil_why why, uint32_t on, gil_lock *lock, int64_t timeout_ns) {
    gil *g = t->g;
    bool takes_token = lock == NULL && why != GIL_WHY_SLEEP;
    leaving(t);
    sync_after(t, g->machine.park_ns / 2);
    gil_result result = GIL_OK;
    lock_core(g);
    bool hope = timeout_ns > 0 || why == GIL_WHY_CALL || t->due != GIL_NEVER;
    if (takes_token && t->token) {
        t->token = false;
        goto stay;
    }
    if (interrupted(t, why)) {
        result = GIL_INTERRUPTED;
        goto stay;
    }
    if (timeout_ns == 0) {
        result = GIL_TIMEOUT;
        goto stay;
    }
    if (!hope && !g->opt.deadlock_wait && stuck_locked(g)) {
        if (stuck_for_good(t, why)) {
            result = GIL_DEADLOCK;
            goto stay;
        }
        if (interrupted(t, why)) {
            result = GIL_INTERRUPTED;
            goto stay;
        }
    }
    uint64_t now = gil_time(g);
    uint64_t deadline = deadline_of(g, timeout_ns);
    t->why = why;
    t->on = on;
    t->wait_lock = lock;
    t->timed = hope;
    if (hope) {
        atomic_fetch_add_explicit(&g->hope, 1, memory_order_relaxed); /* we hold the lock */
    }
    t->parked = true;
    if (g->record != NULL) {
        gil_record_left(t, 'w');
    }
    t->where = gil_where(t);
    gil_account(t, GIL_PARKED, now);
    bool own = why == GIL_WHY_LOCK && lock != NULL && !lock->watched; /* it waits to be told */
    gil_emit(t, GIL_EV_BLOCKED, why, own ? 0 : on, now);
    t->stats.voluntary++;
    uint64_t spin_ns = why == GIL_WHY_LOCK || why == GIL_WHY_OTHER ? spin_parked(g, t, now) : 0;
    gil_th *call = give(g, t, GIL_LEAVE_BLOCKED);
    unlock_and_wake(g, call);
    call = NULL;
    if (g->machine.park_ns > 0) { /* the other half of the books, while the next one runs */
        sync_after(t, g->machine.park_ns / 2);
    }
    if (sleep_parked(t, deadline, spin_ns, &result, &call)) {
        resume(t);
    } else {
        wait_turn(g, t, call);
    }
    t->why = GIL_WHY_NONE;
    t->wait_lock = NULL;
    t->due = GIL_NEVER;
    entered(t);
    return result;
stay:
    t->due = GIL_NEVER;
    unlock_core(g);
    entered(t);
    return result;
}

gil_result gil_wait(gil_th *t, gil_why why, uint32_t on, gil_lock *lock, int64_t timeout_ns) {
    bool recorded = t->g->record != NULL;
    if (recorded) {
        gil_record_op(t);
        if (t->g->following) {
            return gil_follow_wait(t, why, on, lock, timeout_ns >= 0);
        }
    }
    gil_result result = wait(t, why, on, lock, timeout_ns);
    if (recorded) {
        gil_record_result(t, result, why == GIL_WHY_SLEEP ? GIL_TIMEOUT : GIL_OK);
    }
    if (result == GIL_DEADLOCK) {
        t->why = why;
        t->on = on;
        gil_tell_deadlock(t, lock);
    }
    return result;
}

gil_result gil_park(gil_thread *pt, gil_why why, uint32_t on, int64_t timeout_ns) {
    return gil_wait(th(pt), why, on, NULL, timeout_ns);
}

void gil_unpark(gil_thread *pt) {
    gil_th *t = th(pt);
    gil *g = t->g;
    gil_th *call = NULL;
    lock_core(g);
    if (t->parked && t->wait_lock == NULL && t->why != GIL_WHY_SLEEP) {
        call = gil_ready_locked(g, t, GIL_OK, NULL, gil_time(g));
    } else {
        t->token = true;
    }
    unlock_and_wake(g, call);
}

/* One OS thread has it all to itself until it charges: nothing to lock. */
void gil_unpark_at(gil_thread *pt, uint64_t when) {
    gil_th *t = th(pt);
    gil *g = t->g;
    if (g->ops->wake_by == NULL || when >= t->due) {
        return;
    }
    t->due = when;
    if (!t->parked) {
        return;
    }
    if (!t->timed) {
        t->timed = true;
        atomic_fetch_add_explicit(&g->hope, 1, memory_order_relaxed);
    }
    g->ops->wake_by(t->carrier, when);
    gil_th *h = gil_holder(g);
    if (h != NULL) {
        gil_ask(h, WANT_BUDGET); /* a new event, the horizon is nearer */
    }
}

gil_result gil_sleep(gil_thread *pt, int64_t ns) {
    if (ns <= 0) {
        gil_yield(pt);
        return GIL_TIMEOUT;
    }
    return gil_wait(th(pt), GIL_WHY_SLEEP, 0, NULL, ns);
}

/* A host's wait, with the lock given up: 1 and more, 0 in time, or a negative errno, as host.h
 * says. */
gil_result gil_wait_fd(gil_thread *pt, int fd, unsigned events, int64_t timeout_ns,
                       unsigned *ready) {
    gil_th *t = th(pt);
    gil *g = t->g;
    if (g->record != NULL) {
        gil_record_op(t);
        if (g->following) {
            gil_result result = gil_follow_outside(t, GIL_WHY_FD, (uint32_t)fd, timeout_ns > 0);
            unsigned told = (unsigned)gil_input_usual(pt, "ready", 0, events);
            if (result == GIL_OK && ready != NULL) {
                *ready = told;
            }
            return result;
        }
    }
    int r = g->ops->wait_fd(t->carrier, fd, events, 0, true);
    uint64_t deadline = deadline_of(g, timeout_ns);
    if (r == 0 && timeout_ns != 0) {
        go_outside(t, GIL_WHY_FD, (uint32_t)fd, timeout_ns > 0);
        do { /* a left-over wake also ends the host's wait */
            r = interrupted(t, GIL_WHY_FD)
                    ? -EINTR
                    : g->ops->wait_fd(t->carrier, fd, events, deadline, false);
        } while (r == -EINTR && !interrupted(t, GIL_WHY_FD));
        gil_block_end(pt);
    }
    if (r > 0 && ready != NULL) {
        *ready = (unsigned)r;
    }
    gil_result result = r > 0         ? GIL_OK
                        : r == 0      ? GIL_TIMEOUT
                        : r == -EINTR ? GIL_INTERRUPTED
                                      : GIL_ERROR;
    if (g->record != NULL) {
        gil_record_result(t, result, GIL_OK);
        gil_input_usual(pt, "ready", r > 0 ? r : (int)events, events);
    }
    return result;
}

/* --- Attention ------------------------------------------------------------------------------- */

void gil_attention(gil_thread *pt, unsigned bits) {
    gil_th *t = th(pt);
    gil *g = t->g;
    gil_ask(t, bits & GIL_ATT_ALL);
    if (g->following) {
        return;
    }
    if ((bits & GIL_ATT_WAKES) != 0 && t->carrier != NULL) {
        g->ops->interrupt(t->carrier);
        gil_th *h = gil_holder(g);
        if ((g->ops->charge != NULL || g->opt.storm > 0) &&
            h != NULL) { /* simulated: that is a new event, the horizon is nearer */
            gil_ask(h, WANT_BUDGET);
        }
    }
}

void gil_attention_clear(gil_thread *t, unsigned bits) {
    /* Acquire: what the bits stand for, looked at after this, includes all that was set before
     * them. */
    atomic_fetch_and_explicit(&th(t)->want, ~(bits & GIL_ATT_ALL), memory_order_acq_rel);
    if ((bits & GIL_ATT_SIGNAL) != 0) {
        th(t)->signal_told = false;
    }
}

unsigned gil_attention_here(gil_thread *pt) {
    gil_th *t = th(pt);
    if (t->g->record == NULL) {
        return gil_attention_get(pt);
    }
    if (t->g->following) {
        return gil_follow_attention(t);
    }
    gil_record_op(t);
    unsigned bits = gil_attention_get(pt);
    tell_signal(t, bits);
    return bits;
}

unsigned gil_attention_get(const gil_thread *t) {
    return atomic_load_explicit(&gil_th_of(t)->want, memory_order_acquire) &
           GIL_ATT_ALL; /* as in gil_poll */
}

void gil_preempt(gil *g, gil_th *by) {
    gil_th *h = gil_holder(g);
    if (h == NULL || h == by ||
        (atomic_load_explicit(&h->want, memory_order_relaxed) & WANT_DROP) != 0) {
        return; /* set and cleared under the mutex, which we have */
    }
    if (by != NULL) {
        gil_emit(by, GIL_EV_REQUEST, 0, h->pub.id, gil_time(g));
    }
    gil_ask(h, WANT_DROP);
}

void gil_nudge(gil *g, gil_th *t) {
    if (t->sleeping && !t->called) {
        stop_dozing(g, t);
        g->ops->wake(t->carrier);
    }
}

/* --- Threads --------------------------------------------------------------------------------- */

gil_thread *gil_attach(gil *g, void *user) {
    if (g->next_id != 0) {
        gil_fatal(g, NULL, "gil_attach called twice");
    }
    gil_thread *pt = gil_thread_new(g, user);
    if (pt == NULL) {
        return NULL;
    }
    gil_th *t = th(pt);
    g->first = t;
    t->carrier = g->ops->attach(g->host);
    if (t->carrier == NULL) {
        gil_thread_free(pt);
        return NULL;
    }
    g->n_threads = 1;
    if (g->record != NULL) {
        gil_record_begin(g);
        if (g->following) {
            gil_follow_attach(t);
            return pt;
        }
    }
    lock_core(g);
    t->since = gil_time(g);
    gil_state_set(t, GIL_STARTING);
    gil_account(t, GIL_READY, t->since);
    gil_emit(t, GIL_EV_STARTED, 0, 0, t->since);
    enqueue(g, t);
    grant(g, t);
    unlock_core(g);
    resume(t);
    return pt;
}

/* The last act of a thread that holds the lock. Nothing of t may be touched after the mutex is
 * free. */
static void finish(gil_th *t, bool others_matter) {
    gil *g = t->g;
    check_held(t);
    gil_sync(t);
    gil_lock_release(&t->pub, &t->done);
    g->ops->end(t->carrier);
    g->n_threads--;
    if (g->following) {
        if (others_matter && gil_record_deadlock(t, false)) {
            gil_tell_deadlock(t, NULL);
        }
        gil_follow_finish(t);
        return;
    }
    lock_core(g);
    bool stuck = others_matter && !g->opt.deadlock_wait && g->only == NULL && g->n_threads > 0 &&
                 stuck_locked(g) && stuck_for_good(t, GIL_WHY_OTHER);
    if (g->record != NULL && others_matter) {
        gil_record_deadlock(t, stuck);
    }
    if (stuck) {
        unlock_core(g);
        gil_tell_deadlock(t, NULL);
        lock_core(g);
    }
    if (g->record != NULL) {
        gil_record_left(t, 'e');
    }
    uint64_t now = gil_time(g);
    gil_account(t, GIL_EXITED, now);
    gil_emit(t, GIL_EV_EXITED, 0, 0, now);
    t->stats.voluntary++;
    gil_stats_leave(t);
    gil_th *call = give(g, t, GIL_LEAVE_END);
    unlock_and_wake(g, call);
}

void gil_detach(gil_thread *t) {
    finish(th(t), false);
}

void gil_close(gil_thread *pt) {
    gil *g = gil_of(pt);
    lock_core(g);
    g->only = th(pt);
    g->open = false;
    atomic_fetch_or_explicit(&g->word, SLOW,
                             memory_order_relaxed); /* nobody takes it past us any more */
    unlock_core(g);
}

/* Its starter has put it into the queue. */
static void come_up(gil_th *t) {
    gil *g = t->g;
    if (atomic_load_explicit(&t->granted, memory_order_acquire)) { /* pairs with grant */
        resume(t);
    } else {
        lock_core(g);
        heard(g, t);
        wait_turn(g, t, NULL);
    }
    entered(t);
}

static void thread_main(void *arg) {
    gil_th *t = arg;
    if (t->g->following) {
        gil_follow_main(t);
    } else if (t->in_line) {
        come_up(t);
    } else {
        come_in(t, GIL_EV_STARTED, t->on);
        entered(t);
    }
    t->fn(&t->pub, t->arg);
    finish(t, true);
}

/* Takes a thread of the host that is at hand, and puts c into the queue in its stead: it is woken
 * once, when it is granted the lock. False: there is none. */
static bool start_in_line(gil *g, gil_th *c) {
    bool done = false;
    if (g->ops->reuse != NULL && !g->following) {
        lock_core(g);
        c->in_line = true;
        done = g->ops->reuse(g->host, g->opt.stack_size, thread_main, c, &c->carrier);
        if (!done) {
            c->in_line = false;
        } else {
            uint64_t now = gil_time(g);
            gil_account(c, GIL_READY, now);
            gil_emit(c, GIL_EV_STARTED, 0, c->on, now);
            atomic_fetch_sub_explicit(&g->hope, 1, memory_order_relaxed); /* see policy.h */
            doze(g, c);
            enqueue(g, c);
        }
        unlock_core(g);
    }
    return done;
}

int gil_thread_start(gil_thread *pt, gil_thread *child, void (*fn)(gil_thread *child, void *arg),
                     void *arg) {
    gil_th *c = th(child);
    gil *g = c->g;
    if (gil_state_of(c) != GIL_NEW) {
        gil_fatal(g, child, "thread started twice");
    }
    gil_sync(th(pt));
    c->fn = fn;
    c->arg = arg;
    gil_state_set(c, GIL_STARTING);
    c->since = gil_time(g);
    c->on = pt->id;
    g->n_threads++;
    atomic_fetch_add_explicit(&g->hope, 1, memory_order_relaxed); /* we hold the lock */
    int r = g->following ? (int)gil_input_usual(pt, "start", 0, 0) : 0;
    if (r == 0 && !start_in_line(g, c)) {
        r = g->ops->spawn(g->host, g->opt.stack_size, thread_main, c, &c->carrier);
    }
    if (g->following) {
        r = r == 0 && !gil_follow_started(c) ? -ENOMEM : r;
    } else if (g->record != NULL) {
        gil_input_usual(pt, "start", r, 0);
    }
    if (r < 0) {
        gil_state_set(c, GIL_NEW);
        g->n_threads--;
        atomic_fetch_sub_explicit(&g->hope, 1, memory_order_relaxed); /* as above */
    } else if (g->ops->charge != NULL) {
        gil_ask(th(pt), WANT_BUDGET); /* simulated: a new event */
    }
    return r;
}
