/* test_gil_common.h: fake threads for the tests of gil/. No VM: an instruction is one turn of
 * run(). Both hosts. */
#ifndef GILVM_TESTS_TEST_GIL_COMMON_H
#define GILVM_TESTS_TEST_GIL_COMMON_H

#include "gil/gil.h"
#include "gil/host.h"
#include "gil/trace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline gil *make_gil(const gil_options *o) {
    char err[200] = "";
    gil *g = gil_new(o, err, sizeof err);
    if (g == NULL) {
        fail_msg("gil_new: %s", err);
    }
    return g;
}

/* One instruction: every fourth is a branch. */
static inline unsigned step(gil_thread *t) {
    unsigned bits = 0;
    if (t->steps + 1 > atomic_load_explicit(&t->stop_at, memory_order_relaxed)) {
        bits = gil_poll(t, t->steps % 4 == 3 ? GIL_POLL_BRANCH : 0);
    }
    t->steps++;
    return bits;
}

static inline void run(gil_thread *t, uint64_t n) {
    for (uint64_t i = 0; i < n; i++) {
        step(t);
    }
}

/* Ends everything: all threads must have been joined. */
static inline void end_gil(gil *g, gil_thread *main_thread) {
    gil_detach(main_thread);
    assert_true(gil_free(g));
}

static inline gil_thread *spawn(gil_thread *t, void *user, void (*fn)(gil_thread *, void *),
                                void *arg) {
    gil_thread *c = gil_thread_new(gil_of(t), user);
    assert_non_null(c);
    assert_int_equal(gil_thread_start(t, c, fn, arg), 0);
    return c;
}

static inline void join_free(gil_thread *t, gil_thread *c) {
    assert_int_equal(gil_join(t, c, -1), GIL_OK);
    assert_true(gil_thread_exited(c));
    gil_thread_free(c);
}

/* Checks that the events partition every thread's life, with one holder at a time. Answers the
 * number of events. */
static inline size_t check_ledger(gil_thread *t) {
    enum { N = 4096 };
    static const char *const names[] = {"none", "ready", "holding", "blocked", "gone"};
    unsigned char state[N] = {0};
    gil_event *e;
    uint64_t dropped;
    size_t n = gil_trace_take(t, &e, &dropped);
    uint32_t holder = 0;
    uint64_t last = 0;
    assert_int_equal(dropped, 0);
    for (size_t i = 0; i < n; i++) {
        unsigned id = e[i].thread;
        unsigned from = 99;
        unsigned to = 0;
        assert_true(id < N);
        if (i > 0) {
            assert_int_equal(e[i].seq, e[i - 1].seq + 1); /* none is missing */
        }
        switch ((gil_kind)e[i].kind) {
        case GIL_EV_STARTED: from = 0, to = 1; break;
        case GIL_EV_ACQUIRED: from = 1, to = 2; break;
        case GIL_EV_DROPPED: from = 2, to = 1; break;
        case GIL_EV_BLOCKED: from = 2, to = 3; break;
        case GIL_EV_UNBLOCKED: from = 3, to = 1; break;
        case GIL_EV_EXITED: from = 2, to = 4; break;
        case GIL_EV_VAIN:
        case GIL_EV_REQUEST: assert_int_equal(state[id], 1); continue;
        default: continue;
        }
        if (state[id] != from) {
            fail_msg("event %zu %s of thread %u in state %s", i, gil_kinds[e[i].kind].name, id,
                     names[state[id]]);
        }
        if (to == 2) {
            assert_int_equal(holder, 0); /* one holder at a time */
            holder = id;
        } else if (from == 2) {
            assert_int_equal(holder, id);
            holder = 0;
        }
        if (to == 2 || from == 2) { /* the lock's own times never go back */
            assert_true(e[i].time_ns >= last);
            last = e[i].time_ns;
        }
        state[id] = (unsigned char)to;
    }
    free(e);
    return n;
}

#endif
