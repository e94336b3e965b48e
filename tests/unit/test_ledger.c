/* test_ledger.c: the ledger and the file format, on events made by hand: small runs whose every
 * figure can be added up in the head. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/ledger.c"
#include "cli/trace.c"

static char script[] = "hand.py", none[] = "", policy[] = "tick:100", polls[] = "every",
            machine[] = "2 cores", when[] = "now";
static char name_a[] = "a b%\n", name_lock[] = "lock";
static char *texts[] = {name_a, name_lock};
static char file[] = "/x/f.py", function[] = "work";
static trace_place places[] = {{file, function, 7}, {file, function, 9}};

static trace make_trace(gil_event *events, size_t n, uint64_t ended) {
    for (size_t i = 0; i < n; i++) {
        events[i].seq = i;
    }
    return (trace){.events = events,
                   .n = n,
                   .began = 0,
                   .ended = ended,
                   .places = places,
                   .n_places = 2,
                   .texts = texts,
                   .n_texts = 2,
                   .policy = policy,
                   .polls = polls,
                   .machine = machine,
                   .cores = 2,
                   .script = script,
                   .args = none,
                   .when = when};
}

#define EV(time, thread_, kind_, why_, on_, where_)                                    \
    {                                                                                  \
        .time_ns = (time), .thread = (thread_), .kind = GIL_EV_##kind_, .why = (why_), \
        .on = (on_), .where = (where_)                                                 \
    }

/* Thread 1 runs, 2 comes and waits; 1 drops at 100, 2 has it from 110 to 150 and ends, 1 goes on
 * from 155 to 200. */
static gil_event two_threads[] = {
    EV(0, 1, STARTED, 0, 0, 0),
    EV(0, 1, ACQUIRED, 0, 0, 0),
    EV(40, 2, STARTED, 0, 1, 0),
    EV(60, 2, VAIN, 0, 1, 0),
    EV(100, 1, DROPPED, GIL_LEAVE_TICK, 0, 1),
    EV(110, 2, ACQUIRED, 0, 0, 0),
    EV(150, 2, EXITED, 0, 0, 2),
    EV(155, 1, ACQUIRED, 0, 0, 0),
};

static void test_two_threads(void **state) {
    (void)state;
    trace tr = make_trace(two_threads, 8, 200);
    ledger *l = ledger_new(&tr);
    assert_non_null(l);
    assert_int_equal(l->n_threads, 2);
    assert_int_equal(l->wall_ns, 200);
    assert_int_equal(l->held_ns, 100 + 40 + 45);
    assert_int_equal(l->free_ns, 15);
    assert_int_equal(l->idle_ns, 0);
    assert_int_equal(l->hand_overs, 2);
    assert_int_equal(l->vain, 1);
    assert_int_equal(l->max_hold_ns, 100);
    const thread_row *a = ledger_thread(l, 1), *b = ledger_thread(l, 2);
    assert_string_equal(a->name, "MainThread");
    assert_int_equal(a->ns[SPAN_HOLDING], 145);
    assert_int_equal(a->ns[SPAN_WANTING], 55);
    assert_int_equal(a->forced, 1);
    assert_int_equal(a->voluntary, 0);
    assert_false(a->exited);
    assert_int_equal(b->start, 40);
    assert_int_equal(b->end, 150);
    assert_int_equal(b->ns[SPAN_WANTING], 70);
    assert_int_equal(b->ns[SPAN_HOLDING], 40);
    assert_true(b->exited);
    assert_int_equal(b->vain, 1);
    assert_int_equal(a->caused_ns, 60);
    assert_int_equal(b->caused_ns, 40);
    ledger_free(l);
}

/* Drops that were kept belong to the turn in which they lie, and to the stops. */
static gil_event keeps[] = {
    EV(0, 1, STARTED, 0, 0, 0),
    EV(0, 1, ACQUIRED, 0, 0, 0),
    EV(50, 1, KEPT, 0, 7, 0),
    EV(50, 1, DROPPED, GIL_LEAVE_TICK, 0, 1),
    EV(60, 1, ACQUIRED, 0, 0, 0),
    EV(90, 1, KEPT, 0, 2, 0),
    EV(90, 1, BLOCKED, GIL_WHY_SLEEP, 0, 1),
};

