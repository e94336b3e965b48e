/* calibrate.c: `gilvm sim --calibrate` measures what the simulated machine must know of this computer, and prints it as a machine's file. A
 * quiet computer is assumed: of each thing measured the fastest of several rounds counts.
 *
 * tick, item: two short scripts on the real host, time through steps or elements. wake, switch, signal: two threads of the system that pass
 * a turn by semaphores, on one core (a pass is a call and a switch) and on two (a call and a wake-up).
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* pthread_setaffinity_np */
#endif
#include "cli/cli.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

#include "gil/machine.h"

enum { ROUNDS = 5, PASSES = 2000, LOCKS = 100000 };

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* ---- the VM ---- */

/* Runs a text on the real host: its time, and its steps. */
static bool run_text(const options *o, const char *text, uint64_t *ns, uint64_t *steps) {
    options mine = *o;
    session s = {.host = gil_host_uv()};
    mine.command = CMD_RUN;
    mine.what = RUN_COMMAND;
    mine.target = text;
    mine.free_heap = "1";
    mine.sim = NULL;
    if (!session_begin(&s, &mine)) {
        return false;
    }
    gil_stats total;
    uint64_t began = uv_hrtime();
    int status = session_run(&s);
    *ns = uv_hrtime() - began;
    gil_stats_total(s.t->gil, &total);
    *steps = total.steps;
    return session_end(&s, status) == 0;
}

/* ---- the system ---- */

typedef struct turn {
    uv_sem_t mine, other;
    int core; /* -1: anywhere */
    uint64_t post_ns[PASSES]; /* of each uv_sem_post */
} turn;

static void stay_on(int core) {
#ifdef __linux__
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((unsigned)core, &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
#else
    (void)core;
#endif
}

static void answer(void *arg) {
    turn *t = arg;
    if (t->core >= 0) {
        stay_on(t->core);
    }
    for (int i = 0; i < PASSES; i++) {
        uv_sem_wait(&t->mine);
        uv_sem_post(&t->other);
    }
}

static void ask(void *arg) {
    turn *t = arg;
    if (t->core >= 0) {
        stay_on(0);
    }
    for (int i = 0; i < PASSES; i++) {
        uint64_t began = uv_hrtime();
        uv_sem_post(&t->mine);
        t->post_ns[i] = uv_hrtime() - began;
        uv_sem_wait(&t->other);
    }
}

static int by_size(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Nanoseconds of one pass, and of the call that wakes (the middle one, since some find nobody asleep); the answering thread is on core `core`, the other on core 0. */
static uint64_t pass_ns(int core, uint64_t *post_ns) {
    uint64_t best = UINT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        turn t = {.core = core};
        uv_thread_t a, b;
        uv_sem_init(&t.mine, 0);
        uv_sem_init(&t.other, 0);
        uint64_t began = uv_hrtime();
        uv_thread_create(&a, answer, &t);
        uv_thread_create(&b, ask, &t);
        uv_thread_join(&b);
        uv_thread_join(&a);
        best = least(best, (uv_hrtime() - began) / (2 * PASSES));
        qsort(t.post_ns, PASSES, sizeof t.post_ns[0], by_size);
        *post_ns = least(*post_ns, t.post_ns[PASSES / 2]);
        uv_sem_destroy(&t.mine);
        uv_sem_destroy(&t.other);
    }
    return best;
}

static uint64_t lock_ns(void) {
    uv_mutex_t m;
    uint64_t best = UINT64_MAX;
    uv_mutex_init(&m);
    for (int r = 0; r < ROUNDS; r++) {
        uint64_t began = uv_hrtime();
        for (int i = 0; i < LOCKS; i++) {
            uv_mutex_lock(&m);
            uv_mutex_unlock(&m);
        }
        best = least(best, (uv_hrtime() - began) / LOCKS);
    }
    uv_mutex_destroy(&m);
    return best;
}

static uint64_t minus(uint64_t a, uint64_t b) {
    return a > b ? a - b : 0;
}

int sim_calibrate(const options *o) {
    gil_machine m = GIL_MACHINE_DEFAULT;
    char text[4096];
    uint64_t ns, steps, base, post = UINT64_MAX, waking = UINT64_MAX;
    m.tick_ps = m.item_ps = UINT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        if (!run_text(o, "def f(n):\n    while n > 0:\n        n -= 1\nf(300000)", &ns, &steps)) {
            return 1;
        }
        m.tick_ps = least(m.tick_ps, ns * 1000 / steps);
        if (!run_text(o, "a = [i * 0.5 for i in range(1000)]", &base, &steps) ||
            !run_text(o, "a = [i * 0.5 for i in range(1000)]\nfor i in range(1000): max(a)", &ns, &steps)) {
            return 1;
        }
        m.item_ps = least(m.item_ps, minus(ns, base) / 1000);
    }
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t same = pass_ns(0, &post), apart = cores > 1 ? pass_ns(1, &waking) : same;
    m.cores = (uint32_t)(cores > 0 ? cores : 1);
    m.switch_ns = minus(same, post);
    m.signal_ns = cores > 1 ? waking : post;
    m.wake_ns = minus(apart, m.signal_ns + m.switch_ns);
    m.jitter_ns = m.wake_ns / 2;
    m.lock_ns = lock_ns();
    gil_machine_print(&m, text, sizeof text);
    printf("# this computer, as `gilvm sim --calibrate` found it\n%s", text);
    return 0;
}
