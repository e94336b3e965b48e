/* test_gil.c: the core, both hosts, script locks, deadlocks, events; and what policies promise
 * exactly, on the simulated machine. The common suite of the policies is test_policies.c.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* usleep, fork */
#endif
#include "test_gil_common.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const gil_host_ops *hosts(unsigned i) {
    return i == 0 ? gil_host_sim() : gil_host_uv();
}

static gil_thread *start(const char *policy, unsigned host) {
    gil_options o = {.policy = policy, .host = hosts(host), .ring_size = 1 << 16};
    alarm(60);
    return gil_attach(make_gil(&o), NULL);
}

static void end(gil_thread *t) {
    end_gil(gil_of(t), t);
    alarm(0);
}

/* --- Exact stops ----------------------------------------------------------------------------- */

typedef struct watch {
    uint64_t n;
    gil_thread *t;
    uint64_t granted;
    bool branch_only;
} watch;

static unsigned n_there, n_stops; /* under the GIL */

static void watch_leave(void *user) {
    watch *w = user;
    if (w != NULL && w->t != NULL) {
        if (w->branch_only) {
            assert_int_equal(w->t->steps % 4, 3); /* only before a branch */
        } else {
            assert_int_equal((w->t->steps - w->granted) % w->n, 0);
        }
        n_stops++;
    }
}

static void watch_enter(void *user) {
    watch *w = user;
    if (w != NULL && w->t != NULL) {
        w->granted = w->t->steps;
    }
}

static void watched_count(gil_thread *t, void *arg) {
    watch *w = arg;
    n_there++;
    while (n_there < 3) { /* so that they really compete */
        gil_sleep(t, 100000);
    }
    w->t = t;
    w->granted = t->steps;
    do {
        run(t, 20000);
    } while (n_stops < 10); /* on a busy computer a thread may be alone for long */
    w->t = NULL;
}

static void exact(const char *spec, uint64_t n, gil_polls polls, unsigned host) {
    watch w[3];
    gil_thread *c[3];
    gil_options o = {.policy = spec,
                     .polls = polls,
                     .host = hosts(host),
                     .on_leave = watch_leave,
                     .on_enter = watch_enter};
    alarm(60);
    n_there = n_stops = 0;
    gil_thread *t = gil_attach(make_gil(&o), NULL);
    for (int i = 0; i < 3; i++) {
        w[i] = (watch){.n = n, .branch_only = polls == GIL_POLLS_BRANCH};
        c[i] = spawn(t, &w[i], watched_count, &w[i]);
    }
    for (int i = 0; i < 3; i++) {
        join_free(t, c[i]);
    }
    assert_true(n_stops >= 10);
    end(t);
}

static void test_stops_are_exact(void **state) {
    (void)state;
    for (unsigned h = 0; h < 2; h++) {
        exact("tick:1", 1, GIL_POLLS_EVERY, h);
        exact("tick:7", 7, GIL_POLLS_EVERY, h);
        exact("tick:100", 100, GIL_POLLS_EVERY, h);
        exact("fifo:13", 13, GIL_POLLS_EVERY, h);
        exact("tick:7", 7, GIL_POLLS_BRANCH, h);
        exact("bounce:5", 1, GIL_POLLS_BRANCH, h);
    }
}

/* --- Park, sleep, interrupt ------------------------------------------------------------------ */

static void test_park(void **state) {
    (void)state;
    for (unsigned h = 0; h < 2; h++) {
        gil_thread *t = start("tick", h);
        gil_unpark(t); /* early: remembered, once */
        gil_unpark(t);
        assert_int_equal(gil_park(t, GIL_WHY_OTHER, 0, -1), GIL_OK);
        assert_int_equal(gil_park(t, GIL_WHY_OTHER, 0, 0), GIL_TIMEOUT);
        uint64_t now = gil_now(t);
        assert_int_equal(gil_park(t, GIL_WHY_OTHER, 0, 3000000), GIL_TIMEOUT);
        assert_true(gil_now(t) - now >= 3000000);
        assert_int_equal(gil_sleep(t, 1000000), GIL_TIMEOUT);
        gil_unpark(t); /* does not end a sleep that comes later */
        assert_int_equal(gil_sleep(t, 1000000), GIL_TIMEOUT);
        /* A huge time-out does not wrap. */
        assert_int_equal(gil_park(t, GIL_WHY_OTHER, 0, INT64_MAX), GIL_OK);
        assert_true(gil_wall(t) > 1000000000000000000u);
        check_ledger(t);
        end(t);
    }
}

static gil_thread *main_of;

static void interrupt_main(gil_thread *t, void *arg) {
    (void)arg;
    gil_sleep(t, 2000000);
    gil_attention(main_of, GIL_ATT_SIGNAL);
}

static void on_alarm(int sig) {
    (void)sig;
    gil_attention(main_of, GIL_ATT_SIGNAL);
}

