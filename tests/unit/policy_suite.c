/* policy_suite.c: the common suite for policies; see policy_suite.h. Included by the tests that use
 * it. An instruction is one turn of run(): fake threads, no VM.
 *
 * A rule runs in a child process. What it finds it writes to a pipe and ends; a signal that ends
 * the process and an alarm (nobody runs any more) are told by the parent or by the alarm's handler.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* fork, alarm */
#endif
#include "tests/unit/policy_suite.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef GILVM_SANITIZED
enum { SUITE_THREADS = 4, HANG_SECONDS = 20, HANG_SECONDS_REAL = 60 };
#else
enum { SUITE_THREADS = 4, HANG_SECONDS = 5, HANG_SECONDS_REAL = 30 };
#endif

typedef struct world {
    const policy_subject *s;
    gil *g;
    bool turns;       /* the policy promises everyone a turn */
    unsigned threads; /* how many count */
    uint64_t quota, limit_ns;
    /* A simulated machine that takes a microsecond for a step: long turns pass quickly. */
    bool slow;
    uint64_t counter; /* under the GIL, not atomic: the thread sanitizer looks */
    gil_thread *inside;
    unsigned done;
    uint64_t progress[SUITE_THREADS];
    gil_lock lock;
    int turn;
    gil_thread *pair[2];
    bool stop;
} world;

#define LOST "\1" /* before a text: whichever rule it was, a wake-up was lost */

static int verdict_fd;
static world *the_world; /* for the alarm's handler */

/* --- Verdicts -------------------------------------------------------------------------------- */

static _Noreturn void broke(const char *format, ...) {
    char text[200];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ssize_t written = write(verdict_fd, text, n < (int)sizeof text ? (size_t)n : sizeof text - 1);
    _exit(written > 0 ? 1 : 2);
}

static void on_fatal(void *arg, const char *text) {
    (void)arg;
    const char *at = strstr(text, "fatal: ");
    broke("%.*s", (int)strcspn(at != NULL ? at + 7 : text, "\n"), at != NULL ? at + 7 : text);
}

static void on_alarm(int number) {
    (void)number;
    gil *g = the_world->g;
    if (g != NULL && gil_holder(g) == NULL && gil_ready_count(g) > 0) {
        broke(LOST "%u threads want the lock, it is free, and nobody was told", gil_ready_count(g));
    }
    broke("nobody goes on any more");
}

#define CHECK(condition, ...)   \
    do {                        \
        if (!(condition)) {     \
            broke(__VA_ARGS__); \
        }                       \
    } while (0)

/* --- Fake threads ---------------------------------------------------------------------------- */

static void suite_step(gil_thread *t) { /* every fourth instruction is a branch */
    if (t->steps + 1 > atomic_load_explicit(&t->stop_at, memory_order_relaxed)) {
        gil_poll(t, t->steps % 4 == 3 ? GIL_POLL_BRANCH : 0);
    }
    t->steps++;
}

static void suite_run(gil_thread *t, uint64_t n) {
    for (uint64_t i = 0; i < n; i++) {
        suite_step(t);
    }
}

static gil_thread *begin(world *w) {
    char err[200] = "";
    static const gil_machine usual = GIL_MACHINE_DEFAULT;
    gil_machine m = usual;
    m.tick_ps = w->slow ? 1000000 : m.tick_ps;
    gil_options o = {.policy = w->s->spec,
                     .extra = w->s->extra,
                     .polls = w->s->polls,
                     .host = w->s->host,
                     .machine = w->s->host == gil_host_sim() ? &m : NULL,
                     .on_fatal = on_fatal,
                     .ring_size = 1 << 20};
    w->g = gil_new(&o, err, sizeof err);
    CHECK(w->g != NULL, "%s", err);
    w->turns = w->g->policy->turns;
    gil_thread *t = gil_attach(w->g, NULL);
    CHECK(t != NULL, "no memory");
    return t;
}

