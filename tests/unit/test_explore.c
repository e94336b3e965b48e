/* test_explore.c: the seat of the chooser (gil_options.choose): all schedules of a small program
 * are found, each once, and what they show is known beforehand.
 */
#include "test_gil_common.h"

enum { DEEP = 200 };

/* Depth first over all choices: `path` is followed, then the first of the offered is taken. */
typedef struct explorer {
    unsigned path[DEEP], offered[DEEP], depth, fixed;
} explorer;

static unsigned choose(void *arg, const uint32_t *ids, unsigned n) {
    explorer *x = arg;
    assert_true(x->depth < DEEP);
    for (unsigned i = 1; i < n; i++) {
        assert_true(ids[i - 1] < ids[i]);
    }
    unsigned pick = x->depth < x->fixed ? x->path[x->depth] : 0;
    assert_true(pick < n); /* the same program offers the same */
    x->path[x->depth] = pick;
    x->offered[x->depth++] = n;
    return pick;
}

/* The next path; false: that was the last. */
static bool advance(explorer *x) {
    while (x->depth > 0 && x->path[x->depth - 1] + 1 == x->offered[x->depth - 1]) {
        x->depth--;
    }
    x->fixed = x->depth;
    x->depth = 0;
    if (x->fixed == 0) {
        return false;
    }
    x->path[x->fixed - 1]++;
    return true;
}

typedef struct shared {
    unsigned steps; /* of each thread: it reads in the first and writes in the last */
    unsigned x;
    uint64_t order; /* who made each step: one bit */
} shared;

static void add_one(gil_thread *t, void *arg) {
    shared *s = arg;
    step(t); /* until all have arrived */
    step(t);
    s->order = s->order << 1 | (gil_thread_id(t) & 1);
    unsigned read = s->x;
    for (unsigned i = 1; i < s->steps; i++) {
        step(t);
        s->order = s->order << 1 | (gil_thread_id(t) & 1);
    }
    s->x = read + 1;
}

static unsigned run_once(explorer *x, unsigned threads, shared *s) {
    gil_machine m = GIL_MACHINE_DEFAULT;
    m.cores = 64;
    m.wake_ns = m.jitter_ns = m.switch_ns = m.signal_ns = m.lock_ns = 0;
    gil_options o = {.host = gil_host_sim(), .machine = &m, .choose = choose, .choose_arg = x};
    gil_thread *t = gil_attach(make_gil(&o), NULL);
    gil_thread *c[4];
    s->x = 0;
    s->order = 1;
    for (unsigned i = 0; i < threads; i++) {
        c[i] = gil_thread_new(gil_of(t), NULL);
        assert_int_equal(gil_thread_start(t, c[i], add_one, s), 0);
    }
    for (unsigned i = 0; i < threads; i++) {
        join_free(t, c[i]);
    }
    end_gil(gil_of(t), t);
    return s->x;
}

/* Two threads of n steps: how many different orders of the steps, and what x may be at the end. */
static void test_two_threads(void **state) {
    (void)state;
    static const unsigned orders[] = {0, 2, 6, 20, 70};        /* (2n)! / (n! n!) */
    static const unsigned schedules[] = {0, 10, 35, 126, 462}; /* with the steps before and after */
    for (unsigned n = 1; n <= 4; n++) {
        explorer x = {0};
        uint64_t seen[100];
        unsigned runs = 0, distinct = 0, lost = 0;
        do {
            shared s = {.steps = n};
            unsigned end = run_once(&x, 2, &s);
            runs++;
            assert_in_range(end, 1, 2);
            unsigned i = 0;
            while (i < distinct && seen[i] != s.order) {
                i++;
            }
            if (i == distinct) {
                assert_true(distinct < 100);
                seen[distinct++] = s.order;
                lost += end == 1;
            }
        } while (advance(&x));
        assert_int_equal(distinct, orders[n]);
        assert_int_equal(lost, n == 1 ? 0 : orders[n] - 2); /* all but one thread after the other */
        assert_int_equal(runs, schedules[n]);
    }
}

/* The same choices, the same run: to the nanosecond. */
static void test_repeats(void **state) {
    (void)state;
    explorer x = {.path = {1, 0, 1, 1, 0}, .fixed = 5};
    shared a = {.steps = 3}, b = {.steps = 3};
    run_once(&x, 2, &a);
    x.depth = 0;
    run_once(&x, 2, &b);
    assert_int_equal(a.order, b.order);
    assert_int_equal(a.x, b.x);
}

/* Which of the threads that wait for a core gets it: the machine's own seat. */
static unsigned last_of(void *arg, const uint32_t *ids, unsigned n) {
    (void)ids;
    ++*(unsigned *)arg;
    return n - 1;
}

static void test_cores(void **state) {
    (void)state;
    unsigned asked = 0;
    gil_machine m = GIL_MACHINE_DEFAULT;
    m.cores = 1;
    m.slice_ns = 1000;
    m.choose = last_of;
    m.choose_arg = &asked;
    gil_options o = {.host = gil_host_sim(), .machine = &m, .policy = "fifo:10"};
    gil_thread *t = gil_attach(make_gil(&o), NULL);
    shared s = {.steps = 2000};
    gil_thread *c[4];
    for (unsigned i = 0; i < 4; i++) {
        c[i] = spawn(t, NULL, add_one, &s);
    }
    for (unsigned i = 0; i < 4; i++) {
        join_free(t, c[i]);
    }
    assert_true(asked > 3);
    end_gil(gil_of(t), t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_threads),
        cmocka_unit_test(test_repeats),
        cmocka_unit_test(test_cores),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
