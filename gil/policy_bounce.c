/* policy_bounce.c: MicroPython's lock. At every N-th branch the holder unlocks and locks again: no
 * waiter is counted, nothing handed over. While nobody else is ready the branches are not counted:
 * unlocking would change nothing. note[0] of a thread is its count. (MicroPython counts in each
 * activation of a function; a thread is what we know of.)
 */
#include "gil/policy.h"

typedef struct bounce {
    uint64_t n; /* the knob: first */
} bounce;

static bool bounce_init(gil *g, void *state, const char *arg, char *err, size_t errlen) {
    (void)g;
    return gil_parse(arg, 32, 1, UINT32_MAX, &((bounce *)state)->n, err, errlen);
}

static bool bounce_on_poll(gil *g, gil_th *t, bool branch) {
    if (branch && ++t->note[0] >= ((bounce *)g->policy_state)->n) {
        t->note[0] = 0;
        return true;
    }
    return false;
}

static gil_answer bounce_pick(gil *g, gil_th *leaver, gil_leave why) {
    (void)g;
    (void)leaver;
    return why == GIL_LEAVE_YIELD ? GIL_ANYONE_ELSE : GIL_ANYONE;
}

const gil_policy gil_policy_bounce = {
    .name = "bounce",
    .state_size = sizeof(bounce),
    .knob = "checkinterval",
    .knob_min = 1,
    .knob_max = UINT32_MAX,
    .init = bounce_init,
    .on_poll = bounce_on_poll,
    .pick = bounce_pick,
};