static gil_thread *suite_spawn(gil_thread *t, void (*fn)(gil_thread *, void *), void *arg) {
    gil_thread *c = gil_thread_new(gil_of(t), NULL);
    CHECK(c != NULL && gil_thread_start(t, c, fn, arg) == 0, "a thread does not start");
    return c;
}

static void suite_join(gil_thread *t, gil_thread *c) {
    CHECK(gil_join(t, c, -1) == GIL_OK, "a join failed");
    gil_thread_free(c);
}

/* The events must tell of one holder after the other. */
static void check_holders(gil_thread *t) {
    gil_event *e;
    uint64_t dropped;
    uint32_t holder = 0;
    size_t n = gil_trace_take(t, &e, &dropped);
    for (size_t i = 0; i < n; i++) {
        bool leaves = e[i].kind == GIL_EV_DROPPED || e[i].kind == GIL_EV_BLOCKED ||
                      e[i].kind == GIL_EV_EXITED;
        if (e[i].kind == GIL_EV_ACQUIRED) {
            CHECK(holder == 0 || dropped > 0, "thread %u got the lock while thread %u had it",
                  e[i].thread, holder);
            holder = e[i].thread;
        } else if (leaves) {
            CHECK(holder == e[i].thread || dropped > 0, "thread %u let go of the lock of thread %u",
                  e[i].thread, holder);
            holder = 0;
        }
    }
    free(e);
}

static void finish_world(world *w, gil_thread *t) {
    check_holders(t);
    gil_detach(t);
    CHECK(gil_free(w->g), "the lock is still in use when all have ended");
    w->g = NULL;
}

/* --- One holder at a time -------------------------------------------------------------------- */

static void count_alone(gil_thread *t, void *arg) {
    world *w = arg;
    for (uint64_t i = 0; i < w->quota; i++) {
        w->inside = t; /* from here to the next poll nobody else may run */
        uint64_t seen = w->counter;
        w->counter = seen + 1;
        CHECK(w->inside == t, "threads %u and %u ran at the same time", t->id, w->inside->id);
        suite_step(t);
        if (i % 1000 == 999) {
            gil_block_begin(t, GIL_WHY_CALL, 0);
            gil_block_end(t);
        }
    }
}

static void one_holder(world *w) {
    gil_thread *c[SUITE_THREADS];
    gil_thread *t = begin(w);
    w->quota = 5000;
    for (int i = 0; i < SUITE_THREADS; i++) {
        c[i] = suite_spawn(t, count_alone, w);
    }
    for (int i = 0; i < SUITE_THREADS; i++) {
        suite_join(t, c[i]);
    }
    CHECK(w->counter == SUITE_THREADS * w->quota, "of %u additions %u were lost",
          (unsigned)(SUITE_THREADS * w->quota), (unsigned)(SUITE_THREADS * w->quota - w->counter));
    gil_stats stats;
    gil_stats_total(t, &stats);
    CHECK(stats.steps == SUITE_THREADS * w->quota + t->steps, "steps were lost");
    finish_world(w, t);
}

/* --- No wake-up is lost ---------------------------------------------------------------------- */

/* Two threads pass a turn by park and unpark; others use the lock and sleep. That it ends is the
 * test. */
static void pass_turn(gil_thread *t, void *arg) {
    world *w = arg;
    int me = t == w->pair[1];
    for (int i = 0; i < 500; i++) {
        while (w->turn != me) {
            CHECK(gil_park(t, GIL_WHY_OTHER, 0, -1) == GIL_OK,
                  "a park was not ended by its unpark");
        }
        suite_step(t);
        w->turn = !me;
        gil_unpark(w->pair[!me]);
        suite_step(t);
    }
}

static void use_lock(gil_thread *t, void *arg) {
    world *w = arg;
    for (int i = 0; i < 200; i++) {
        gil_result r;
        do {
            r = gil_lock_acquire(t, &w->lock, i % 3 == 0 ? 20000 : -1);
        } while (r == GIL_TIMEOUT);
        CHECK(r == GIL_OK, "a lock was not to be had");
        uint64_t seen = w->counter;
        suite_run(t, 5);
        if (i % 20 == 0) {
            gil_sleep(t, 10000);
        }
        w->counter = seen + 1;
        CHECK(gil_lock_release(t, &w->lock), "a lock was let go by another");
        suite_run(t, 3);
    }
}

