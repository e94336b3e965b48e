/* policy_quantum.c: Ruby's lock (2.6 to 3.2). Waiters queue, first come first served. One of them
 * is the timer: it sleeps until a deadline one quantum ahead (a deadline that has not come is kept
 * for the next timer) and then interrupts the holder, which lets the first waiter go ahead. A timer
 * that gets the lock passes its duty to the last waiter.
 */
#include "gil/policy.h"

typedef struct quantum {
    uint64_t ms; /* the knob: first */
    gil_th *timer;
    uint64_t deadline;
} quantum;

static bool quantum_init(gil *g, void *state, const char *arg, char *err, size_t errlen) {
    (void)g;
    return gil_parse(arg, 100, 1, 1000000, &((quantum *)state)->ms, err, errlen);
}

/* A timer that does not sleep in the queue with its deadline has resigned. */
static bool has_timer(const quantum *q) {
    return q->timer != NULL && q->timer->sleeping && !q->timer->dozing;
}

static uint64_t quantum_patience(gil *g, gil_th *t) {
    quantum *q = g->policy_state;
    if (q->timer != t && has_timer(q)) {
        return GIL_NEVER;
    }
    uint64_t now = gil_time(g);
    q->timer = t;
    if (q->deadline <= now) {
        q->deadline = now + q->ms * 1000000;
    }
    return q->deadline - now;
}

static void quantum_on_timeout(gil *g, gil_th *t) {
    quantum *q = g->policy_state;
    if (q->timer == t) {
        q->timer = NULL; /* it becomes the timer again if nobody else does before it sleeps */
        gil_preempt(g, t);
    }
}

static uint64_t quantum_budget(gil *g, gil_th *t) {
    quantum *q = g->policy_state;
    (void)t;
    if (!has_timer(q) && g->tail != NULL) {
        gil_nudge(g, g->tail);
    }
    return GIL_NEVER;
}

static gil_answer quantum_pick(gil *g, gil_th *leaver, gil_leave why) {
    (void)leaver; /* it waits until the first waiter has had the lock */
    return why == GIL_LEAVE_REQUEST || why == GIL_LEAVE_YIELD ? gil_give(g->head) : GIL_ANYONE;
}

const gil_policy gil_policy_quantum = {
    .name = "quantum",
    .turns = true,
    .state_size = sizeof(quantum),
    .knob = "quantum",
    .knob_min = 1,
    .knob_max = 1000000,
    .init = quantum_init,
    .patience = quantum_patience,
    .on_timeout = quantum_on_timeout,
    .budget = quantum_budget,
    .pick = quantum_pick,
};