static void test_kept(void **state) {
    (void)state;
    trace tr = make_trace(keeps, 7, 100);
    ledger *l = ledger_new(&tr);
    assert_non_null(l);
    const thread_row *a = ledger_thread(l, 1);
    assert_int_equal(a->kept, 9);
    assert_int_equal(a->forced, 10);
    assert_int_equal(a->voluntary, 1);
    assert_int_equal(a->spans[SPAN_HOLDING], 2);
    assert_int_equal(l->holds[0].end - l->holds[0].start, 50);
    assert_int_equal(l->spans[l->holds[0].span].on, 7);
    assert_int_equal(l->spans[l->holds[1].span].on, 2);
    assert_int_equal(l->held_ns, 80);
    assert_int_equal(l->n_points, 0);
    ledger_free(l);
}

/* 2's wait of 70: 60 while 1 had it, 10 of hand-over; 1's of 55: 40 while 2 had it, 15 of
 * hand-over. */
static void test_blame(void **state) {
    (void)state;
    trace tr = make_trace(two_threads, 8, 200);
    ledger *l = ledger_new(&tr);
    assert_non_null(l);
    assert_int_equal(l->n_blames, 4);
    const blame *b = l->blames;
    assert_int_equal(b[0].ns, 60);
    assert_int_equal(b[0].holder, 0);
    assert_int_equal(b[0].place, 1);
    assert_int_equal(b[0].waiter, 1);
    assert_int_equal(b[1].ns, 40);
    assert_int_equal(b[1].place, 2);
    assert_int_equal(b[2].ns, 15);
    assert_int_equal(b[2].n, 1); /* before 2's turn and behind it: once for the wait */
    assert_int_equal(b[2].holder, LEDGER_NOBODY);
    assert_int_equal(b[3].ns, 10);
    assert_int_equal(b[0].ns + b[1].ns + b[2].ns + b[3].ns, l->gil.total_ns);
    ledger_free(l);
}

/* 1 takes script lock 1 and sleeps; 2 waits for it; 1 lets it go, 2 has it. Then 2 waits for
 * itself: to be notified. */
static gil_event script_lock_events[] = {
    EV(0, 1, STARTED, 0, 0, 0),
    EV(0, 1, ACQUIRED, 0, 0, 0),
    EV(10, 1, BLOCKED, GIL_WHY_SLEEP, 0, 1),
    EV(20, 2, STARTED, 0, 1, 0),
    EV(20, 2, ACQUIRED, 0, 0, 0),
    EV(30, 1, TAKEN, 1, 1, 1),
    EV(30, 2, CALLED, 0, 1, 2),
    EV(30, 2, BLOCKED, GIL_WHY_LOCK, 1, 2),
    EV(70, 1, UNBLOCKED, GIL_TIMEOUT, 0, 0),
    EV(70, 1, ACQUIRED, 0, 0, 0),
    EV(80, 1, LET, 0, 1, 0),
    EV(80, 2, UNBLOCKED, 0, 1, 0),
    EV(90, 1, EXITED, 0, 0, 1),
    EV(95, 2, ACQUIRED, 0, 0, 0),
    EV(95, 2, TAKEN, 0, 1, 2),
    EV(100, 2, BLOCKED, GIL_WHY_LOCK, 1, 2),
};

static void test_script_locks(void **state) {
    (void)state;
    trace tr = make_trace(script_lock_events, 16, 130);
    ledger *l = ledger_new(&tr);
    assert_non_null(l);
    const thread_row *a = ledger_thread(l, 1), *b = ledger_thread(l, 2);
    assert_int_equal(a->ns[SPAN_SLEEP], 60);
    assert_int_equal(b->ns[SPAN_LOCK], 50);
    assert_int_equal(b->ns[SPAN_NOTIFY], 30);
    assert_int_equal(b->ns[SPAN_WANTING], 15);
    assert_int_equal(l->n_locks, 1);
    const lock_row *k = ledger_lock(l, 1);
    assert_string_equal(k->name, "lock");
    assert_int_equal(k->wait.n, 1);
    assert_int_equal(k->wait.total_ns, 50);
    assert_int_equal(k->n_owning, 2);
    assert_int_equal(k->held_ns, 50 + 35);
    assert_null(ledger_lock(l, 7));
    assert_int_equal(l->blames[0].lock, 1);
    assert_int_equal(l->blames[0].ns, 50);
    assert_int_equal(l->blames[0].place, 1); /* where it was taken */
    assert_int_equal(l->idle_ns, 10 + 40 + 30);
    ledger_free(l);
}