static void no_lost_wakeup(world *w) {
    gil_thread *c[SUITE_THREADS];
    gil_thread *t = begin(w);
    for (int i = 0; i < 2; i++) {
        c[i] = w->pair[i] = gil_thread_new(w->g, NULL);
    }
    for (int i = 0; i < 2; i++) {
        CHECK(gil_thread_start(t, c[i], pass_turn, w) == 0, "a thread does not start");
    }
    for (int i = 2; i < SUITE_THREADS; i++) {
        c[i] = suite_spawn(t, use_lock, w);
    }
    for (int i = 0; i < SUITE_THREADS; i++) {
        suite_join(t, c[i]);
    }
    CHECK(w->counter == (SUITE_THREADS - 2) * 200, "a lock did not keep others out");
    finish_world(w, t);
}

/* --- The holder lets go, and everyone gets a turn -------------------------------------------- */

/* Counts without ever blocking until all have had their quota. With a policy that does not promise
 * turns, yields. */
static void count_until_all(gil_thread *t, void *arg) {
    world *w = arg;
    unsigned me = gil_thread_id(t) - 2;
    while (w->done < w->threads) {
        suite_step(t);
        if (++w->progress[me] == w->quota) {
            w->done++;
        }
        if (!w->turns && w->progress[me] % 100 == 0) {
            gil_yield(t);
        }
        if (w->progress[me] % 4096 == 0 && gil_now(t) > w->limit_ns) {
            unsigned late = 0;
            while (w->progress[late] >= w->quota) {
                late++;
            }
            broke("thread %u waits while thread %u has run %llu steps", late + 2, t->id,
                  (unsigned long long)w->progress[me]);
        }
    }
}

static void count_in(world *w, unsigned threads) {
    gil_thread *c[SUITE_THREADS];
    w->slow = true;
    gil_thread *t = begin(w);
    w->threads = threads;
    w->quota = 2000;
    w->limit_ns = gil_now(t) + (gil_is_simulated(w->g) ? 2000000000u : 20000000000u);
    for (unsigned i = 0; i < threads; i++) {
        c[i] = suite_spawn(t, count_until_all, w);
    }
    for (unsigned i = 0; i < threads; i++) {
        suite_join(t, c[i]);
    }
    finish_world(w, t);
}

static void holder_lets_go(world *w) {
    count_in(w, 2);
}

static void everyone_a_turn(world *w) {
    count_in(w, SUITE_THREADS);
}

/* --- A clean end while threads wait ---------------------------------------------------------- */

static void run_for_ever(gil_thread *t, void *arg) {
    const world *w = arg;
    for (;;) {
        suite_run(t, 100);
        if (gil_thread_id(t) % 2 == 0) {
            gil_sleep(t, 1000);
        } else if (!w->turns) {
            gil_yield(t);
        }
    }
}

static void clean_end(world *w) {
    gil_thread *t = begin(w);
    for (int i = 0; i < SUITE_THREADS; i++) {
        suite_spawn(t, run_for_ever, w);
    }
    for (int i = 0; i < 5; i++) {
        suite_run(t, 50);
        gil_sleep(t, 20000);
    }
    gil_close(t);
    suite_run(t, 1000);
    gil_sleep(t, 2000000); /* it comes back though others are ready, and nobody else runs */
    gil_stats before, after;
    gil_stats_total(t, &before);
    gil_sleep(t, 1000000);
    gil_stats_total(t, &after);
    CHECK(after.steps == before.steps, "another thread ran when the lock was closed");
    bool sim = gil_is_simulated(w->g);
    gil_detach(t);
    CHECK(gil_free(w->g) == sim, "the lock was %s", sim ? "kept" : "freed under sleeping threads");
}

/* --- Swaps while threads wait ---------------------------------------------------------------- */

