/* policy_priority.c: a thread that blocked goes ahead of one that was made to stop (Beazley's
 * proposal of 2010, with ageing).
 *
 * A thread starts high, becomes low when it was made to stop, and high again when it leaves by
 * itself. A high thread that becomes ready asks a low holder to stop at once; a holder that has run
 * for GRACE counts as low, so that a counting thread is found out at the first reply and not only
 * after a whole interval. High ones wait one interval for each other. The next holder is the first
 * high one in the queue; a low one that has waited for AGE counts as high, so that threads with
 * much I/O cannot starve the others. Low ones have turns of LOW_INTERVALS: who computes gains
 * nothing by a quick turn, and each change moves a counting thread to the other core, in the way of
 * those who answer. Who was stopped for a high one goes on with its turn, for it is awake and its
 * core is warm, while the next in the queue would have to be woken, each time. The lock is handed
 * over.
 */
#include "gil/policy.h"

enum { GRACE_NS = 500000, AGE_NS = 200000000, LOW_INTERVALS = 10 };

typedef struct priority {
    uint64_t us;   /* the knob: first */
    uint32_t turn; /* id of the low thread whose turn it is */
    uint64_t turn_began;
} priority;

static bool priority_init(gil *g, void *state, const char *arg, char *err, size_t errlen) {
    (void)g;
    return gil_parse(arg, 5000, 1, UINT32_MAX, &((priority *)state)->us, err, errlen);
}

/* A ready thread's rank. */
static bool is_high(const gil_th *t, uint64_t now) {
    return (t->last_leave != GIL_LEAVE_REQUEST && t->last_leave != GIL_LEAVE_YIELD) ||
           now - t->since >= AGE_NS;
}

static void priority_on_ready(gil *g, gil_th *t) {
    gil_th *h = gil_holder(g);
    uint64_t now = gil_time(g);
    if (h == NULL || h == t || !is_high(t, now)) {
        return;
    }
    uint64_t since = atomic_load_explicit(&h->runs_since, memory_order_relaxed); /* see policy.h */
    if (h->last_leave == GIL_LEAVE_REQUEST || (since < now && now - since >= GRACE_NS)) {
        gil_preempt(g, t);
    }
}

static uint64_t interval_ns(gil *g) {
    return ((priority *)g->policy_state)->us * 1000;
}

static uint64_t priority_patience(gil *g, gil_th *t) {
    return interval_ns(g) * (is_high(t, gil_time(g)) ? 1 : LOW_INTERVALS);
}

static void priority_on_timeout(gil *g, gil_th *t) {
    /* relaxed: it changes under the mutex while anybody waits */
    if (t->seen_switches == atomic_load_explicit(&g->switches, memory_order_relaxed) ||
        is_high(t, gil_time(g))) {
        gil_preempt(g, t);
    }
}

/* The next low thread: the one whose turn it is, or the first, whose turn begins. */
static gil_th *next_low(gil *g, uint64_t now) {
    priority *p = g->policy_state;
    if (now - p->turn_began < interval_ns(g) * LOW_INTERVALS) {
        for (gil_th *t = g->head; t != NULL; t = t->next) {
            if (t->pub.id == p->turn) {
                return t;
            }
        }
    }
    p->turn = g->head->pub.id;
    p->turn_began = now;
    return g->head;
}

static gil_answer priority_pick(gil *g, gil_th *leaver, gil_leave why) {
    (void)why;
    uint64_t now = gil_time(g);
    for (gil_th *t = g->head; t != NULL; t = t->next) {
        if (t != leaver && is_high(t, now)) {
            return gil_give(t);
        }
    }
    return gil_give(next_low(g, now));
}

const gil_policy gil_policy_priority = {
    .name = "priority",
    .turns = true,
    .hands_over = true,
    .state_size = sizeof(priority),
    .knob = "switchinterval",
    .knob_min = 1,
    .knob_max = UINT32_MAX,
    .init = priority_init,
    .on_ready = priority_on_ready,
    .patience = priority_patience,
    .on_timeout = priority_on_timeout,
    .pick = priority_pick,
};
