/* broken_policies.h: five policies that are wrong, one rule each, for the test of the suite itself.
 * Each is policy_fifo.c with one mistake that somebody might make.
 */
#ifndef GILVM_TESTS_BROKEN_POLICIES_H
#define GILVM_TESTS_BROKEN_POLICIES_H

#include "gil/policy.h"

enum { TURN = 100 }; /* steps */

static uint64_t broken_budget(gil *g, gil_th *t) {
    (void)g;
    return gil_next_multiple(t, TURN);
}

static gil_answer first_in_queue(gil *g, gil_th *leaver, gil_leave why) {
    (void)leaver;
    (void)why;
    return gil_give(g->head);
}

/* Tells each newcomer that it has the lock: deciding is for `pick` alone, granting for the core. */
static void grant_at_once(gil *g, gil_th *t) {
    (void)g;
    atomic_store(&t->granted, true);
}

static const gil_policy two_holders = {
    .name = "two_holders",
    .turns = true,
    .budget = broken_budget,
    .on_ready = grant_at_once,
    .pick = first_in_queue,
};

/* Answers "nobody" to a holder that blocks: those who wait already are not asked about again. */
static gil_answer forget_when_blocked(gil *g, gil_th *leaver, gil_leave why) {
    (void)leaver;
    return why == GIL_LEAVE_BLOCKED ? GIL_NOBODY : gil_give(g->head);
}

static const gil_policy lost_wakeup = {
    .name = "lost_wakeup",
    .turns = true,
    .budget = broken_budget,
    .pick = forget_when_blocked,
};

/* Last come, first served: two threads pass the lock to and fro for ever. */
static gil_answer last_in_queue(gil *g, gil_th *leaver, gil_leave why) {
    (void)why;
    return gil_give(g->tail != leaver || g->tail->prev == NULL ? g->tail : g->tail->prev);
}

static const gil_policy starvation = {
    .name = "starvation",
    .turns = true,
    .budget = broken_budget,
    .pick = last_in_queue,
};

/* Promises turns and has no budget. */
static const gil_policy never_lets_go = {
    .name = "never_lets_go",
    .turns = true,
    .pick = first_in_queue,
};

/* Says good-bye to the first waiter when it is removed, through a note that it never made. */
typedef struct farewell {
    gil *g;
} farewell;

static bool farewell_init(gil *g, void *state, const char *arg, char *err, size_t errlen) {
    (void)arg;
    (void)err;
    (void)errlen;
    ((farewell *)state)->g = g;
    return true;
}

static void farewell_fini(void *state) {
    gil_th *first = ((farewell *)state)->g->head;
    if (first != NULL) {
        *(volatile uint64_t *)(uintptr_t)first->note[0] = 1;
    }
}

static const gil_policy crash_at_exit = {
    .name = "crash_at_exit",
    .state_size = sizeof(farewell),
    .turns = true,
    .init = farewell_init,
    .fini = farewell_fini,
    .budget = broken_budget,
    .pick = first_in_queue,
};

#endif
