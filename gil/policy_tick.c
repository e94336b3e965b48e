/* policy_tick.c: the lock of Python 2 and 3.0, 3.1. Every N steps the holder lets go, calls one
 * waiter, and tries to take the lock again at once. No queue, no hand-over: the waiter needs some
 * microseconds to come, finds the lock taken and sleeps again, mostly. That race is what makes the
 * convoy and the thrash on two cores visible. N counts from the grant.
 *
 * "NxM" counts as Python 2 did. There is one count for all threads, which goes on where the last
 * holder left it. A tick is M steps, since Python 2's instructions took longer than ours, and only
 * one in three counted. And each of its checks spends a system call while anybody waits, since
 * sem_post() does not know that the waiter is awake already: that is when it may win. One step is
 * added to each round, so that a loop is not met at the same instruction for ever: Python 2's ticks
 * fell unevenly.
 */
#include "gil/policy.h"

#include <stdio.h>
#include <string.h>

typedef struct tick {
    uint64_t n;      /* the knob: first */
    uint64_t m;      /* 0: N counts from the grant */
    gil_th *who;     /* NxM: who counted last; a thread's struct stays when the thread ends */
    uint64_t target; /* ... and at which of its steps the round ends */
} tick;

static bool tick_init(gil *g, void *state, const char *arg, char *err, size_t errlen) {
    (void)g;
    tick *s = state;
    char n[32];
    const char *x = strchr(arg, 'x');
    if (x == NULL) {
        return gil_parse(arg, 100, 1, UINT32_MAX, &s->n, err, errlen);
    }
    if (x == arg || x[1] == '\0') {
        snprintf(err, errlen, "'%s' is not NUMBERxNUMBER", arg);
        return false;
    }
    snprintf(n, sizeof n, "%.*s", (int)(x - arg), arg);
    return gil_parse(n, 100, 1, UINT32_MAX, &s->n, err, errlen) &&
           gil_parse(x + 1, 1, 1, 1000000, &s->m, err, errlen);
}

/* The rest of the round for t, which may be another than the one that began it. */
static uint64_t round_end(tick *s, const gil_th *t) {
    uint64_t round = s->n * s->m + 1;
    uint64_t left = 0;
    if (s->who == t) {
        left = s->target > t->pub.steps ? s->target - t->pub.steps
                                        : round - (t->pub.steps - s->target) % round;
    } else if (s->who != NULL && s->target > s->who->pub.steps) {
        left = s->target - s->who->pub.steps;
    }
    s->who = (gil_th *)(uintptr_t)t;
    s->target = t->pub.steps + (left == 0 || left > round ? round : left);
    return s->target;
}

static uint64_t tick_budget(gil *g, gil_th *t) {
    tick *s = g->policy_state;
    return s->m == 0 ? gil_next_multiple(t, s->n) : round_end(s, t);
}

static gil_answer tick_pick(gil *g, gil_th *leaver, gil_leave why) {
    (void)leaver;
    if (why == GIL_LEAVE_YIELD) { /* sleep(0) means to give way, not to race */
        return GIL_ANYONE_ELSE;
    }
    return ((tick *)g->policy_state)->m > 0 ? GIL_ANYONE_POSTED : GIL_ANYONE;
}

static void tick_print(const void *state, char *arg, size_t len) {
    const tick *s = state;
    snprintf(arg, len, s->m == 0 ? "%llu" : "%llux%llu", (unsigned long long)s->n,
             (unsigned long long)s->m);
}

const gil_policy gil_policy_tick = {
    .name = "tick",
    .state_size = sizeof(tick),
    .knob = "checkinterval",
    .knob_min = 1,
    .knob_max = UINT32_MAX,
    .init = tick_init,
    .print = tick_print,
    .budget = tick_budget,
    .pick = tick_pick,
};