static void test_interrupt(void **state) {
    (void)state;
    for (unsigned h = 0; h < 2; h++) {
        gil_lock l = {0};
        int p[2];
        assert_int_equal(pipe(p), 0);
        gil_thread *t = main_of = start("tick", h);
        for (int kind = 0; kind < 4; kind++) {
            gil_thread *c = spawn(t, NULL, interrupt_main, NULL);
            gil_result r = GIL_OK;
            if (kind == 0) {
                r = gil_park(t, GIL_WHY_OTHER, 0, -1);
            } else if (kind == 1) {
                r = gil_sleep(t, INT64_MAX);
            } else if (kind == 2) {
                assert_int_equal(gil_lock_acquire(t, &l, 0), GIL_OK);
                r = gil_lock_acquire(t, &l, -1);
                gil_lock_release(t, &l);
            } else if (h == 1) {
                r = gil_wait_fd(t, p[0], GIL_FD_READ, -1, NULL);
            } else {
                r = gil_sleep(t, 100000000);
            }
            assert_int_equal(r, GIL_INTERRUPTED);
            assert_int_equal(gil_attention_get(t), GIL_ATT_SIGNAL);
            t->steps++;
            assert_int_equal(gil_poll(t, 0), GIL_ATT_SIGNAL);
            /* Every instruction asks while a bit is set. */
            assert_int_equal(atomic_load(&t->stop_at), 0);
            gil_attention_clear(t, GIL_ATT_SIGNAL);
            assert_int_equal(gil_poll(t, 0), 0);
            assert_true(atomic_load(&t->stop_at) > t->steps);
            join_free(t, c);
        }
        /* from a real signal handler */
        signal(SIGUSR1, on_alarm);
        gil_attention(t, GIL_ATT_COLLECT); /* this one does not end waits */
        raise(SIGUSR1);
        assert_int_equal(gil_sleep(t, 1000000), GIL_INTERRUPTED);
        signal(SIGUSR1, SIG_DFL);
        assert_int_equal(gil_attention_get(t), GIL_ATT_SIGNAL | GIL_ATT_COLLECT);
        gil_attention_clear(t, GIL_ATT_ALL);
        close(p[0]);
        close(p[1]);
        end(t);
    }
}

static void test_deaf(void **state) {
    (void)state;
    gil_options o = {.policy = "tick", .host = gil_host_sim(), .deaf = true};
    gil_thread *t = main_of = gil_attach(make_gil(&o), NULL);
    gil_thread *c = spawn(t, NULL, interrupt_main, NULL);
    assert_int_equal(gil_join(t, c, -1), GIL_OK); /* Python 2: join cannot be interrupted */
    assert_int_equal(gil_attention_get(t), GIL_ATT_SIGNAL);
    gil_thread_free(c);
    end(t);
}

/* --- Python 2's count and its storms ---------------------------------------------------------- */

static gil_thread *counters[2];
static uint64_t leaves[64]; /* steps of both together at each leaving */
static unsigned n_leaves;

static void note_leave(void *user) {
    (void)user;
    if (n_leaves < 64) {
        leaves[n_leaves++] = counters[0]->steps + (counters[1] != NULL ? counters[1]->steps : 0);
    }
}

static void run_5000(gil_thread *t, void *arg) {
    (void)arg;
    run(t, 5000);
}

/* tick:2x5: a round is 2 * 5 + 1 steps, whoever takes them. */
static void test_one_count_for_all(void **state) {
    (void)state;
    gil_options o = {.policy = "tick:2x5", .host = gil_host_sim(), .on_leave = note_leave};
    gil_thread *t = gil_attach(make_gil(&o), NULL);
    assert_string_equal(gil_policy_spec(gil_of(t)), "tick:2x5");
    counters[0] = t;
    counters[1] = spawn(t, NULL, run_5000, NULL);
    gil_sleep(t, 10000); /* it runs already */
    n_leaves = 0;
    for (int i = 0; i < 3; i++) {
        run(t, 7); /* what one leaves of a round when it blocks is for the other */
        gil_yield(t);
    }
    run(t, 300);
    join_free(t, counters[1]);
    unsigned whole = 0;
    for (unsigned i = 1; i < n_leaves; i++) {
        whole += leaves[i] - leaves[i - 1] == 11;
    }
    assert_true(whole > 40);
    assert_true(gil_knob_set(t, "checkinterval", 4));
    assert_string_equal(gil_policy_spec(gil_of(t)), "tick:4x5");
    counters[1] = NULL;
    end(t);
}

static void run_in_storm(gil_thread *t, void *arg) {
    (void)arg;
    n_leaves = 0;
    run(t, 1000);
    assert_int_equal(n_leaves, 0); /* nobody wants the lock */
    gil_attention(main_of, GIL_ATT_SIGNAL);
    run(t, 400);
    assert_in_range(n_leaves, 38, 40);
    gil_attention_clear(main_of, GIL_ATT_SIGNAL);
    run(t, 20);
    n_leaves = 0;
    run(t, 1000);
    assert_int_equal(n_leaves, 0);
}

