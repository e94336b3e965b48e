/* policy_tick.c: the lock of Python 2 and 3.0, 3.1. Every N steps the holder lets go, calls one
 * waiter, and tries to take the lock again at once. No queue, no hand-over: the waiter needs some
 * microseconds to come, finds the lock taken and sleeps again, mostly. That race is what makes the
 * convoy and the thrash on two cores visible. N counts from the grant.
 */
#include "gil/policy.h"

typedef struct tick {
    uint64_t n; /* the knob: first */
} tick;

static bool tick_init(gil *g, void *state, const char *arg, char *err, size_t errlen) {
    (void)g;
    return gil_parse(arg, 100, 1, UINT32_MAX, &((tick *)state)->n, err, errlen);
}

static uint64_t tick_budget(gil *g, gil_th *t) {
    return gil_next_multiple(t, ((tick *)g->policy_state)->n);
}

static gil_answer tick_pick(gil *g, gil_th *leaver, gil_leave why) {
    (void)g;
    (void)leaver;
    /* sleep(0) means to give way, not to race */
    return why == GIL_LEAVE_YIELD ? GIL_ANYONE_ELSE : GIL_ANYONE;
}

const gil_policy gil_policy_tick = {
    .name = "tick",
    .state_size = sizeof(tick),
    .knob = "checkinterval",
    .knob_min = 1,
    .knob_max = UINT32_MAX,
    .init = tick_init,
    .budget = tick_budget,
    .pick = tick_pick,
};
