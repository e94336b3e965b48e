/* policy_fifo.c: fair. Every N steps, and whenever the holder blocks, the lock is handed to whoever
 * has waited longest. Nobody races, no wake-up is in vain; the price is a thread switch at each
 * hand-over. The one to copy for a new policy.
 */
#include "gil/policy.h"

typedef struct fifo {
    uint64_t n; /* the knob: first */
} fifo;

static bool fifo_init(gil *g, void *state, const char *arg, char *err, size_t errlen) {
    (void)g;
    return gil_parse(arg, 100, 1, UINT32_MAX, &((fifo *)state)->n, err, errlen);
}

static uint64_t fifo_budget(gil *g, gil_th *t) {
    return gil_next_multiple(t, ((fifo *)g->policy_state)->n);
}

static gil_answer fifo_pick(gil *g, gil_th *leaver, gil_leave why) {
    (void)leaver; /* if it wants the lock again it is the last in the queue */
    (void)why;
    return gil_give(g->head);
}

const gil_policy gil_policy_fifo = {
    .name = "fifo",
    .turns = true,
    .hands_over = true,
    .state_size = sizeof(fifo),
    .knob = "checkinterval",
    .knob_min = 1,
    .knob_max = UINT32_MAX,
    .init = fifo_init,
    .budget = fifo_budget,
    .pick = fifo_pick,
};
