/* follow.c: the core's operations while a recording is followed.
 *
 * No thread waits for anything here but its turn. An operation that may switch asks the recording
 * whether this is where the holder left; if so the lock goes to the thread that the recording names
 * next, on the simulated host's fibers, and the caller goes on when it is named itself. States and
 * reasons are kept as in a real run, so that reports about them read the same.
 */
#include "gil/policy.h"
#include "gil/record.h"

#include <stdio.h>

static void leaving(gil_th *t) {
    gil *g = t->g;
    if (gil_holder(g) != t) {
        gil_fatal(g, &t->pub, "lock given up by a thread that does not hold it");
    }
    if (g->opt.on_leave != NULL) {
        g->opt.on_leave(t->user);
    }
    t->where = gil_where(t);
}

static void entered(gil_th *t) {
    if (t->g->opt.on_enter != NULL) {
        t->g->opt.on_enter(t->user);
    }
}

static void enter_state(gil_th *t, gil_state state, gil_kind kind, unsigned why, uint32_t on) {
    uint64_t now = gil_time(t->g);
    gil_account(t, state, now);
    gil_emit(t, kind, why, on, now);
}

static void hold(gil_th *t) {
    uint64_t now = gil_time(t->g);
    gil_account(t, GIL_HOLDING, now);
    t->stats.acquired++;
    gil_emit(t, GIL_EV_ACQUIRED, 0, 0, now);
    gil_rearm(t);
}

static void wait_for_grant(gil_th *t) {
    gil *g = t->g;
    while (!atomic_load_explicit(&t->granted, memory_order_relaxed)) { /* one OS thread */
        g->ops->sleep(t->carrier, GIL_NEVER, 0);
    }
    atomic_store_explicit(&t->granted, false, memory_order_relaxed);
}

/* The lock goes from t to thread `to`. */
static void hand_over(gil_th *t, uint32_t to, uint64_t left_steps) {
    gil *g = t->g;
    gil_th **slot = gil_follow_slot(g, to);
    if (slot == NULL || *slot == NULL || *slot == t) {
        char came[64];
        snprintf(came, sizeof came, "no thread %u that could be next", to);
        gil_diverged(&t->pub, came);
    }
    gil_th *next = *slot;
    g->last_id = to;
    next->stats.switches++;
    gil_follow_got(next, left_steps);
    atomic_store_explicit(&g->word, (uintptr_t)next, memory_order_relaxed); /* one OS thread */
    atomic_store_explicit(&next->granted, true, memory_order_relaxed);
    g->ops->wake(next->carrier);
}

/* If the recording says that t left here: others run until it is named again. */
static bool pass(gil_th *t, char kind, const char *came) {
    uint32_t to = gil_follow_leaves(t, kind, came);
    if (to == 0) {
        return false;
    }
    hand_over(t, to, t->pub.steps);
    wait_for_grant(t);
    return true;
}

static void give_way(gil_th *t, char kind, gil_leave why, const char *came) {
    leaving(t);
    uint32_t to = gil_follow_leaves(t, kind, came);
    if (to != 0) {
        enter_state(t, GIL_READY, GIL_EV_DROPPED, why, 0);
        hand_over(t, to, t->pub.steps);
        wait_for_grant(t);
        hold(t);
    }
    entered(t);
}

unsigned gil_follow_poll(gil_th *t) {
    gil *g = t->g;
    atomic_fetch_and_explicit(&t->want, GIL_ATT_ALL, memory_order_relaxed); /* one OS thread */
    if (gil_follow_is_until(t) && g->opt.on_until != NULL) {
        g->opt.on_until(g->opt.hook_arg, t->user);
    }
    for (uint64_t stop = gil_follow_stop(t); stop <= t->pub.steps; stop = gil_follow_stop(t)) {
        if (!gil_follow_is_preempted(t)) {
            break;
        }
        give_way(t, 'p', GIL_LEAVE_TICK, "an instruction");
    }
    if (gil_follow_signal_next(t)) {
        atomic_fetch_or_explicit(&t->want, GIL_ATT_SIGNAL, memory_order_relaxed);
    }
    unsigned want = atomic_load_explicit(&t->want, memory_order_relaxed) & GIL_ATT_ALL;
    if (want != 0) {
        gil_record_op(t);
        gil_follow_signal(t);
    }
    gil_rearm(t);
    return want;
}