static void test_storm(void **state) {
    (void)state;
    gil_options o = {.policy = "tick",
                     .host = gil_host_sim(),
                     .deaf = true,
                     .storm = 10,
                     .on_leave = note_leave};
    gil_thread *t = main_of = counters[0] = gil_attach(make_gil(&o), NULL);
    gil_thread *c = spawn(t, NULL, run_in_storm, NULL);
    join_free(t, c);
    end(t);
}

static void *foreign(void *arg) {
    usleep(3000);
    gil_unpark(arg);
    return NULL;
}

static void test_unpark_from_outside(void **state) {
    (void)state;
    pthread_t p;
    for (unsigned i = 0; i < 2; i++) {
        gil_thread *t = start(i == 0 ? "tick" : "fifo", 1);
        pthread_create(&p, NULL, foreign, t);
        assert_int_equal(gil_park(t, GIL_WHY_CALL, 0, -1), GIL_OK);
        pthread_join(p, NULL);
        end(t);
    }
}

/* --- Locks ----------------------------------------------------------------------------------- */

static gil_lock lock_a, lock_b;
static unsigned order[16], n_order;

static void take_and_note(gil_thread *t, void *arg) {
    (void)arg;
    assert_int_equal(gil_lock_acquire(t, &lock_a, -1), GIL_OK);
    order[n_order++] = gil_thread_id(t);
    gil_lock_release(t, &lock_a);
}

static void give_up(gil_thread *t, void *arg) {
    (void)arg;
    assert_int_equal(gil_lock_acquire(t, &lock_a, 1000000), GIL_TIMEOUT);
}

static void release_it(gil_thread *t, void *arg) {
    gil_sleep(t, 1000000);
    assert_true(gil_lock_release(t, arg));
}

static void test_locks(void **state) {
    (void)state;
    for (unsigned h = 0; h < 2; h++) {
        gil_thread *c[5];
        memset(&lock_a, 0, sizeof lock_a);
        n_order = 0;
        gil_thread *t = start("fifo", h);
        assert_false(gil_lock_release(t, &lock_a));
        assert_int_equal(gil_lock_acquire(t, &lock_a, 0), GIL_OK);
        assert_int_equal(gil_lock_acquire(t, &lock_a, 0), GIL_TIMEOUT);
        uint64_t now = gil_now(t);
        assert_int_equal(gil_lock_acquire(t, &lock_a, 2000000), GIL_TIMEOUT);
        assert_true(gil_now(t) - now >= 2000000);
        uint64_t waited = lock_a.contended;
        for (int i = 0; i < 5; i++) { /* the second gives up; the others have it in order */
            c[i] = spawn(t, NULL, i == 1 ? give_up : take_and_note, NULL);
            while (lock_a.contended == waited + (unsigned)i) {
                gil_sleep(t, 100000);
            }
        }
        while (lock_a.waiting != 4) {
            gil_sleep(t, 100000);
        }
        assert_true(gil_lock_release(t, &lock_a));
        for (int i = 0; i < 5; i++) {
            join_free(t, c[i]);
        }
        assert_int_equal(n_order, 4);
        for (int i = 1; i < 4; i++) {
            assert_true(order[i] > order[i - 1]);
        }
        /* released by another thread than the owner */
        assert_int_equal(gil_lock_acquire(t, &lock_a, -1), GIL_OK);
        c[0] = spawn(t, NULL, release_it, &lock_a);
        assert_int_equal(gil_lock_acquire(t, &lock_a, -1), GIL_OK);
        gil_lock_release(t, &lock_a);
        join_free(t, c[0]);
        /* recursive */
        memset(&lock_a, 0, sizeof lock_a);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(gil_rlock_acquire(t, &lock_a, -1), GIL_OK);
        }
        for (int i = 0; i < 3; i++) {
            assert_true(gil_rlock_release(t, &lock_a));
        }
        assert_false(gil_rlock_release(t, &lock_a));
        check_ledger(t);
        end(t);
    }
}

/* --- Threads --------------------------------------------------------------------------------- */

static void look_at_stack(gil_thread *t, void *arg) {
    void *base, *limit;
    char here;
    (void)arg;
    gil_thread_stack(t, &base, &limit);
#if !defined(__SANITIZE_ADDRESS__)
    assert_true(&here<(char *)base && & here>(char *) limit);
#else
    (void)here;
    assert_true(base > limit);
#endif
    run(t, 10);
}

static void test_threads(void **state) {
    (void)state;
    for (unsigned h = 0; h < 2; h++) {
        gil_thread *t = start("tick", h);
        look_at_stack(t, NULL);
        for (unsigned i = 0; i < 2000; i++) {
            gil_thread *c = spawn(t, NULL, look_at_stack, NULL);
            assert_int_equal(gil_thread_id(c), i + 2);
            if (i % 2 == 0) {
                assert_int_not_equal(gil_join(t, c, 1), GIL_OK + 100);
            }
            join_free(t, c);
        }
        gil_thread *never = gil_thread_new(gil_of(t), NULL);
        gil_thread_free(never);
        assert_int_equal(gil_thread_count(gil_of(t)), 1);
        assert_null(gil_thread_next(gil_of(t), t));
        end(t);
    }
}

