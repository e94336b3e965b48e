/* calibrate.c: `gilvm sim --calibrate` measures what the simulated machine must know of this
 * computer, and prints it as a machine's file. A quiet computer is assumed; of several rounds the
 * one that was disturbed least counts, and where two threads meet the middle one. All of that is
 * done MACHINES times, since a computer is quick for some seconds and then slow, and of each number
 * the middle one is printed.
 *
 *     tick, item,     short scripts on the real host, processor time through steps, elements, calls
 *     call            of natives
 *     lock            the mutex
 *     line            the same, while another core uses it and what it guards
 *     grant           a thread that is alone lets the lock go and takes it again every hundred
 *                     steps; what is left of that when the operations of the mutex are paid for
 *     signal, switch, two threads pass a turn as those of the lock do, by the real host's own sleep
 *     rouse, wake,    and wake, on one core (the call and the switch) and on two (the call must
 *     jitter          rouse the other core; from its beginning until the other runs, a wake-up and
 *                     a switch)
 *     spin            likewise on two cores, and who waits spins
 *     sleep           who says that it goes to sleep is woken at once from another core
 *     net             a byte from thread to thread, less the calls and the switch
 *     cold            a script's byte goes through a pipe after a sleep of 5 ms, and of 50 us
 *     park            a script's threads pass a turn on one core; what is left of a pass when the
 *                     call, the switch, the lock, the steps and the natives are paid for
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
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "gil/machine.h"
#include "gil/policy.h"

enum { STATE_LINES = 3, SETTLE_NS = 500, ASLEEP_NS = 5000 };
enum { MACHINES = 7 };
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
static const char looping[] = "def f(n):\n    for i in range(n): pass\nf(20000)";
static const char calling[] = "import _thread\n"
                              "def f(n, lock, a):\n"
                              "    for i in range(n):\n"
                              "        lock.acquire()\n"
                              "        lock.release()\n"
                              "        a.append(i)\n"
                              "        a.pop()\n"
                              "        len(a)\n"
                              "f(20000, _thread.allocate_lock(), [])";
enum { CALLS = 5 * 20000 }; /* in that */
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

#define AFTER_NAPS(SECONDS)         \
    "import os, time\n"             \
    "a, b = os.pipe()\n"            \
    "for i in range(40):\n"         \
    "    time.sleep(" SECONDS ")\n" \
    "    os.write(b, b'x')\n"       \
    "    os.read(a, 1)"
enum { NAPS = 40 }; /* in that */

