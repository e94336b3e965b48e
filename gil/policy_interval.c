/* policy_interval.c: the lock of Python 3.2 and later. The holder has no limit of its own. A waiter
 * sleeps for one interval; if it ran out, and nobody else has had the lock meanwhile, it asks the
 * holder to stop. A holder that was asked may not come back before another has had the lock (forced
 * switching), also when it leaves to block. A leaver that was not asked just opens the lock and
 * calls one waiter.
 *
 * Who gets a forced switch is CPython's condition variable's doing. The waiter that asked is awake:
 * it waits anew, and if the holder answers at once, on another core, its signal mostly meets a
 * thread that is still on its way to sleep, which takes it. Else the signal wakes whoever has slept
 * longest. With 3 and 4 counting threads under CPython 3.11 the lock went back to the one that had
 * it before in 70 to 88 of 100 switches: so here a draw decides, ASKER of 10.
 * Who just left is the next to ask, since the others' waits began before the switch and their ends
 * do not count. So two threads alternate, and a third one waits for a draw in its favour, many
 * intervals. On one core the asker sleeps before the holder runs on, and the switch goes round.
 */
#include "gil/policy.h"

enum {
    ASKER = 9,       /* so many of 10 forced switches are for the one that asked, */
    AWAKE_NS = 10000 /* if they come so soon after it asked */
};

typedef struct interval {
    uint64_t us; /* the knob: first */
    uint64_t luck;
    gil_th *asker; /* the last; a thread's struct stays when the thread ends */
    uint64_t asked_at;
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
        interval *s = g->policy_state;
        s->asker = t;
        s->asked_at = gil_time(g);
        gil_preempt(g, t);
    }
}

/* Who gets the lock that was asked for. A leaver that wants it again is the last in the queue. */
static gil_th *forced(gil *g, gil_th *leaver) {
    interval *s = g->policy_state;
    gil_th *asker = s->asker;
    bool awake = g->parallel && asker != NULL && asker != leaver &&
                 gil_state_of(asker) == GIL_READY && gil_time(g) - s->asked_at < AWAKE_NS;
    return awake && asker != g->head && gil_draw(&s->luck) % 10 < ASKER ? asker : g->head;
}

static gil_answer interval_pick(gil *g, gil_th *leaver, gil_leave why) {
    bool asked =
        why == GIL_LEAVE_REQUEST || why == GIL_LEAVE_YIELD || (leaver != NULL && leaver->asked);
    return asked ? gil_give(forced(g, leaver)) : GIL_ANYONE;
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