static void nap(gil_thread *t, void *arg) {
    (void)arg;
    for (int i = 0; i < 10; i++) {
        gil_sleep(t, 10000000);
    }
}

static void test_many_fibers(void **state) {
    (void)state;
#if defined(__SANITIZE_THREAD__)
    enum { N = 500 }; /* each fiber is a thread to the sanitizer */
#else
    enum { N = 10000 };
#endif
    gil_machine m = GIL_MACHINE_DEFAULT;
    m.cores = 64;
    gil_options o = {.policy = "interval", .host = gil_host_sim(), .machine = &m};
    gil_thread *t = gil_attach(make_gil(&o), NULL);
    gil_thread **c = malloc(N * sizeof *c);
    alarm(60);
    for (int i = 0; i < N; i++) {
        c[i] = spawn(t, NULL, nap, NULL);
    }
    for (int i = 0; i < N; i++) {
        join_free(t, c[i]);
    }
    assert_true(gil_now(t) >= 100000000);
    /* A day costs nothing. */
    assert_int_equal(gil_sleep(t, (int64_t)86400 * 1000000000), GIL_TIMEOUT);
    free(c);
    end(t);
}

/* --- Descriptors and loops ------------------------------------------------------------------- */

static void write_later(gil_thread *t, void *arg) {
    gil_sleep(t, 2000000);
    assert_int_equal(write(*(int *)arg, "x", 1), 1);
}

static void test_descriptors(void **state) {
    (void)state;
    for (unsigned h = 0; h < 2; h++) {
        int p[2];
        char x;
        unsigned ready = 0;
        assert_int_equal(pipe(p), 0);
        gil_thread *t = start("interval", h);
        assert_int_equal(gil_wait_fd(t, p[0], GIL_FD_READ, 0, NULL), GIL_TIMEOUT);
        assert_int_equal(gil_wait_fd(t, p[0], GIL_FD_READ, 3000000, NULL), GIL_TIMEOUT);
        assert_int_equal(gil_wait_fd(t, p[1], GIL_FD_WRITE, -1, &ready), GIL_OK);
        assert_int_equal(ready, GIL_FD_WRITE);
        for (int i = 0; i < 3 && h == 1;
             i++) { /* a real wait; the simulated host would wait for the outside */
            gil_thread *c = spawn(t, NULL, write_later, &p[1]);
            assert_int_equal(gil_wait_fd(t, p[0], GIL_FD_READ, -1, &ready), GIL_OK);
            assert_int_equal(ready, GIL_FD_READ);
            assert_int_equal(read(p[0], &x, 1), 1);
            join_free(t, c);
        }
        int other = dup(p[0]);
        assert_int_equal(gil_wait_fd(t, other, GIL_FD_READ, 2000000, NULL), GIL_TIMEOUT);
        close(other);
        assert_int_equal(gil_wait_fd(t, other, GIL_FD_READ, 2000000, NULL), GIL_ERROR);
        close(p[1]);
        /* End of file can be read. */
        assert_int_equal(gil_wait_fd(t, p[0], GIL_FD_READ, -1, NULL), GIL_OK);
        close(p[0]);
        int file = open("/proc/self/exe", O_RDONLY);
        assert_int_equal(gil_wait_fd(t, file, GIL_FD_READ, -1, NULL), GIL_OK);
        close(file);
        end(t);
    }
}

/* --- Deadlocks ------------------------------------------------------------------------------- */

static char told[8192];
static unsigned n_told;

static void on_deadlock(void *arg, void *user, const char *text) {
    (void)arg;
    (void)user;
    snprintf(told, sizeof told, "%s", text);
    n_told++;
}

static void take_both(gil_thread *t, void *arg) {
    gil_lock *first = arg;
    gil_lock *second = first == &lock_a ? &lock_b : &lock_a;
    gil_thread_set_name(t, first == &lock_a ? "ann" : "bob");
    assert_int_equal(gil_lock_acquire(t, first, -1), GIL_OK);
    n_there++;
    while (n_there < 2) {
        gil_sleep(t, 100000);
    }
    gil_result r = gil_lock_acquire(t, second, -1);
    if (r == GIL_OK) {
        gil_lock_release(t, second);
    } else {
        assert_int_equal(r, GIL_DEADLOCK);
    }
    gil_lock_release(t, first);
}

