/* calibrate.c: `gilvm sim --calibrate` measures what the simulated machine must know of this
 * computer, and prints it as a machine's file. A quiet computer is assumed; rounds that were
 * disturbed all the same do not count, since of several the middle or the fastest is taken.
 *
 * tick, item: two short scripts on the real host, processor time through steps or elements.
 * lock: a thread that is alone lets the lock go and takes it again every hundred steps. How many
 * operations that is the simulated machine itself says, when it runs the same. wake, jitter,
 * switch, signal: two threads pass a turn as those of the lock do, by the real host's own sleep and
 * wake: on one core (a pass is a call and a switch) and on two (a call, and from its beginning
 * until the other runs, a wake-up and a switch). With --cores=1 the call is that of one core, too,
 * which need not reach for another.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* pthread_setaffinity_np */
#endif
#include "cli/cli.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "gil/machine.h"
#include "gil/policy.h"

enum { ROUNDS = 7, PASSES = 2000, TURN = 100 };

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

static uint64_t minus(uint64_t a, uint64_t b) {
    return a > b ? a - b : 0;
}

/* ---- the VM ---- */

/* The lock is let go and taken again every TURN steps though nobody wants it. */
static uint64_t alone_budget(gil *g, gil_th *t) {
    (void)g;
    return t->pub.steps + TURN;
}

static gil_answer alone_pick(gil *g, gil_th *leaver, gil_leave why) {
    (void)g;
    (void)leaver;
    (void)why;
    return GIL_ANYONE;
}

static const gil_policy alone = {
    .name = "alone", .strict = true, .budget = alone_budget, .pick = alone_pick};

typedef struct trial {
    const options *o;
    const gil_host_ops *host;
    gil_machine machine; /* of the simulated host */
    const char *policy;
} trial;

/* Processor time on the real host, which does not count what others did in between; the machine's
 * own time on the simulated one. */
