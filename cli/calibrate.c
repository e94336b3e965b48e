/* calibrate.c: `gilvm sim --calibrate` measures what the simulated machine must know of this
 * computer, and prints it as a machine's file. A quiet computer is assumed; of several rounds the
 * one that was disturbed least counts.
 *
 *     tick, item      two short scripts on the real host, processor time through steps or elements
 *     lock            the mutex
 *     grant           a thread that is alone lets the lock go and takes it again every hundred
 *                     steps; what is left of that when the operations of the mutex are paid for
 *     signal, rouse,  two threads pass a turn as those of the lock do, by the real host's own sleep
 *     wake, jitter    and wake, on one core (the call alone) and on two (the call must rouse the
 *                     other core; from its beginning until the other runs, a wake-up and a switch)
 *     spin            likewise on two cores, and who waits spins
 *     switch          a script's threads pass a turn on one core; what is left of a pass when the
 *                     call, the lock and the steps are paid for
 *
 * How many operations a script's run comes to the simulated machine itself says, when it runs the
 * same: it is told that one of them takes a microsecond, and all else no time.
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

enum { ROUNDS = 15, PASSES = 500, TURN = 100, LOCKINGS = 100000, SPIN_NS = 1000000 };

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
static const char passing_turns[] = "import _thread\n"
                                    "a, b, end = [_thread.allocate_lock() for i in range(3)]\n"
                                    "def play(mine, other):\n"
                                    "    for i in range(3000):\n"
                                    "        mine.acquire()\n"
                                    "        other.release()\n"
                                    "    if mine is b: end.release()\n"
                                    "b.acquire()\n"
                                    "end.acquire()\n"
                                    "_thread.start_new_thread(play, (a, b))\n"
                                    "_thread.start_new_thread(play, (b, a))\n"
                                    "end.acquire()";

/* Picoseconds of the best of the rounds, for one step and one element. */
static bool measure_vm(const options *o, gil_machine *m) {
    trial free = {.o = o, .host = gil_host_uv(), .policy = "tick"};
    uint64_t ns, steps, base;
    m->tick_ps = m->item_ps = UINT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        if (!run_text(&free, counting, &ns, &steps)) {
            return false;
        }
        m->tick_ps = least(m->tick_ps, ns * 1000 / steps);
        if (!run_text(&free, making, &base, &steps) || !run_text(&free, finding, &ns, &steps)) {
            return false;
        }
        m->item_ps = least(m->item_ps, minus(ns, base) / 1000);
    }
    return true;
}

/* Sets a number of the machine, so that it takes for the text what the real host takes: what is
 * left of that when all the other numbers have been paid for, by how often this one is asked for.
 * On one core, where time passes while somebody runs and so is processor time. */
static bool measure_rest(const options *o, gil_machine *m, uint64_t *number, const char *policy,
                         const char *text) {
    trial real = {.o = o, .host = gil_host_uv(), .policy = policy};
    trial sim = {.o = o, .host = gil_host_sim(), .policy = policy};
    uint64_t took = UINT64_MAX, without, with, ns, steps, cores = m->cores;
    for (int i = 0; i < ROUNDS; i++) {
        if (!run_text(&real, text, &ns, &steps)) {
            return false;
        }
        took = least(took, ns);
    }
    m->cores = 1;
    *number = 0;
    sim.machine = *m;
    if (!run_text(&sim, text, &without, &steps)) {
        return false;
    }
    *number = 1000;
    sim.machine = *m;
    if (!run_text(&sim, text, &with, &steps)) {
        return false;
    }
    m->cores = (uint32_t)cores;
    *number = with > without ? minus(took, without) * 1000 / (with - without) : 0;
    return true;
}

/* ---- the system ---- */

typedef struct player {
    gil_carrier *self, *other;
    _Atomic int *turn;
    int mine, core;
    uint64_t spin_ns;           /* this player spins so long for its turn */
    _Atomic uint64_t called_at; /* when the other began to wake this one */
    struct player *opponent;
    uint64_t call_ns[PASSES], wake_ns[PASSES];
} player;

/* On this core alone; -1: on any. */
static void stay_on(int core) {
#ifdef __linux__
    cpu_set_t set;
    CPU_ZERO(&set);
    for (unsigned i = 0; i < CPU_SETSIZE; i++) {
        if (core < 0 || i == (unsigned)core) {
            CPU_SET(i, &set);
        }
    }
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
#else
    (void)core;
#endif
}