static void test_deadlock(void **state) {
    (void)state;
    for (unsigned h = 0; h < 2; h++) {
        memset(&lock_a, 0, sizeof lock_a);
        memset(&lock_b, 0, sizeof lock_b);
        gil_options o = {.policy = "interval", .host = hosts(h), .on_deadlock = on_deadlock};
        gil_thread *t = gil_attach(make_gil(&o), NULL);
        alarm(60);
        gil_thread_set_name(t, "main");
        /* with itself */
        n_told = 0;
        gil_lock_acquire(t, &lock_a, -1);
        assert_int_equal(gil_lock_acquire(t, &lock_a, -1), GIL_DEADLOCK);
        assert_int_equal(n_told, 1);
        assert_non_null(strstr(
            told, "a cycle:\n  thread 'main' (1) waits for lock 1, held by thread 'main' (1)"));
        gil_lock_release(t, &lock_a);
        n_there = 0;
        /* two and two, while main joins them; whoever is told gives way, so all end */
        gil_thread *c[2] = {spawn(t, NULL, take_both, &lock_a), spawn(t, NULL, take_both, &lock_b)};
        join_free(t, c[0]);
        join_free(t, c[1]);
        assert_int_equal(n_told, 2);
        assert_non_null(
            strstr(told, "thread 'ann' (2) waits for lock 2, held by thread 'bob' (3)"));
        assert_non_null(
            strstr(told, "thread 'bob' (3) waits for lock 1, held by thread 'ann' (2)"));
        assert_non_null(strstr(told, "thread 'main' (1) waits for the end of thread 'ann' (2)"));
        /* not while somebody sleeps */
        c[0] = spawn(t, NULL, nap, NULL);
        join_free(t, c[0]);
        assert_int_equal(n_told, 2);
        end(t);
    }
}

/* --- Events, figures, knobs ------------------------------------------------------------------ */

static void test_events(void **state) {
    (void)state;
    gil_options o = {.policy = "fifo:10", .host = gil_host_sim(), .ring_size = 100};
    gil_thread *t = gil_attach(make_gil(&o), NULL);
    gil_event *e;
    uint64_t dropped;
    gil_mark(t, "hello");
    size_t n = gil_trace_take(t, &e, &dropped);
    assert_int_equal(n, 3);
    assert_int_equal(e[2].kind, GIL_EV_MARK);
    assert_string_equal(gil_trace_text(gil_of(t), e[2].on), "hello");
    assert_string_equal(gil_kinds[e[2].kind].name, "mark");
    free(e);
    for (int i = 0; i < 250; i++) {
        gil_mark(t, "again");
    }
    n = gil_trace_take(t, &e, &dropped);
    assert_int_equal(n, 100);
    assert_int_equal(dropped, 150); /* the oldest */
    for (size_t i = 1; i < n; i++) {
        assert_int_equal(e[i].seq, e[i - 1].seq + 1);
    }
    free(e);
    assert_int_equal(sizeof(gil_event), 32);
    end(t);
}

static void run_far(gil_thread *t, void *arg) {
    (void)arg;
    run(t, 20000);
}

/* Rings of any size, filled, emptied and filled again: the last records are there, in order. */
static void test_rings(void **state) {
    (void)state;
    const size_t sizes[] = {1, 100, 2048, 3000, 5000, 1 << 20}, rounds[] = {7000, 10, 2500, 9000};
    for (size_t i = 0; i < 6; i++) {
        gil_options o = {.policy = "fifo:10", .host = gil_host_sim(), .ring_size = sizes[i]};
        gil_thread *t = gil_attach(make_gil(&o), NULL);
        gil_event *e;
        uint64_t lost;
        gil_trace_take(t, &e, &lost);
        free(e);
        for (size_t k = 0; k < 4; k++) {
            for (size_t m = 0; m < rounds[k]; m++) {
                gil_note_collection(t, 0);
            }
            size_t n = gil_trace_take(t, &e, &lost);
            assert_int_equal(n, rounds[k] < sizes[i] ? rounds[k] : sizes[i]);
            assert_int_equal(lost, rounds[k] - n);
            for (size_t m = 1; m < n; m++) {
                assert_int_equal(e[m].seq, e[m - 1].seq + 1);
            }
            free(e);
        }
        end(t);
    }
}

enum { MARKS = 200 };

typedef struct uneven {
    gil_thread *other;
    uint64_t times[MARKS]; /* of its marks */
} uneven;

/* Marks whose texts change or not, silences of seconds, and a wake of the other. */
static void run_unevenly(gil_thread *t, void *arg) {
    uneven *u = arg;
    for (int i = 0; i < MARKS; i++) {
        u->times[i] = gil_clock(t);
        gil_mark(t, i % 5 == 0 ? "here" : "there");
        gil_note_collection(t, 0);
        if (i % 20 == 0) {
            gil_sleep(t, 5000000000);
        }
        gil_unpark(u->other);
        gil_park(t, GIL_WHY_OTHER, (uint32_t)i / 3, 1000000);
    }
}