static void work_until_stop(gil_thread *t, void *arg) {
    world *w = arg;
    while (!w->stop) {
        suite_run(t, 37);
        if (t->steps % 3 == 0) {
            gil_yield(t);
        }
        w->counter++;
    }
}

static void swap_while_waiting(world *w) {
    static const char *const others[] = {
        "tick:7",   "interval:200", "fifo:5",      "priority:200", "quantum:1",
        "bounce:3", "random:7",     "cooperative", "tick:3x4",     "script:1@50,2@30,3@10,2@60"};
    char err[100];
    gil_thread *c[SUITE_THREADS];
    gil_thread *t = begin(w);
    for (int i = 0; i < SUITE_THREADS; i++) {
        c[i] = suite_spawn(t, work_until_stop, w);
    }
    for (unsigned i = 0; i < 40; i++) {
        suite_run(t, 20);
        CHECK(gil_set_policy(t, others[i % 10], err, sizeof err), "%s", err);
        suite_run(t, 20);
        gil_yield(t);
        CHECK(gil_set_policy(t, w->s->spec, err, sizeof err), "%s", err);
        gil_sleep(t, 10000);
    }
    CHECK(!gil_set_policy(t, "nonsense", err, sizeof err), "there is a policy 'nonsense'");
    w->stop = true;
    for (int i = 0; i < SUITE_THREADS; i++) {
        suite_join(t, c[i]);
    }
    CHECK(w->counter > 0, "nobody worked");
    finish_world(w, t);
}

/* --- Running them ---------------------------------------------------------------------------- */

static const struct rule {
    const char *name;
    void (*run)(world *w);
} rules[] = {
    {"one holder at a time", one_holder},
    {"no wake-up is lost", no_lost_wakeup},
    {"the holder lets go", holder_lets_go},
    {"everyone gets a turn", everyone_a_turn},
    {"ends cleanly while threads wait", clean_end},
    {"may be swapped while threads wait", swap_while_waiting},
};

static _Noreturn void run_child(const policy_subject *s, const struct rule *r) {
    world w = {.s = s};
    the_world = &w;
    signal(SIGALRM, on_alarm);
    signal(SIGABRT, SIG_DFL);
    signal(SIGSEGV, SIG_DFL);
    alarm(s->host == gil_host_sim() ? HANG_SECONDS : HANG_SECONDS_REAL);
    r->run(&w);
    _exit(0);
}

static bool run_rule(const policy_subject *s, const struct rule *r, char *why, size_t len) {
    int ends[2], status = 0;
    char text[200] = "";
    fflush(NULL);
    pid_t child = pipe(ends) == 0 ? fork() : -1;
    if (child == 0) {
        close(ends[0]);
        verdict_fd = ends[1];
        run_child(s, r);
    }
    if (child < 0) {
        snprintf(why, len, "%s: cannot fork", r->name);
        return false;
    }
    close(ends[1]);
    ssize_t n = read(ends[0], text, sizeof text - 1);
    close(ends[0]);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    text[n > 0 ? n : 0] = '\0';
    if (n <= 0 && WIFSIGNALED(status)) {
        snprintf(text, sizeof text, "it crashed: %s", strsignal(WTERMSIG(status)));
    } else if (n <= 0 && status != 0) {
        snprintf(text, sizeof text, "exit code %d", WEXITSTATUS(status));
    }
    bool lost = text[0] == LOST[0];
    snprintf(why, len, "%s: %s", lost ? "no wake-up is lost" : r->name, text + lost);
    return status == 0;
}

bool policy_suite(const policy_subject *s, char *why, size_t len) {
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        bool ok = run_rule(s, &rules[i], why, len);
        if (s->tells) {
            printf("%-4s %s, polls=%s, %s host: %s\n", ok ? "ok" : "FAIL", s->spec,
                   s->polls == GIL_POLLS_EVERY ? "every" : "branch", s->host->name,
                   ok ? rules[i].name : why);
        }
        if (!ok) {
            return false;
        }
    }
    return true;
}