unsigned gil_follow_attention(gil_th *t) {
    gil_record_op(t);
    if (gil_follow_signal(t)) {
        atomic_fetch_or_explicit(&t->want, GIL_ATT_SIGNAL, memory_order_relaxed);
        gil_rearm(t);
    }
    return atomic_load_explicit(&t->want, memory_order_relaxed) & GIL_ATT_ALL;
}

void gil_follow_yield(gil_th *t) {
    give_way(t, 'y', GIL_LEAVE_YIELD, "giving way");
}

void gil_follow_begin(gil_th *t, gil_why why, uint32_t detail, bool timed) {
    leaving(t);
    t->why = why;
    t->on = detail;
    t->timed = timed;
    enter_state(t, GIL_OUTSIDE, GIL_EV_BLOCKED, why, detail);
}

void gil_follow_end(gil_th *t) {
    pass(t, 'o', "a blocking call");
    enter_state(t, GIL_READY, GIL_EV_UNBLOCKED, GIL_OK, 0);
    hold(t);
    t->why = GIL_WHY_NONE;
    entered(t);
}

gil_result gil_follow_outside(gil_th *t, gil_why why, uint32_t detail, bool timed) {
    gil_follow_begin(t, why, detail, timed);
    gil_follow_end(t);
    return gil_record_result(t, GIL_OK, GIL_OK);
}

gil_result gil_follow_wait(gil_th *t, gil_why why, uint32_t on, gil_lock *lock, bool timed) {
    leaving(t);
    t->why = why;
    t->on = on;
    t->wait_lock = lock;
    t->timed = timed;
    t->parked = true;
    uint32_t to = gil_follow_leaves(t, 'w', "a wait");
    if (to != 0) {
        enter_state(t, GIL_PARKED, GIL_EV_BLOCKED, why, on);
        t->stats.voluntary++;
        hand_over(t, to, t->pub.steps);
        wait_for_grant(t);
        if (t->state == GIL_PARKED) {
            enter_state(t, GIL_READY, GIL_EV_UNBLOCKED, GIL_OK, 0);
        }
        hold(t);
    }
    t->parked = false;
    t->why = GIL_WHY_NONE;
    t->wait_lock = NULL;
    entered(t);
    gil_result result = gil_record_result(t, GIL_OK, why == GIL_WHY_SLEEP ? GIL_TIMEOUT : GIL_OK);
    if (result == GIL_DEADLOCK) {
        gil_tell_deadlock(t, lock);
    }
    gil_rearm(t);
    return result;
}

/* Its wait is over, for what another thread did; when it goes on the recording says. */
void gil_follow_ready(gil_th *t, gil_th *by) {
    t->parked = false;
    enter_state(t, GIL_READY, GIL_EV_UNBLOCKED, GIL_OK, by != NULL ? by->pub.id : 0);
}

void gil_follow_attach(gil_th *t) {
    gil *g = t->g;
    gil_th **slot = gil_follow_slot(g, t->pub.id);
    if (slot != NULL) {
        *slot = t;
    }
    atomic_store_explicit(&g->word, (uintptr_t)t, memory_order_relaxed); /* one OS thread */
    hold(t);
}

void gil_follow_main(gil_th *t) {
    wait_for_grant(t);
    enter_state(t, GIL_READY, GIL_EV_STARTED, 0, t->on);
    hold(t);
    entered(t);
}

bool gil_follow_started(gil_th *t) {
    gil_th **slot = gil_follow_slot(t->g, t->pub.id);
    if (slot != NULL) {
        *slot = t;
    }
    return slot != NULL;
}

/* The last act of t. Its fiber returns from here and the host goes on with the next. */
void gil_follow_finish(gil_th *t) {
    gil *g = t->g;
    *gil_follow_slot(g, t->pub.id) = NULL;
    uint32_t to = gil_follow_leaves(t, 'e', "the end of the thread");
    enter_state(t, GIL_EXITED, GIL_EV_EXITED, 0, 0);
    t->stats.voluntary++;
    gil_stats_leave(t);
    if (to != 0) {
        hand_over(t, to, t->pub.steps);
    } else if (!gil_record_at_end(g)) {
        gil_diverged(&t->pub, "the end of the thread");
    } else {
        atomic_store_explicit(&g->word, 0, memory_order_relaxed); /* one OS thread */
    }
}