static size_t uneven_events(size_t ring_size, gil_event **e) {
    gil_options o = {.policy = "fifo:10", .host = gil_host_sim(), .ring_size = ring_size};
    gil_thread *t = gil_attach(make_gil(&o), NULL);
    gil_thread *c[2] = {gil_thread_new(gil_of(t), NULL), gil_thread_new(gil_of(t), NULL)};
    uneven u[2] = {{.other = c[1]}, {.other = c[0]}};
    uint64_t lost;
    gil_thread_start(t, c[0], run_unevenly, &u[0]);
    gil_thread_start(t, c[1], run_unevenly, &u[1]);
    gil_join(t, c[0], -1);
    gil_join(t, c[1], -1);
    size_t n = gil_trace_take(t, e, &lost);
    assert_int_equal(lost == 0, ring_size > 10000);
    size_t marks[2] = {MARKS, MARKS};
    for (size_t i = n; i-- > 0;) {
        size_t who = (*e)[i].thread == gil_thread_id(c[1]);
        if ((*e)[i].kind == GIL_EV_MARK) {
            assert_int_equal((*e)[i].time_ns, u[who].times[--marks[who]]);
        }
    }
    assert_true(lost > 0 || marks[0] + marks[1] == 0);
    gil_thread_free(c[0]);
    gil_thread_free(c[1]);
    end(t);
    return n;
}

/* A small ring keeps the last records as they were, also where one is far from the one before it,
 * or of another thread. */
static void test_rings_keep_all_of_a_record(void **state) {
    (void)state;
    const size_t sizes[] = {1, 2, 3, 7, 64, 100, 333};
    gil_event *all, *some;
    uneven_events(1 << 16, &all); /* none is lost, so the n-th has the number n */
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        size_t n = uneven_events(sizes[i], &some);
        assert_in_range(n, sizes[i], 3 * sizes[i]);
        for (size_t k = 0; k < n; k++) {
            const gil_event *e = &all[some[k].seq - all[0].seq];
            assert_memory_equal(&some[k], e, sizeof *e);
        }
        free(some);
    }
    free(all);
}

/* What the events of a run say of drops; checks that `kept` comes in a turn, and as the figures
 * say.
 */
static void count_drops(gil_thread *t, uint64_t *kept, uint64_t *dropped, uint64_t *lost) {
    gil_event *e;
    gil_stats s;
    uint32_t holder = 0;
    *kept = *dropped = 0;
    gil_stats_total(t, &s);
    size_t n = gil_trace_take(t, &e, lost);
    for (size_t i = 0; i < n; i++) {
        bool gone = e[i].kind == GIL_EV_BLOCKED || e[i].kind == GIL_EV_EXITED;
        if (e[i].kind == GIL_EV_ACQUIRED) {
            holder = e[i].thread;
        } else if (e[i].kind == GIL_EV_KEPT) {
            assert_true(e[i].on > 0 && (holder == e[i].thread || *lost > 0));
            *kept += e[i].on;
        } else if (e[i].kind == GIL_EV_DROPPED || gone) {
            *dropped += !gone;
            holder = 0;
        }
    }
    free(e);
    if (*lost == 0) {
        assert_int_equal(*kept, s.kept);
        assert_int_equal(*kept + *dropped, s.forced);
    }
}

/* A drop after which the thread has the lock again at once is a count within its turn. None is
 * lost, except with the records of a full ring. */
static void test_kept(void **state) {
    (void)state;
    size_t sizes[] = {1 << 16, 40};
    for (size_t i = 0; i < 2; i++) {
        gil_options o = {.policy = "tick:5", .host = gil_host_sim(), .ring_size = sizes[i]};
        gil_thread *t = gil_attach(make_gil(&o), NULL);
        gil_thread *c[2] = {spawn(t, NULL, run_far, NULL), spawn(t, NULL, run_far, NULL)};
        join_free(t, c[0]);
        join_free(t, c[1]);
        uint64_t kept, dropped, lost;
        count_drops(t, &kept, &dropped, &lost);
        assert_int_equal(lost == 0, i == 0);
        assert_true(kept > 0 && dropped > 0 && kept + dropped <= 2 * 20000 / 5);
        end(t);
    }
}

/* Events taken out in the middle of a turn have its drops so far. */
static void test_kept_so_far(void **state) {
    (void)state;
    gil_machine m = GIL_MACHINE_DEFAULT;
    m.wake_ns = 1000000; /* the other is on its way for long */
    gil_options o = {
        .policy = "tick:5", .host = gil_host_sim(), .machine = &m, .ring_size = 1 << 16};
    gil_thread *t = gil_attach(make_gil(&o), NULL);
    gil_thread *c = spawn(t, NULL, run_far, NULL);
    uint64_t kept, dropped, lost;
    gil_stats s;
    do {
        run(t, 5);
        gil_stats_total(t, &s);
    } while (s.kept == 0);
    count_drops(t, &kept, &dropped, &lost);
    uint64_t before = kept;
    run(t, 1000);
    gil_stats_total(t, &s);
    gil_event *e;
    size_t n = gil_trace_take(t, &e, NULL);
    assert_int_equal(n, 1);
    assert_int_equal(e[0].kind, GIL_EV_KEPT);
    assert_int_equal(e[0].on, 1000 / 5);
    assert_int_equal(s.kept, before + 1000 / 5);
    free(e);
    join_free(t, c);
    end(t);
}

