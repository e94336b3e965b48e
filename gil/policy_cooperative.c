/* policy_cooperative.c: the holder keeps the lock until it blocks, yields or ends; then whoever has
 * waited longest has it.
 */
#include "gil/policy.h"

static bool cooperative_init(gil *g, void *state, const char *arg, char *err, size_t errlen) {
    (void)g;
    (void)state;
    uint64_t none;
    return gil_parse(arg, 0, 1, 0, &none, err, errlen); /* no number is between 1 and 0 */
}

static gil_answer cooperative_pick(gil *g, gil_th *leaver, gil_leave why) {
    (void)leaver;
    (void)why;
    return gil_give(g->head);
}

const gil_policy gil_policy_cooperative = {
    .name = "cooperative",
    .hands_over = true,
    .init = cooperative_init,
    .pick = cooperative_pick,
};