static uint64_t time_of(const trial *x, gil_thread *t) {
    struct timespec now;
    if (x->host == gil_host_sim()) {
        return gil_clock(t);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Runs a text: its time, and its steps. */
static bool run_text(const trial *x, const char *text, uint64_t *ns, uint64_t *steps) {
    options mine = *x->o;
    session s = {.host = x->host, .machine = x->machine};
    mine.command = CMD_RUN;
    mine.what = RUN_COMMAND;
    mine.target = text;
    mine.free_heap = "1";
    mine.sim = NULL;
    mine.lock.policy = x->policy;
    mine.lock.extra = &alone;
    if (!session_begin(&s, &mine)) {
        return false;
    }
    gil_stats total;
    uint64_t began = time_of(x, s.t->gil);
    int status = session_run(&s);
    *ns = time_of(x, s.t->gil) - began;
    gil_stats_total(s.t->gil, &total);
    *steps = total.steps;
    return session_end(&s, status) == 0;
}

static const char counting[] = "def f(n):\n    while n > 0:\n        n -= 1\nf(1000000)";
static const char making[] = "a = [i * 0.5 for i in range(1000)]";
static const char finding[] = "a = [i * 0.5 for i in range(1000)]\nfor i in range(1000): max(a)";

/* Picoseconds of the best of the rounds, for one step and one element; and of letting go and taking
 * again. */
static bool measure_vm(const options *o, gil_machine *m, uint64_t *again_ps) {
    trial free = {.o = o, .host = gil_host_uv(), .policy = "tick"}, busy = free;
    uint64_t ns, steps, base, turning = UINT64_MAX;
    busy.policy = "alone";
    m->tick_ps = m->item_ps = UINT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        if (!run_text(&free, counting, &ns, &steps)) {
            return false;
        }
        m->tick_ps = least(m->tick_ps, ns * 1000 / steps);
        if (!run_text(&busy, counting, &ns, &steps)) {
            return false;
        }
        turning = least(turning, ns * 1000 / steps);
        if (!run_text(&free, making, &base, &steps) || !run_text(&free, finding, &ns, &steps)) {
            return false;
        }
        m->item_ps = least(m->item_ps, minus(ns, base) / 1000);
    }
    *again_ps = minus(turning, m->tick_ps) * TURN;
    return true;
}

/* How many operations of the lock the simulated machine counts where that was measured, in
 * thousandths. */
static bool count_operations(const options *o, uint64_t *operations) {
    static const gil_machine preset = GIL_MACHINE_DEFAULT;
    trial free = {.o = o, .host = gil_host_sim(), .machine = preset, .policy = "tick"}, busy;
    uint64_t plain, turning, steps;
    free.machine.lock_ns = 1000;
    busy = free;
    busy.policy = "alone";
    if (!run_text(&free, counting, &plain, &steps) ||
        !run_text(&busy, counting, &turning, &steps)) {
        return false;
    }
    *operations = minus(turning, plain) * TURN / steps;
    return true;
}

/* ---- the system ---- */

typedef struct player {
    gil_carrier *self, *other;
    _Atomic int *turn;
    int mine, core;             /* core -1: anywhere */
    _Atomic uint64_t called_at; /* when the other began to wake this one */
    struct player *opponent;
    uint64_t call_ns[PASSES], wake_ns[PASSES];
} player;

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

static void play(player *p) {
    const gil_host_ops *uv = gil_host_uv();
    for (int i = 0; i < PASSES; i++) {
        while (atomic_load(p->turn) != p->mine) {
            uv->sleep(p->self, UINT64_MAX, 0);
        }
        uint64_t now = uv_hrtime();
        p->wake_ns[i] = minus(now, atomic_load(&p->called_at));
        atomic_store(&p->opponent->called_at, now);
        atomic_store(p->turn, !p->mine);
        uv->wake(p->other);
        p->call_ns[i] = uv_hrtime() - now;
    }
}

static void second_player(void *arg) {
    player *p = arg;
    stay_on(p->core);
    play(p);
    gil_host_uv()->end(p->self);
}

static int by_size(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* What was measured PASSES times, in order of size. */
typedef struct spread {
    uint64_t quarter, half, three_quarters;
} spread;

static spread spread_of(uint64_t *ns) {
    qsort(ns, PASSES, sizeof *ns, by_size);
    return (spread){ns[PASSES / 4], ns[PASSES / 2], ns[PASSES / 4 * 3]};
}

static int by_half(const void *a, const void *b) {
    return by_size(&((const spread *)a)->half, &((const spread *)b)->half);
}

typedef struct passing {
    spread call, wake;
} passing;

static bool play_once(int core, player p[2], passing *out) {
    const gil_host_ops *uv = gil_host_uv();
    char err[128];
    _Atomic int turn = 0;
    gil_host *h = uv->create(NULL, err, sizeof err);
    gil_carrier *me = h == NULL ? NULL : uv->attach(h);
    if (me == NULL) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        p[i].turn = &turn;
        p[i].mine = i;
        p[i].opponent = &p[!i];
    }
    p[0].self = p[1].other = me;
    p[1].core = core;
    stay_on(0);
    atomic_store(&p[0].called_at, uv_hrtime());
    /* Nobody looks at .self and .other before the first turn has been passed, by us. */
    atomic_store(&turn, 2);
    if (uv->spawn(h, 0, second_player, &p[1], &p[1].self) != 0) {
        return false;
    }
    p[0].other = p[1].self;
    atomic_store(&turn, 0);
    play(&p[0]);
    while (!uv->destroy(h)) {
        uv_sleep(1);
    }
    *out = (passing){spread_of(p[0].call_ns), spread_of(p[0].wake_ns)};
    return true;
}

/* The middle of several rounds; the second player is on core `core`, the first on core 0. */
static bool measure_passing(int core, passing *out) {
    static const size_t middle = ROUNDS / 2;
    spread call[ROUNDS], wake[ROUNDS];
    player *p = malloc(2 * sizeof *p);
    bool ok = p != NULL;
    for (int i = 0; ok && i < ROUNDS; i++) {
        passing x;
        memset(p, 0, 2 * sizeof *p);
        ok = play_once(core, p, &x);
        call[i] = x.call;
        wake[i] = x.wake;
    }
    free(p);
    if (ok) {
        qsort(call, ROUNDS, sizeof call[0], by_half);
        qsort(wake, ROUNDS, sizeof wake[0], by_half);
        *out = (passing){call[middle], wake[middle]};
    }
    return ok;
}

/* From quarter to quarter: a wake-up takes wake_ns, and 0 to jitter more, all alike. */
static void set_wake(gil_machine *m, const spread *wake) {
    uint64_t range = 2 * minus(wake->three_quarters, wake->quarter);
    m->wake_ns = minus(wake->quarter, range / 4 + m->switch_ns);
    m->jitter_ns = range;
}

int sim_calibrate(const options *o) {
    gil_machine m = GIL_MACHINE_DEFAULT;
    char text[4096];
    uint64_t again_ps, operations;
    passing same, apart;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    long wanted = o->sim_cores != NULL ? strtol(o->sim_cores, NULL, 10) : cores;
    cores = wanted > 0 && wanted < cores ? wanted : cores; /* a smaller machine in this computer */
    m.cores = (uint32_t)(cores > 0 ? cores : 1);
    if (!measure_vm(o, &m, &again_ps) || !count_operations(o, &operations) ||
        !measure_passing(0, &same) || !measure_passing(cores > 1 ? 1 : 0, &apart)) {
        fprintf(stderr, "gilvm: this computer cannot be measured\n");
        return 1;
    }
    m.lock_ns = operations == 0 ? 0 : again_ps / operations;
    m.switch_ns = minus(same.wake.half, same.call.half);
    m.signal_ns = apart.call.half;
    set_wake(&m, &apart.wake);
    gil_machine_print(&m, text, sizeof text);
    printf("# this computer, as `gilvm sim --calibrate` found it\n%s", text);
    return 0;
}