static void test_knobs(void **state) {
    (void)state;
    char err[100];
    uint64_t v;
    size_t n;
    gil_thread *t = start(NULL, 0);
    gil *g = gil_of(t);
    assert_string_equal(gil_policy_spec(g), "tick:100");
    assert_true(gil_knob_get(g, "checkinterval", &v));
    assert_int_equal(v, 100);
    assert_true(gil_knob_set(t, "checkinterval", 7));
    assert_string_equal(gil_policy_spec(g), "tick:7");
    assert_false(gil_knob_set(t, "checkinterval", 0));
    assert_false(gil_knob_get(g, "switchinterval", &v));
    assert_true(gil_set_policy(t, "interval", err, sizeof err));
    assert_string_equal(gil_policy_spec(g), "interval:5000");
    assert_true(gil_knob_set(t, "switchinterval", 50));
    const gil_policy_doc *d = gil_policies(&n);
    assert_int_equal(n, 9);
    assert_string_equal(d[0].name, "tick");
    assert_false(gil_set_policy(t, "script:/nonexistent", err, sizeof err));
    assert_false(gil_set_policy(t, "script:1@x", err, sizeof err));
    end(t);
    gil_options bad = {.policy = "tick:-1", .host = gil_host_sim()};
    assert_null(gil_new(&bad, err, sizeof err));
    assert_string_equal(err, "'-1' is not a number from 1 to 4294967295");
}