/* The ring lost the beginning of thread 2: it begins with what is known. */
static void test_lost_events(void **state) {
    (void)state;
    gil_event events[] = {
        EV(0, 1, STARTED, 0, 0, 0),
        EV(0, 1, ACQUIRED, 0, 0, 0),
        EV(10, 1, BLOCKED, GIL_WHY_JOIN, 2, 1),
        EV(50, 2, DROPPED, GIL_LEAVE_TICK, 0, 2),
        EV(51, 2, ACQUIRED, 0, 0, 0),
        EV(60, 2, EXITED, 0, 0, 2),
    };
    trace tr = make_trace(events, 6, 100);
    ledger *l = ledger_new(&tr);
    assert_non_null(l);
    const thread_row *b = ledger_thread(l, 2);
    assert_true(b->lost);
    assert_false(ledger_thread(l, 1)->lost);
    assert_int_equal(b->start, 50);
    assert_int_equal(b->end, 60);
    assert_int_equal(b->ns[SPAN_HOLDING], 9);
    assert_int_equal(b->ns[SPAN_WANTING], 1);
    assert_int_equal(ledger_thread(l, 1)->ns[SPAN_JOIN], 90);
    ledger_free(l);
}

/* Of n sorted waits the ceil(n p / 100)-th. */
static void test_percentiles(void **state) {
    (void)state;
    uint64_t ns[200];
    for (int i = 0; i < 200; i++) {
        ns[i] = (uint64_t)(200 - i);
    }
    waits w = measure(ns, 200);
    assert_int_equal(w.p50_ns, 100);
    assert_int_equal(w.p99_ns, 198);
    assert_int_equal(w.max_ns, 200);
    assert_int_equal(w.total_ns, 20100);
    uint64_t one = 5;
    w = measure(&one, 1);
    assert_int_equal(w.p50_ns, 5);
    assert_int_equal(w.p99_ns, 5);
    w = measure(&one, 0);
    assert_int_equal(w.max_ns, 0);
}

/* What was saved is loaded; and no prefix of the file is taken for a whole one. */
static void test_file(void **state) {
    (void)state;
    char path[] = "/tmp/gilvm-test-XXXXXX", err[512], *text = NULL;
    size_t size = 0;
    trace tr = make_trace(script_lock_events, 16, 130);
    FILE *f = open_memstream(&text, &size);
    assert_true(trace_save(&tr, f));
    fclose(f);
    int fd = mkstemp(path);
    for (size_t cut = 0; cut <= size; cut++) {
        assert_int_equal(ftruncate(fd, 0), 0);
        assert_int_equal(pwrite(fd, text, cut, 0), (ssize_t)cut);
        trace *back = trace_load(path, err, sizeof err);
        if (cut < size) {
            assert_null(back);
            assert_non_null(strstr(err, path));
            continue;
        }
        assert_non_null(back);
        assert_int_equal(back->n, 16);
        assert_int_equal(gil_trace_hash(0, back->events, back->n),
                         gil_trace_hash(0, tr.events, tr.n));
        assert_string_equal(trace_text(back, 1), name_a);
        assert_string_equal(back->args, "");
        assert_int_equal(trace_place_at(back, 2)->line, 9);
        assert_int_equal(trace_place_at(back, 3)->line, 0);
        trace_free(back);
    }
    close(fd);
    unlink(path);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_threads), cmocka_unit_test(test_kept),
        cmocka_unit_test(test_blame),       cmocka_unit_test(test_script_locks),
        cmocka_unit_test(test_lost_events), cmocka_unit_test(test_percentiles),
        cmocka_unit_test(test_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
