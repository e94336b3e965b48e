/* test_policies.c: the common suite. Every policy, on both hosts, under both poll settings, must
 * pass it: one holder at a time, no lost wake-up, everyone gets a turn where it is promised, clean
 * exit with waiters present, swap while threads wait. Then what each policy promises by itself,
 * exactly, on the simulated machine.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* usleep, fork */
#endif
#include "test_gil_common.h"

#include <unistd.h>

/* name, does everyone get a turn without blocking? */
static const struct subject {
    const char *spec;
    bool turns;
} subjects[] = {
    {"tick:7", false},
    {"tick", false},
    {"tick:3x4", false},
    {"interval:200", true},
    {"fifo:5", true},
    {"fifo", true},
    {"priority:200", true},
    {"quantum:1", true},
    {"bounce:3", false},
    {"bounce", false},
    {"cooperative", false},
    {"random:7", true},
    {"random:8", true},
    {"script:1@50,2@30,3@10,2@60", false},
};
enum { N_SUBJECTS = sizeof subjects / sizeof subjects[0], THREADS = 4 };

typedef struct world {
    gil *g;
    const struct subject *s;
    uint64_t counter; /* under the GIL, not atomic: the thread sanitizer looks */
    gil_thread *inside;
    unsigned done;
    uint64_t quota, progress[THREADS + 1];
    gil_lock lock;
    int turn;
    gil_thread *pair[2];
    bool stop;
} world;

static bool on_sim(const gil_host_ops *host) {
    return host == gil_host_sim();
}

static gil_options options_for(const gil_host_ops *host, const char *spec, gil_polls polls) {
    return (gil_options){.policy = spec, .polls = polls, .host = host, .ring_size = 1 << 20};
}

/* --- One holder at a time -------------------------------------------------------------------- */

static void count_alone(gil_thread *t, void *arg) {
    world *w = arg;
    for (uint64_t i = 0; i < w->quota; i++) {
        w->inside = t; /* from here to the next poll nobody else may run */
        uint64_t seen = w->counter;
        w->counter = seen + 1;
        assert_ptr_equal(w->inside, t);
        step(t);
        if (i % 1000 == 999) {
            gil_block_begin(t, GIL_WHY_CALL, 0);
            gil_block_end(t);
        }
    }
}

static void one_holder(const gil_options *o, const struct subject *s) {
    world w = {.s = s, .quota = 5000};
    gil_thread *c[THREADS];
    gil *g = make_gil(o);
    gil_thread *t = gil_attach(g, NULL);
    for (int i = 0; i < THREADS; i++) {
        c[i] = spawn(t, NULL, count_alone, &w);
    }
    for (int i = 0; i < THREADS; i++) {
        join_free(t, c[i]);
    }
    assert_int_equal(w.counter, THREADS * w.quota);
    assert_true(check_ledger(t) > 0);
    gil_stats stats;
    gil_stats_total(t, &stats);
    assert_int_equal(stats.steps, THREADS * w.quota + t->steps);
    end_gil(g, t);
}

/* --- No lost wake-up ------------------------------------------------------------------------- */

/* Two threads pass a turn by park and unpark; others use the lock and sleep. That it ends is the
 * test. */
static void pass_turn(gil_thread *t, void *arg) {
    world *w = arg;
    int me = t == w->pair[1];
    for (int i = 0; i < 500; i++) {
        while (w->turn != me) {
            assert_int_equal(gil_park(t, GIL_WHY_OTHER, 0, -1), GIL_OK);
        }
        step(t);
        w->turn = !me;
        gil_unpark(w->pair[!me]);
        step(t);
    }
}

static void use_lock(gil_thread *t, void *arg) {
    world *w = arg;
    for (int i = 0; i < 200; i++) {
        gil_result r;
        do {
            r = gil_lock_acquire(t, &w->lock, i % 3 == 0 ? 20000 : -1);
        } while (r == GIL_TIMEOUT);
        assert_int_equal(r, GIL_OK);
        uint64_t seen = w->counter;
        run(t, 5);
        if (i % 20 == 0) {
            gil_sleep(t, 10000);
        }
        w->counter = seen + 1;
        assert_true(gil_lock_release(t, &w->lock));
        run(t, 3);
    }
}

static void no_lost_wakeup(const gil_options *o, const struct subject *s) {
    world w = {.s = s};
    gil_thread *c[THREADS];
    gil *g = make_gil(o);
    gil_thread *t = gil_attach(g, NULL);
    for (int i = 0; i < 2; i++) {
        c[i] = w.pair[i] = gil_thread_new(g, NULL);
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(gil_thread_start(t, c[i], pass_turn, &w), 0);
    }
    for (int i = 2; i < THREADS; i++) {
        c[i] = spawn(t, NULL, use_lock, &w);
    }
    for (int i = 0; i < THREADS; i++) {
        join_free(t, c[i]);
    }
    assert_int_equal(w.counter, (THREADS - 2) * 200);
    assert_true(check_ledger(t) > 0);
    end_gil(g, t);
}

/* --- Everyone gets a turn -------------------------------------------------------------------- */

/* Counts without ever blocking until all have had their quota. With a policy that does not promise
 * turns, yields. */
