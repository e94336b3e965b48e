/* policy_interval.c: the lock of Python 3.2 and later. The holder has no limit of its own. A waiter
 * sleeps for one interval; if it ran out, and nobody else has had the lock meanwhile, it asks the
 * holder to stop. A holder that was asked may not come back before another has had the lock (forced
 * switching), also when it leaves to block. A leaver that was not asked just opens the lock and
 * calls one waiter.
 *
 * A forced switch goes to the first waiter. In CPython the condition variable picks, nearly always
 * the one that has waited longest in it; with an open race a waiter whose interval ends just then
 * would win each time, on a machine without jitter for ever. A switch among others starts the
 * waiter's interval afresh, and a waiter whose interval ended waits anew behind the others, as it
 * does in a condition variable: that is why a third thread waits so long.
 */
#include "gil/policy.h"

typedef struct interval {
    uint64_t us; /* the knob: first */
} interval;

static bool interval_init(gil *g, void *state, const char *arg, char *err, size_t errlen) {
    (void)g;
    return gil_parse(arg, 5000, 1, UINT32_MAX, &((interval *)state)->us, err, errlen);
}

static uint64_t interval_patience(gil *g, gil_th *t) {
    (void)t;
    return ((interval *)g->policy_state)->us * 1000;
}

static void interval_on_timeout(gil *g, gil_th *t) {
    /* relaxed: it changes under the mutex while anybody waits */
    if (t->seen_switches == atomic_load_explicit(&g->switches, memory_order_relaxed)) {
        gil_preempt(g, t);
    }
}

static gil_answer interval_pick(gil *g, gil_th *leaver, gil_leave why) {
    bool asked =
        why == GIL_LEAVE_REQUEST || why == GIL_LEAVE_YIELD || (leaver != NULL && leaver->asked);
    return asked ? gil_give(g->head)
                 : GIL_ANYONE; /* a leaver that wants it again is the last in the queue */
}

const gil_policy gil_policy_interval = {
    .name = "interval",
    .turns = true,
    .requeues = true,
    .state_size = sizeof(interval),
    .knob = "switchinterval",
    .knob_min = 1,
    .knob_max = UINT32_MAX,
    .init = interval_init,
    .patience = interval_patience,
    .on_timeout = interval_on_timeout,
    .pick = interval_pick,
};