static void play(player *p) {
    const gil_host_ops *uv = gil_host_uv();
    for (int i = 0; i < PASSES; i++) {
        while (atomic_load(p->turn) != p->mine) {
            uv->sleep(p->self, UINT64_MAX, p->spin_ns);
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

typedef struct passing {
    spread call, wake;
} passing;

static bool play_once(int core, uint64_t spin_ns, player p[2], passing *out) {
    const gil_host_ops *uv = gil_host_uv();
    char err[128];
    _Atomic int turn = 0;
    stay_on(-1); /* else the host sees one core, and nobody spins */
    gil_host *h = uv->create(NULL, err, sizeof err);
    gil_carrier *me = h == NULL ? NULL : uv->attach(h);
    if (me == NULL) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        p[i].turn = &turn;
        p[i].mine = i;
        p[i].spin_ns = spin_ns;
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

/* The round whose middle is the least was disturbed least. The second player is on core `core`, the
 * first on core 0. */
static bool measure_passing(int core, uint64_t spin_ns, passing *out) {
    player *p = malloc(2 * sizeof *p);
    bool ok = p != NULL;
    out->call.half = out->wake.half = UINT64_MAX;
    for (int i = 0; ok && i < ROUNDS; i++) {
        passing x;
        memset(p, 0, 2 * sizeof *p);
        ok = play_once(core, spin_ns, p, &x);
        out->call = x.call.half < out->call.half ? x.call : out->call;
        out->wake = x.wake.half < out->wake.half ? x.wake : out->wake;
    }
    free(p);
    return ok;
}

/* Locking and unlocking a mutex that nobody else has. */
static bool measure_lock(gil_machine *m) {
    const gil_host_ops *uv = gil_host_uv();
    char err[128];
    gil_host *h = uv->create(NULL, err, sizeof err);
    m->lock_ns = UINT64_MAX;
    for (int i = 0; h != NULL && i < ROUNDS; i++) {
        uint64_t began = uv_hrtime();
        for (int j = 0; j < LOCKINGS; j++) {
            uv->lock(h);
            uv->unlock(h);
        }
        m->lock_ns = least(m->lock_ns, (uv_hrtime() - began) / LOCKINGS);
    }
    return h != NULL && uv->destroy(h);
}

/* A wake-up takes wake_ns, and 0 to jitter more, all alike: four times from the first quarter to
 * the middle. What others do on this computer shows beyond the middle. */
static uint64_t range_of(const spread *wake) {
    return 4 * minus(wake->half, wake->quarter);
}

/* All of it, on core 0 where one core is asked for. */
static bool measure(const options *o, gil_machine *m) {
    passing same, apart, awake;
    m->switch_ns = 0;
    stay_on(0);
    int other = m->cores > 1;
    if (!measure_vm(o, m) || !measure_lock(m) || !measure_passing(0, 0, &same) ||
        !measure_passing(other, 0, &apart) || !measure_passing(other, SPIN_NS, &awake)) {
        return false;
    }
    m->spin_ns = other ? awake.wake.half : 0;
    m->signal_ns = same.call.half;
    m->rouse_ns = minus(apart.call.half, same.call.half);
    m->jitter_ns = range_of(&apart.wake);
    if (!measure_rest(o, m, &m->grant_ns, "alone", counting) ||
        !measure_rest(o, m, &m->switch_ns, "tick", passing_turns)) {
        return false;
    }
    m->wake_ns = minus(apart.wake.quarter, m->jitter_ns / 4 + m->switch_ns);
    return true;
}

int sim_calibrate(const options *o) {
    gil_machine m = GIL_MACHINE_DEFAULT;
    char text[4096];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    long wanted = o->sim_cores != NULL ? strtol(o->sim_cores, NULL, 10) : cores;
    cores = wanted > 0 && wanted < cores ? wanted : cores; /* a smaller machine in this computer */
    m.cores = (uint32_t)(cores > 0 ? cores : 1);
    if (!measure(o, &m)) {
        fprintf(stderr, "gilvm: this computer cannot be measured\n");
        return 1;
    }
    gil_machine_print(&m, text, sizeof text);
    printf("# this computer, as `gilvm sim --calibrate` found it\n%s", text);
    return 0;
}
