/* policy_random.c: the holder stops after a random number of steps (1 to 128, each power of two as
 * likely) and a random ready thread is next, perhaps the same. Seeded: on the simulated host the
 * same seed gives the same run. Shakes races out.
 */
#include "gil/policy.h"

typedef struct random_state {
    uint64_t seed;
    uint64_t next;
} random_state;

static bool random_init(gil *g, void *state, const char *arg, char *err, size_t errlen) {
    (void)g;
    random_state *r = state;
    bool ok = gil_parse(arg, 1, 0, UINT64_MAX, &r->seed, err, errlen);
    r->next = r->seed;
    return ok;
}

static uint64_t random_budget(gil *g, gil_th *t) {
    random_state *r = g->policy_state;
    uint64_t z = gil_draw(&r->next);
    uint64_t range = (uint64_t)1 << (z >> 61); /* 1, 2, ... 128 */
    return t->pub.steps + 1 + (z & 0xffff) % range;
}

static gil_answer random_pick(gil *g, gil_th *leaver, gil_leave why) {
    uint64_t n = gil_draw(&((random_state *)g->policy_state)->next) % gil_ready_count(g);
    gil_th *t = g->head;
    while (n-- > 0) {
        t = t->next;
    }
    if (why == GIL_LEAVE_YIELD && t == leaver) { /* sleep(0) means to give way */
        t = g->head;
    }
    return gil_give(t);
}

const gil_policy gil_policy_random = {
    .name = "random",
    .turns = true,
    .hands_over = true,
    .state_size = sizeof(random_state),
    .init = random_init,
    .budget = random_budget,
    .pick = random_pick,
};
