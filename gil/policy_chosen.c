/* policy_chosen.c: somebody outside says who goes on (gil_options.choose), at every instruction
 * that may be a switch while others are ready, and whenever the lock comes free. An explorer of
 * schedules sits there. It has no name that a user could give.
 *
 * The chooser sees the ids of all who could go on, in order; the holder's is among them at a poll.
 * One who could go on only after the leaver has slept is not ready yet: on a machine without
 * latencies (wake_ns, switch_ns ... 0) readiness depends on nothing but the choices.
 */
#include "gil/policy.h"

enum { MOST = 256 }; /* no more are offered */

typedef struct chosen {
    gil_th *next; /* whom the poll chose; NULL: not yet asked */
} chosen;

/* Asks; `holder` may be NULL. Mutex held, or nothing else runs (the simulated host). */
static gil_th *ask(gil *g, gil_th *holder) {
    gil_th *threads[MOST];
    uint32_t ids[MOST] = {0};
    unsigned n = 0;
    for (gil_th *t = holder != NULL ? holder : g->head; t != NULL && n < MOST;
         t = t == holder ? g->head : t->next) {
        unsigned i = n++;
        for (; i > 0 && threads[i - 1]->pub.id > t->pub.id; i--) {
            threads[i] = threads[i - 1];
        }
        threads[i] = t;
    }
    for (unsigned i = 0; i < n; i++) {
        ids[i] = threads[i]->pub.id;
    }
    return n == 1 ? threads[0] : threads[g->opt.choose(g->opt.choose_arg, ids, n) % n];
}

static bool chosen_on_poll(gil *g, gil_th *t, bool branch) {
    (void)branch;
    chosen *c = g->policy_state;
    c->next = ask(g, t);
    return c->next != t;
}

static gil_answer chosen_pick(gil *g, gil_th *leaver, gil_leave why) {
    chosen *c = g->policy_state;
    gil_th *t = why == GIL_LEAVE_TICK && c->next != NULL ? c->next : ask(g, NULL);
    (void)leaver;
    c->next = NULL;
    return gil_give(t);
}

const gil_policy gil_policy_chosen = {
    .name = "chosen",
    .hands_over = true,
    .state_size = sizeof(chosen),
    .on_poll = chosen_on_poll,
    .pick = chosen_pick,
};