static void count_until_all(gil_thread *t, void *arg) {
    world *w = arg;
    unsigned me = gil_thread_id(t) - 2;
    while (w->done < THREADS) {
        step(t);
        if (++w->progress[me] == w->quota) {
            w->done++;
        }
        if (!w->s->turns && w->progress[me] % 100 == 0) {
            gil_yield(t);
        }
    }
}

static void everyone_a_turn(const gil_options *o, const struct subject *s) {
    world w = {.s = s, .quota = 2000};
    gil_thread *c[THREADS];
    gil *g = make_gil(o);
    gil_thread *t = gil_attach(g, NULL);
    for (int i = 0; i < THREADS; i++) {
        c[i] = spawn(t, NULL, count_until_all, &w);
    }
    for (int i = 0; i < THREADS; i++) {
        join_free(t, c[i]);
    }
    end_gil(g, t);
}

/* --- Exit with waiters present --------------------------------------------------------------- */

static void run_for_ever(gil_thread *t, void *arg) {
    const struct subject *s = arg;
    for (;;) {
        run(t, 100);
        if (gil_thread_id(t) % 2 == 0) {
            gil_sleep(t, 1000);
        } else if (!s->turns) {
            gil_yield(t);
        }
    }
}

static void exit_with_waiters(const gil_options *o, const struct subject *s) {
    gil *g = make_gil(o);
    gil_thread *t = gil_attach(g, NULL);
    for (int i = 0; i < THREADS; i++) {
        spawn(t, NULL, run_for_ever, (void *)(uintptr_t)s);
    }
    for (int i = 0; i < 5; i++) {
        run(t, 50);
        gil_sleep(t, 20000);
    }
    gil_close(t);
    run(t, 1000);
    gil_sleep(t, 2000000); /* it comes back though others are ready, and nobody else runs */
    uint64_t now = gil_now(t);
    gil_stats before, after;
    gil_stats_total(t, &before);
    gil_sleep(t, 1000000);
    gil_stats_total(t, &after);
    assert_int_equal(after.steps, before.steps);
    assert_true(gil_now(t) >= now);
    gil_detach(t);
    assert_int_equal(gil_free(g), on_sim(o->host)); /* OS threads sleep on, and keep it */
}

/* --- Swap while threads wait ----------------------------------------------------------------- */

static void work_until_stop(gil_thread *t, void *arg) {
    world *w = arg;
    while (!w->stop) {
        run(t, 37);
        if (t->steps % 3 == 0) {
            gil_yield(t);
        }
        w->counter++;
    }
}

static void swap_while_waiting(const gil_options *o, const struct subject *s) {
    world w = {.s = s};
    char err[100];
    gil_thread *c[THREADS];
    gil *g = make_gil(o);
    gil_thread *t = gil_attach(g, NULL);
    for (int i = 0; i < THREADS; i++) {
        c[i] = spawn(t, NULL, work_until_stop, &w);
    }
    for (unsigned i = 0; i < 4 * N_SUBJECTS; i++) {
        run(t, 20);
        assert_true(gil_set_policy(t, subjects[i % N_SUBJECTS].spec, err, sizeof err));
        run(t, 20);
        gil_yield(t);
        assert_true(gil_set_policy(t, s->spec, err, sizeof err));
        gil_sleep(t, 10000);
    }
    assert_false(gil_set_policy(t, "nonsense", err, sizeof err));
    assert_false(gil_set_policy(t, "tick:0", err, sizeof err));
    assert_false(gil_set_policy(t, "tick:1x", err, sizeof err));
    assert_false(gil_set_policy(t, "tick:x1", err, sizeof err));
    assert_false(gil_set_policy(t, "tick:1x0", err, sizeof err));
    w.stop = true;
    for (int i = 0; i < THREADS; i++) {
        join_free(t, c[i]);
    }
    assert_true(w.counter > 0);
    assert_true(check_ledger(t) > 0);
    end_gil(g, t);
}

typedef void (*rule)(const gil_options *, const struct subject *);

static void each(rule r) {
    const gil_host_ops *hosts[] = {gil_host_sim(), gil_host_uv()};
    for (unsigned h = 0; h < 2; h++) {
        for (unsigned i = 0; i < N_SUBJECTS; i++) {
            for (unsigned p = 0; p < 2; p++) {
                gil_options o =
                    options_for(hosts[h], subjects[i].spec, p ? GIL_POLLS_BRANCH : GIL_POLLS_EVERY);
                if (getenv("GIL_TEST_VERBOSE") != NULL) {
                    fprintf(stderr, "%s %s polls=%u\n", hosts[h]->name, subjects[i].spec, p);
                }
                alarm(60); /* a hang ends the test; the last line above says where */
                r(&o, &subjects[i]);
            }
        }
    }
    alarm(0);
}

static void test_one_holder(void **state) {
    (void)state;
    each(one_holder);
}
static void test_no_lost_wakeup(void **state) {
    (void)state;
    each(no_lost_wakeup);
}
static void test_everyone_a_turn(void **state) {
    (void)state;
    each(everyone_a_turn);
}
static void test_exit_with_waiters(void **state) {
    (void)state;
    each(exit_with_waiters);
}
static void test_swap_while_waiting(void **state) {
    (void)state;
    each(swap_while_waiting);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_holder),         cmocka_unit_test(test_no_lost_wakeup),
        cmocka_unit_test(test_everyone_a_turn),    cmocka_unit_test(test_exit_with_waiters),
        cmocka_unit_test(test_swap_while_waiting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