/* Picoseconds of the best of the rounds, for one step, one element and one call. */
static bool measure_vm(const options *o, gil_machine *m) {
    trial free = {.o = o, .host = gil_host_uv(), .policy = "tick"};
    uint64_t ns, steps, base, base_steps;
    m->tick_ps = m->item_ps = m->call_ps = UINT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        if (!run_text(&free, counting, &ns, &steps)) {
            return false;
        }
        m->tick_ps = least(m->tick_ps, ns * 1000 / steps);
        if (!run_text(&free, making, &base, &steps) || !run_text(&free, finding, &ns, &steps)) {
            return false;
        }
        m->item_ps = least(m->item_ps, minus(ns, base) / 1000);
        if (!run_text(&free, looping, &base, &base_steps) ||
            !run_text(&free, calling, &ns, &steps)) {
            return false;
        }
        m->call_ps = least(
            m->call_ps, minus(minus(ns, base) * 1000, (steps - base_steps) * m->tick_ps) / CALLS);
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

static bool measure_cold(const options *o, gil_machine *m) {
    trial x = {.o = o, .host = gil_host_uv(), .policy = "tick"};
    uint64_t warm, cold, steps;
    if (!run_text(&x, AFTER_NAPS("0.00005"), &warm, &steps) ||
        !run_text(&x, AFTER_NAPS("0.005"), &cold, &steps)) {
        return false;
    }
    m->cold_ns = minus(cold, warm) / NAPS;
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
        uint64_t came = uv_hrtime(), now = came;
        p->wake_ns[i] = minus(now, atomic_load(&p->called_at));
        while (p->spin_ns == 0 &&
               now - came < ASLEEP_NS) { /* the other one's core is idle by then */
            now = uv_hrtime();
        }
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
    uint64_t quarter, half;
    uint64_t mean; /* of all but the slowest twentieth: others were in between */
} spread;

static spread spread_of(uint64_t *ns) {
    uint64_t sum = 0;
    const int most = PASSES - PASSES / 20;
    qsort(ns, PASSES, sizeof *ns, by_size);
    for (int i = 0; i < most; i++) {
        sum += ns[i];
    }
    return (spread){ns[PASSES / 4], ns[PASSES / 2], sum / (uint64_t)most};
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

static int by_wake(const void *a, const void *b) {
    const passing *x = a, *y = b;
    return (x->wake.half > y->wake.half) - (x->wake.half < y->wake.half);
}

/* The middle one of the rounds: an idle core answers at once in one, and takes twice as long in the
 * next. The second player is on core `core`, the first on core 0. */
static bool measure_passing(int core, uint64_t spin_ns, passing *out) {
    player *p = malloc(2 * sizeof *p);
    passing rounds[ROUNDS];
    bool ok = p != NULL;
    for (int i = 0; ok && i < ROUNDS; i++) {
        memset(p, 0, 2 * sizeof *p);
        ok = play_once(core, spin_ns, p, &rounds[i]);
    }
    free(p);
    if (ok) {
        qsort(rounds, ROUNDS, sizeof *rounds, by_wake);
        *out = rounds[ROUNDS / 2];
    }
    return ok;
}

static void *answer(void *arg) {
    int fd = *(int *)arg;
    char c;
    while (read(fd, &c, 1) == 1 && write(fd, &c, 1) == 1) {
    }
    return NULL;
}

/* How long a byte takes from one thread to another on this core, through a pair of sockets. */
static bool measure_message(uint64_t *out) {
    int pair[2];
    char c = 'x';
    uint64_t took[PASSES];
    pthread_t other;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
        return false;
    }
    bool ok = pthread_create(&other, NULL, answer, &pair[1]) == 0;
    for (int i = 0; ok && i < PASSES; i++) {
        uint64_t began = uv_hrtime();
        ok = write(pair[0], &c, 1) == 1 && read(pair[0], &c, 1) == 1;
        took[i] = (uv_hrtime() - began) / 2;
    }
    close(pair[0]);
    if (ok) {
        pthread_join(other, NULL);
        *out = spread_of(took).half;
    }
    close(pair[1]);
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

/* Two threads, each on a core, that do `act` in turns and wait for them without sleeping. */
typedef struct duet {
    gil_host *h;
    gil_carrier *second;
    uint64_t (*act)(struct duet *d, bool first); /* how long it took, or 0 */
    _Atomic int turn;
    _Atomic bool lies_down;
    uint64_t took[2 * PASSES];
    struct {
        _Alignas(64) uint64_t word;
    } state[STATE_LINES]; /* what the mutex guards */
} duet;

/* As a drop of the lock uses the core's mutex. */
static void use_lock(duet *d) {
    gil_host_uv()->lock(d->h);
    for (int i = 0; i < STATE_LINES; i++) {
        d->state[i].word++;
    }
    gil_host_uv()->unlock(d->h);
}

/* While the second has its turn the first uses the mutex again and again, as who drops the lock and
 * takes it back; and it wakes the second if that has lain down. */
static void wait_for_turn(duet *d, int turn, bool first) {
    while (atomic_load(&d->turn) != turn) {
        if (first && atomic_load(&d->lies_down)) {
            atomic_store(&d->lies_down, false);
            gil_host_uv()->wake(d->second);
        }
        if (first) {
            use_lock(d);
        }
    }
}

static void take_turns(duet *d, bool first) {
    for (int i = 0; i < PASSES; i++) {
        wait_for_turn(d, 2 * i + !first, first);
        d->took[2 * i + !first] = d->act(d, first);
        atomic_fetch_add(&d->turn, 1);
    }
}

static void second_in_duet(void *arg) {
    duet *d = arg;
    stay_on(1);
    take_turns(d, false);
    gil_host_uv()->end(d->second);
}

/* The middle of what the second thread's turns took, in the middle one of the rounds. */
static bool measure_duet(uint64_t (*act)(duet *d, bool first), uint64_t *out) {
    const gil_host_ops *uv = gil_host_uv();
    char err[128];
    duet *d = aligned_alloc(64, sizeof *d);
    uint64_t mine[PASSES], middles[ROUNDS];
    bool ok = d != NULL;
    for (int i = 0; ok && i < ROUNDS; i++) {
        *d = (duet){.act = act, .turn = -1};
        stay_on(-1);
        d->h = uv->create(NULL, err, sizeof err);
        ok = d->h != NULL && uv->attach(d->h) != NULL &&
             uv->spawn(d->h, 0, second_in_duet, d, &d->second) == 0;
        if (!ok) {
            break;
        }
        stay_on(0);
        atomic_store(&d->turn, 0);
        take_turns(d, true);
        wait_for_turn(d, 2 * PASSES, true);
        while (!uv->destroy(d->h)) {
            uv_sleep(1);
        }
        for (int j = 0; j < PASSES; j++) {
            mine[j] = d->took[2 * j + 1];
        }
        middles[i] = spread_of(mine).half;
    }
    free(d);
    if (ok) {
        qsort(middles, ROUNDS, sizeof *middles, by_size);
        *out = middles[ROUNDS / 2];
    }
    return ok;
}

static uint64_t clock_ns(void) {
    uint64_t began = uv_hrtime();
    for (int i = 0; i < PASSES; i++) {
        uv_hrtime();
    }
    return (uv_hrtime() - began) / PASSES;
}

/* The mutex, which the other core uses. */
static uint64_t lock_beside_other(duet *d, bool first) {
    uint64_t began = uv_hrtime(), now = began;
    if (first) {
        return 0;
    }
    while (now - began < SETTLE_NS) { /* the other has seen whose turn it is */
        now = uv_hrtime();
    }
    use_lock(d);
    return uv_hrtime() - now;
}

/* The second lies down; the first wakes it as soon as it sees that. */
static uint64_t wake_at_once(duet *d, bool first) {
    uint64_t began = uv_hrtime();
    if (first) {
        return 0;
    }
    atomic_store(&d->lies_down, true);
    gil_host_uv()->sleep(d->second, UINT64_MAX, 0);
    return uv_hrtime() - began;
}

/* A wake-up takes so long, and 0 to jitter more, all alike: four times from the first quarter to
 * the middle. What others do on this computer shows beyond the middle. */
static uint64_t range_of(const spread *wake) {
    return 4 * minus(wake->half, wake->quarter);
}

/* What two cores have to do with each other; 0 if there is one. */
static bool measure_cores(gil_machine *m) {
    passing awake;
    uint64_t line, asleep;
    if (m->cores == 1) {
        return true;
    }
    if (!measure_passing(1, SPIN_NS, &awake) || !measure_duet(lock_beside_other, &line) ||
        !measure_duet(wake_at_once, &asleep)) {
        return false;
    }
    m->spin_ns = awake.wake.half;
    m->line_ns = minus(line, m->lock_ns + clock_ns());
    m->sleep_ns = minus(asleep, clock_ns());
    return true;
}

/* All of it, on core 0 where one core is asked for. */
static bool measure(const options *o, gil_machine *m) {
    passing same, apart;
    uint64_t message;
    stay_on(0);
    if (!measure_vm(o, m) || !measure_cold(o, m) || !measure_lock(m) ||
        !measure_passing(0, 0, &same) || !measure_passing(m->cores > 1, 0, &apart) ||
        !measure_cores(m)) {
        return false;
    }
    stay_on(0);
    if (!measure_message(&message)) {
        return false;
    }
    m->jitter_ns = range_of(&same.wake);
    m->signal_ns = same.call.half;
    m->rouse_ns = minus(apart.call.half, same.call.half);
    m->switch_ns = minus(same.wake.quarter, m->jitter_ns / 4 + m->signal_ns + m->sleep_ns);
    m->wake_ns = minus(apart.wake.mean, m->jitter_ns / 2 + m->switch_ns);
    m->net_ns = minus(message, 2 * m->signal_ns + m->sleep_ns + m->switch_ns + m->jitter_ns / 2);
    return measure_rest(o, m, &m->grant_ns, "alone", counting) &&
           measure_rest(o, m, &m->park_ns, "tick", passing_turns);
}

/* Number by number. */
static gil_machine middle_of(const gil_machine all[MACHINES]) {
    gil_machine m = all[0];
    uint64_t v[MACHINES];
#define FIELD(NAME, ...)                    \
    for (int i = 0; i < MACHINES; i++) {    \
        v[i] = all[i].NAME;                 \
    }                                       \
    qsort(v, MACHINES, sizeof *v, by_size); \
    m.NAME = (__typeof__(m.NAME))v[MACHINES / 2];
#include "gil/machine.def"
#undef FIELD
    return m;
}

int sim_calibrate(const options *o) {
    gil_machine m = GIL_MACHINE_DEFAULT, all[MACHINES];
    char text[4096];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    cores = cores > 0 ? cores : 1;
    if (o->sim_cores != NULL && !gil_machine_set(&m, "cores", o->sim_cores, text, sizeof text)) {
        return usage(o, "--%s", text);
    }
    if (o->sim_cores == NULL || m.cores > cores) { /* fewer: a smaller machine in this computer */
        m.cores = (uint32_t)cores;
    }
    for (int i = 0; i < MACHINES; i++) {
        all[i] = m;
        if (!measure(o, &all[i])) {
            fprintf(stderr, "gilvm: this computer cannot be measured\n");
            return 1;
        }
    }
    m = middle_of(all);
    gil_machine_print(&m, text, sizeof text);
    printf("# this computer, as `gilvm sim --calibrate` found it\n%s", text);
    return 0;
}