static void test_fatal(void **state) {
    (void)state;
    int p[2], status;
    char text[4096] = "";
    assert_int_equal(pipe(p), 0);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(p[1], 2);
        gil_thread *t = start("fifo", 0);
        gil_block_begin(t, GIL_WHY_CALL, 0);
        gil_block_begin(t, GIL_WHY_CALL, 0); /* does not hold it */
        _exit(0);
    }
    close(p[1]);
    size_t n = 0;
    for (ssize_t r; (r = read(p[0], text + n, sizeof text - 1 - n)) > 0;) {
        n += (size_t)r;
    }
    close(p[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    assert_non_null(strstr(text, "lock given up by a thread that does not hold it"));
    assert_non_null(strstr(text, "policy fifo:100"));
    assert_non_null(strstr(text, "thread 1 blocked"));
}

/* --- The simulated machine ------------------------------------------------------------------- */

typedef struct outcome {
    uint64_t hash, time;
    gil_stats stats;
} outcome;

static void count(gil_thread *t, void *arg) {
    run(t, *(uint64_t *)arg);
}

/* Two or more threads count `steps` each at once. */
static outcome countdown(const char *policy, unsigned cores, unsigned threads, uint64_t steps,
                         const gil_machine *m) {
    gil_machine machine = m != NULL ? *m : (gil_machine)GIL_MACHINE_DEFAULT;
    gil_thread *c[16];
    outcome out = {0};
    machine.cores = cores;
    gil_options o = {
        .policy = policy, .host = gil_host_sim(), .machine = &machine, .ring_size = 1 << 22};
    gil_thread *t = gil_attach(make_gil(&o), NULL);
    for (unsigned i = 0; i < threads; i++) {
        c[i] = spawn(t, NULL, count, &steps);
    }
    for (unsigned i = 0; i < threads; i++) {
        join_free(t, c[i]);
    }
    gil_stats_total(t, &out.stats);
    out.time = gil_now(t);
    gil_event *e;
    size_t n = gil_trace_take(t, &e, NULL);
    out.hash = gil_trace_hash(0, e, n);
    free(e);
    end_gil(gil_of(t), t);
    return out;
}

static void test_sim_repeats(void **state) {
    (void)state;
    size_t n;
    const gil_policy_doc *d = gil_policies(&n);
    gil_machine m = GIL_MACHINE_DEFAULT;
    m.jitter_ns = 3000;
    for (size_t i = 0; i < n; i++) {
        const char *spec = strcmp(d[i].name, "script") == 0 ? "script:2@100,3@50,2@200" : d[i].name;
        outcome a = countdown(spec, 2, 3, 20000, &m);
        outcome b = countdown(spec, 2, 3, 20000, &m);
        assert_int_equal(a.hash, b.hash);
        assert_int_equal(a.time, b.time);
        m.seed++;
    }
    assert_int_not_equal(countdown("random:1", 2, 3, 20000, &m).hash,
                         countdown("random:2", 2, 3, 20000, &m).hash);
}

/* A machine of Python 2's speed: 12 ns an instruction, 100 of them 1.2 us. */
static void test_sim_thrash(void **state) {
    (void)state;
    gil_machine m = GIL_MACHINE_DEFAULT;
    m.tick_ps = 12000;
    m.jitter_ns = 4000;
    const uint64_t steps = 2000000;
    double alone = (double)countdown("tick", 2, 1, 2 * steps, &m).time;
    outcome one = countdown("tick", 1, 2, steps, &m);
    outcome two = countdown("tick", 2, 2, steps, &m);
    outcome four = countdown("tick", 2, 4, steps / 2, &m);
    double r1 = (double)one.time / alone;
    double r2 = (double)two.time / alone;
    double r4 = (double)four.time / alone;
    print_message("tick:100 T/S: 1 core %.3f, 2 cores %.3f, 4 threads %.3f; vain wake-ups/s %.0f\n",
                  r1, r2, r4, (double)two.stats.vain / ((double)two.time / 1e9));
    assert_true(r1 > 0.9 && r1 < 1.2);  /* level on one core */
    assert_true(r2 > 1.1 && r4 > r2);   /* slower on two, worse with more threads */
    assert_true(two.stats.vain > 1000); /* the woken thread mostly finds it taken again */
    outcome interval = countdown("interval", 2, 2, steps, &m);
    assert_true((double)interval.time / alone < 1.05);
    assert_int_equal(interval.stats.vain, 0);
    assert_int_equal(countdown("fifo", 2, 2, steps / 100, &m).stats.vain, 0);
}

static void test_sim_interval(void **state) {
    (void)state;
    /* 100 ms of work, 5 ms turns and a wake-up: about 19 forced switches */
    outcome o = countdown("interval", 2, 2, 5000000, NULL);
    assert_in_range(o.stats.forced, 15, 20);
    outcome q = countdown("quantum:10", 2, 2, 5000000, NULL);
    assert_in_range(q.stats.forced, 7, 10);
}

typedef struct echo {
    bool stop;
    uint64_t replies, worst;
} echo;

/* 30 us of waiting, then two calls that give the lock up. */
static void answer(gil_thread *t, void *arg) {
    echo *e = arg;
    while (!e->stop) {
        uint64_t began = gil_now(t);
        gil_sleep(t, 30000);
        run(t, 50);
        gil_block_begin(t, GIL_WHY_FD, 1);
        gil_block_end(t);
        run(t, 50);
        e->replies++;
        uint64_t took = gil_now(t) - began;
        e->worst = took > e->worst ? took : e->worst;
    }
}

static void count_until(gil_thread *t, void *arg) {
    while (!((echo *)arg)->stop) {
        run(t, 10);
    }
}

static echo convoy(const char *policy, unsigned counting) {
    echo e = {0};
    gil_thread *c[8];
    gil_thread *t = start(policy, 0);
    c[0] = spawn(t, NULL, answer, &e);
    for (unsigned i = 1; i <= counting; i++) {
        c[i] = spawn(t, NULL, count_until, &e);
    }
    gil_sleep(t, 400000000);
    e.stop = true;
    for (unsigned i = 0; i <= counting; i++) {
        join_free(t, c[i]);
    }
    end(t);
    return e;
}

static void test_sim_convoy(void **state) {
    (void)state;
    double alone = (double)convoy("interval", 0).replies;
    echo one = convoy("interval", 1);
    echo cured = convoy("priority", 1);
    echo crowd = convoy("priority", 3);
    print_message(
        "convoy, of alone: interval %.4f, priority %.3f, with 3 threads %.3f (worst %.2f ms)\n",
        (double)one.replies / alone, (double)cured.replies / alone, (double)crowd.replies / alone,
        (double)crowd.worst / 1e6);
    assert_true((double)one.replies / alone < 0.02);
    assert_true((double)cured.replies / alone > 0.6);
    assert_true((double)crowd.replies / alone > 0.5);
}

/* Three threads write down who ran each step. */
static char lane[64];
static unsigned lane_at;

static void write_lane(gil_thread *t, void *arg) {
    (void)arg;
    for (int i = 0; i < 6; i++) {
        step(t);
        lane[lane_at++] = (char)('0' + gil_thread_id(t));
    }
}

static void test_script(void **state) {
    (void)state;
    for (unsigned h = 0; h < 2; h++) {
        gil_thread *c[3];
        memset(lane, 0, sizeof lane);
        lane_at = 0;
        /* main starts and joins; then 2 runs two steps, 3 one, 4 three, 2 two ... and the rest by
         * id */
        gil_thread *t = start("script:1@*, 2@2, 3@1, 4@3, 2@4, 4@4, 3@3", h);
        for (int i = 0; i < 3; i++) {
            c[i] = spawn(t, NULL, write_lane, NULL);
        }
        for (int i = 0; i < 3; i++) {
            join_free(t, c[i]);
        }
        assert_string_equal(lane, "223444224334422333");
        end(t);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stops_are_exact),
        cmocka_unit_test(test_park),
        cmocka_unit_test(test_interrupt),
        cmocka_unit_test(test_deaf),
        cmocka_unit_test(test_one_count_for_all),
        cmocka_unit_test(test_storm),
        cmocka_unit_test(test_unpark_from_outside),
        cmocka_unit_test(test_locks),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_many_fibers),
        cmocka_unit_test(test_descriptors),
        cmocka_unit_test(test_deadlock),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_rings),
        cmocka_unit_test(test_rings_keep_all_of_a_record),
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_kept_so_far),
        cmocka_unit_test(test_knobs),
        cmocka_unit_test(test_fatal),
        cmocka_unit_test(test_sim_repeats),
        cmocka_unit_test(test_sim_thrash),
        cmocka_unit_test(test_sim_interval),
        cmocka_unit_test(test_sim_convoy),
        cmocka_unit_test(test_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
