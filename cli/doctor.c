/* doctor.c: looks through a ledger for what is known to go wrong under a GIL. Each look answers at
 * most one finding (the worst of its kind); what counts as wrong is in one table, with the reasons.
 * A finding carries the time that it cost, summed over all threads, by which findings are ordered.
 */
#include "cli/doctor.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/report.h"

/* ---- what counts as wrong ---- */

#define MS UINT64_C(1000000)
enum {
    CPU_SHARE = 80, /* % of its life that a CPU-bound thread has or wants the lock: sleeping and I/O
                       are the exception */
    REPLIES = 5,    /* waits after I/O: fewer are no pattern */
    CONVOY_TURNS = 10, /* a reply's wait is that many times the thread's own turn: it is not its own
                          work that takes the time */
    CONVOY_SHARE = 10, /* % of its life: less is not felt */
    VAIN_LEAST = 20,   /* wasted wake-ups: fewer cost less than a millisecond on any machine */
    VAIN_SHARE =
        30, /* % of all wake-ups for the lock: an open race that is lost now and then is no fault */
    GAIN_WANT = 25, /* % of its life that a CPU-bound thread waits for the lock: of two that share
                       it fairly it is half */
    ACROSS_SHARE =
        25, /* % of the waits for a script lock that fall into its owner's blocking calls */
    CONTENTION_SHARE = 20, /* % of the waiters' lives: below that a script lock does its work */
    STARVED_SHARE = 20,    /* % of the run: one wait for the lock as long as that */
    SMALL_N_SHARE =
        10, /* % of the wanted time lost in hand-overs: CPython's 5 ms interval keeps it near 1 */
};
/* A wait for a reply: half a millisecond is what a fast network takes. */
static const uint64_t convoy_least = MS / 2;
/* Of life: a thread that ends sooner is not worth a word. */
static const uint64_t cpu_least = 5 * MS;
static const uint64_t lock_wait_least = 2 * MS; /* all waits for a script lock */
/* People notice a tenth of a second; ten of CPython's turns are 50 ms. */
static const uint64_t starved_least = 50 * MS;

/* ---- findings ---- */

enum { TEXT = 2048, MAX_FINDINGS = 8 };

typedef struct finding {
    const char *title;
    char text[TEXT];
    size_t used;
    uint64_t cost_ns;
    char cure[64]; /* a policy under which it would be better; "": none */
} finding;

__attribute__((format(printf, 2, 3))) static void say(finding *f, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(f->text + f->used, TEXT - f->used, format, args);
    va_end(args);
    f->used =
        f->used + (size_t)(n > 0 ? n : 0) < TEXT ? f->used + (size_t)(n > 0 ? n : 0) : TEXT - 1;
}

static void say_ns(finding *f, uint64_t ns) {
    char number[REPORT_NUMBER];
    say(f, "%s", report_ns(number, ns));
}

static void say_count(finding *f, uint64_t n, const char *one, const char *many) {
    char number[REPORT_NUMBER];
    say(f, "%s %s", report_count(number, n), n == 1 ? one : many);
}

static void say_place(finding *f, const trace *tr, uint32_t place) {
    char where[REPORT_PLACE];
    say(f, "%s", report_place(where, tr, place));
}

/* The threads that nobody named are called Thread-1 anyway. */
static void say_thread(finding *f, const char *name) {
    const char *word = strncmp(name, "Thread", 6) == 0 || strcmp(name, "MainThread") == 0 ? ""
                       : f->used == 0 ? "Thread "
                                      : "thread ";
    say(f, "%s%s", word, name);
}

static uint64_t percent(uint64_t part, uint64_t whole) {
    return whole == 0 ? 0 : (uint64_t)((double)part * 100 / (double)whole + 0.5);
}

static uint64_t life(const thread_row *t) {
    return t->end - t->start;
}

static bool is_cpu_bound(const thread_row *t) {
    return life(t) >= cpu_least &&
           percent(t->ns[SPAN_HOLDING] + t->ns[SPAN_WANTING], life(t)) >= CPU_SHARE &&
           t->forced > 0;
}

static bool is_policy(const trace *tr, const char *name) {
    size_t n = strlen(name);
    return strncmp(tr->policy, name, n) == 0 && (tr->policy[n] == '\0' || tr->policy[n] == ':');
}

/* ---- the convoy ---- */

static int by_length(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t middle(uint64_t *ns, uint32_t n) {
    qsort(ns, n, sizeof *ns, by_length);
    return n == 0 ? 0 : ns[(n - 1) / 2];
}

/* How a thread's replies went: after each sleep or I/O, how long it waited for the lock. */
typedef struct replies {
    uint32_t n;
    uint64_t wait, turn; /* the middle ones */
    uint64_t total;
} replies;

static replies replies_of(const ledger *l, const thread_row *t, uint64_t *scratch) {
    replies r = {0};
    uint32_t end = t->first_span + t->n_spans, turns = 0;
    uint64_t *turn = scratch + t->n_spans;
    for (uint32_t i = t->first_span; i < end; i++) {
        const span *s = &l->spans[i];
        if (s->state == SPAN_HOLDING) {
            turn[turns++] = s->end - s->start;
        }
        if (i > t->first_span && s->state == SPAN_WANTING &&
            (s[-1].state == SPAN_SLEEP || s[-1].state == SPAN_FD || s[-1].state == SPAN_CALL)) {
            scratch[r.n++] = s->end - s->start;
            r.total += s->end - s->start;
        }
    }
    r.wait = middle(scratch, r.n);
    r.turn = middle(turn, turns);
    return r;
}

/* Who made `waiter` wait for the lock for longest, and where. */
static const blame *worst_holder(const ledger *l, uint32_t waiter) {
    const blame *best = NULL;
    for (uint32_t i = 0; i < l->n_blames && best == NULL; i++) { /* longest first */
        const blame *b = &l->blames[i];
        best = b->lock == 0 && b->waiter == waiter && b->holder != LEDGER_NOBODY ? b : NULL;
    }
    return best;
}

static bool convoy(const ledger *l, finding *f) {
    replies worst = {0};
    uint32_t who = 0, others = 0;
    uint64_t *scratch = malloc(((size_t)l->n_spans * 2 + 1) * sizeof *scratch);
    for (uint32_t i = 0; scratch != NULL && i < l->n_threads; i++) {
        const thread_row *t = &l->threads[i];
        replies r = replies_of(l, t, scratch);
        const blame *b = worst_holder(l, i);
        if (r.n >= REPLIES && r.wait >= convoy_least && r.wait >= r.turn * CONVOY_TURNS &&
            percent(r.total, life(t)) >= CONVOY_SHARE && b != NULL &&
            is_cpu_bound(&l->threads[b->holder])) {
            f->cost_ns += r.total;
            others += worst.n > 0;
            if (r.total > worst.total) {
                worst = r;
                who = i;
            }
        }
    }
    free(scratch);
    if (worst.n == 0) {
        return false;
    }
    const blame *b = worst_holder(l, who);
    f->title = "The convoy effect";
    say_thread(f, l->threads[who].name);
    say(f, " waited ");
    say_ns(f, worst.wait);
    say(f, " for the lock (the middle one of ");
    say_count(f, worst.n, "reply", "replies");
    say(f, ", ");
    say_ns(f, worst.total);
    say(f, " together) to do work of ");
    say_ns(f, worst.turn);
    say(f, " each time it came back from a sleep or from I/O, while ");
    say_thread(f, l->threads[b->holder].name);
    say(f, " had it, in ");
    say_place(f, l->tr, b->place);
    say(f, ".");
    if (others > 0) {
        say(f, " So did %u other%s.", others, others == 1 ? "" : "s");
    }
    snprintf(f->cure, sizeof f->cure, "%s", is_policy(l->tr, "priority") ? "" : "priority");
    return true;
}

/* ---- wake-ups in vain ---- */

static bool wasted(const ledger *l, finding *f) {
    uint64_t all = l->hand_overs + l->vain;
    if (l->vain < VAIN_LEAST || percent(l->vain, all) < VAIN_SHARE) {
        return false;
    }
    uint32_t worst = 0, taker = LEDGER_NOBODY;
    uint64_t most = 0, *taken = calloc((size_t)l->n_threads + 1, sizeof *taken);
    for (uint32_t i = 0; i < l->n_threads; i++) {
        worst = l->threads[i].vain > l->threads[worst].vain ? i : worst;
    }
    for (uint32_t i = 0; taken != NULL && i < l->n_points; i++) {
        const thread_row *by =
            l->points[i].kind == GIL_EV_VAIN ? ledger_thread(l, l->points[i].on) : NULL;
        if (by != NULL && ++taken[by - l->threads] > most) {
            most = taken[by - l->threads];
            taker = (uint32_t)(by - l->threads);
        }
    }
    free(taken);
    f->title = "Wasted wake-ups";
    f->cost_ns = l->vain * 10000; /* about two changes of thread each */
    say(f, "Of ");
    say_count(f, all, "wake-up", "wake-ups");
    say(f,
        " for the lock %" PRIu64 " (%" PRIu64
        " %%) were in vain: the woken thread found the lock taken",
        l->vain, percent(l->vain, all));
    if (taker != LEDGER_NOBODY) {
        say(f, " again, mostly by ");
        say_thread(f, l->threads[taker].name);
    }
    say(f, ". Worst off was ");
    say_thread(f, l->threads[worst].name);
    say(f, ", ");
    say_count(f, l->threads[worst].vain, "time", "times");
    say(f, ". A policy that hands the lock over wakes nobody for nothing.");
    bool hands_over =
        is_policy(l->tr, "fifo") || is_policy(l->tr, "priority") || is_policy(l->tr, "quantum");
    snprintf(f->cure, sizeof f->cure, "%s", hands_over ? "" : "interval:5000");
    return true;
}

/* ---- threads that gain nothing ---- */

static bool no_gain(const ledger *l, finding *f) {
    uint32_t n = 0;
    uint64_t want = 0, held = 0;
    for (uint32_t i = 0; i < l->n_threads; i++) {
        const thread_row *t = &l->threads[i];
        if (is_cpu_bound(t) && percent(t->ns[SPAN_WANTING], life(t)) >= GAIN_WANT) {
            n++;
            want += t->ns[SPAN_WANTING];
            held += t->ns[SPAN_HOLDING];
        }
    }
    if (n < 2) {
        return false;
    }
    uint32_t named = 0;
    f->title = "CPU-bound threads that gain nothing";
    f->cost_ns = want;
    say(f, "%u threads only compute, one at a time (", n);
    for (uint32_t i = 0; i < l->n_threads && named <= 4; i++) {
        const thread_row *t = &l->threads[i];
        if (is_cpu_bound(t) && percent(t->ns[SPAN_WANTING], life(t)) >= GAIN_WANT) {
            say(f, "%s%s", named == 0 ? "" : ", ", named == 4 ? "..." : t->name);
            named++;
        }
    }
    say(f, "): together they had the lock for ");
    say_ns(f, held);
    say(f, " and waited for it for ");
    say_ns(f, want);
    say(f, ". One after the other they would take no longer: more threads do not make computing "
           "faster under a GIL, processes do.");
    return true;
}

/* ---- script locks ---- */

static void say_lock(finding *f, const lock_row *k) {
    if (k->name[0] != '\0') {
        say(f, "%s", k->name);
    } else {
        say(f, "script lock %u", k->id);
    }
}

/* How long others waited for lock k within [start, end). */
static uint64_t waited_within(const ledger *l, const span *const *waits, uint32_t n, uint64_t start,
                              uint64_t end) {
    uint64_t sum = 0;
    (void)l;
    for (uint32_t i = 0; i < n && waits[i]->start < end; i++) {
        uint64_t a = waits[i]->start > start ? waits[i]->start : start,
                 b = waits[i]->end < end ? waits[i]->end : end;
        sum += b > a ? b - a : 0;
    }
    return sum;
}

static int by_start(const void *a, const void *b) {
    const span *x = *(const span *const *)a, *y = *(const span *const *)b;
    return (x->start > y->start) - (x->start < y->start);
}

/* What a lock's owners did while others waited. */
typedef struct across {
    uint64_t blocked_ns, wait_ns; /* in calls that block; and how long others waited meanwhile */
    uint64_t longest;
    const owning *owning; /* of the longest such call */
    const span *call;
} across;

static across across_of(const ledger *l, const lock_row *k, const span *const *waits, uint32_t n) {
    across x = {0};
    for (uint32_t i = k->first_owning; i < k->first_owning + k->n_owning; i++) {
        const owning *o = &l->ownings[i];
        if (o->thread == LEDGER_NOBODY) {
            continue;
        }
        const thread_row *t = &l->threads[o->thread];
        uint32_t lo = t->first_span, hi = t->first_span + t->n_spans;
        while (lo < hi) { /* the first span that ends after the lock was taken */
            uint32_t mid = lo + (hi - lo) / 2;
            if (l->spans[mid].end <= o->start) {
                lo = mid + 1;
            } else {
                hi = mid;
            }
        }
        for (; lo < t->first_span + t->n_spans && l->spans[lo].start < o->end; lo++) {
            const span *s = &l->spans[lo];
            if (s->state == SPAN_SLEEP || s->state == SPAN_FD || s->state == SPAN_CALL) {
                uint64_t ns = waited_within(l, waits, n, s->start, s->end);
                x.blocked_ns += s->end - s->start;
                x.wait_ns += ns;
                if (ns > x.longest) {
                    x.longest = ns;
                    x.owning = o;
                    x.call = s;
                }
            }
        }
    }
    return x;
}

/* The waits for one lock, by time. NULL: no memory. */
static const span **waits_for(const ledger *l, uint32_t lock, uint32_t *n) {
    const span **waits = calloc((size_t)l->n_spans + 1, sizeof *waits);
    *n = 0;
    for (uint32_t i = 0; waits != NULL && i < l->n_spans; i++) {
        if (l->spans[i].state == SPAN_LOCK && l->spans[i].on == lock) {
            waits[(*n)++] = &l->spans[i];
        }
    }
    if (waits != NULL) {
        qsort(waits, *n, sizeof *waits, by_start);
    }
    return waits;
}

static bool held_across(const ledger *l, finding *f) {
    if (l->n_locks == 0 || l->locks[0].wait.total_ns < lock_wait_least) {
        return false;
    }
    const lock_row *k = &l->locks[0]; /* waited for longest */
    uint32_t n;
    const span **waits = waits_for(l, k->id, &n);
    across x = waits == NULL ? (across){0} : across_of(l, k, waits, n);
    free(waits);
    if (x.call == NULL || percent(x.wait_ns, k->wait.total_ns) < ACROSS_SHARE) {
        return false;
    }
    f->title = "A script lock held across blocking calls";
    f->cost_ns = x.wait_ns;
    say_thread(f, l->threads[x.owning->thread].name);
    say(f, " took ");
    say_lock(f, k);
    say(f, " at ");
    say_place(f, l->tr, x.owning->place);
    say(f, " and kept it while it %s at ",
        x.call->state == SPAN_SLEEP ? "slept"
        : x.call->state == SPAN_FD  ? "waited for I/O"
                                    : "was in a blocking call");
    say_place(f, l->tr, x.call->place);
    say(f, ". In such calls ");
    say_ns(f, x.blocked_ns);
    say(f, " went by, and others waited ");
    say_ns(f, x.wait_ns);
    say(f, " for the lock meanwhile. Let it go before the call, or call before taking it.");
    return true;
}

static bool contention(const ledger *l, finding *f) {
    if (l->n_locks == 0 || l->locks[0].wait.total_ns < lock_wait_least) {
        return false;
    }
    const lock_row *k = &l->locks[0];
    uint64_t lives = 0;
    for (uint32_t i = 0; i < l->n_threads; i++) {
        lives += l->threads[i].lock.n > 0 ? life(&l->threads[i]) : 0;
    }
    finding other = {0};
    if (percent(k->wait.total_ns, lives) < CONTENTION_SHARE || held_across(l, &other)) {
        return false;
    }
    const blame *b = NULL;
    for (uint32_t i = 0; i < l->n_blames && b == NULL; i++) {
        b = l->blames[i].lock == k->id && l->blames[i].holder != LEDGER_NOBODY ? &l->blames[i]
                                                                               : NULL;
    }
    f->title = "Threads wait for a script lock";
    f->cost_ns = k->wait.total_ns;
    say_count(f, k->waiters, "thread", "threads");
    say(f, " waited ");
    say_ns(f, k->wait.total_ns);
    say(f, " for ");
    say_lock(f, k);
    say(f, ", %" PRIu64 " %% of their time, in ", percent(k->wait.total_ns, lives));
    say_count(f, k->wait.n, "wait", "waits");
    say(f, ", the longest of ");
    say_ns(f, k->wait.max_ns);
    if (b != NULL) {
        say(f, ", mostly while ");
        say_thread(f, l->threads[b->holder].name);
        say(f, " had it, taken at ");
        say_place(f, l->tr, b->place);
    }
    say(f, ". Hold it for less work, or give each part of the data a lock of its own.");
    return true;
}

/* ---- starvation ---- */

static bool starvation(const ledger *l, finding *f) {
    const span *worst = NULL;
    for (uint32_t i = 0; i < l->n_spans; i++) {
        const span *s = &l->spans[i];
        if (s->state == SPAN_WANTING &&
            (worst == NULL || s->end - s->start > worst->end - worst->start)) {
            worst = s;
        }
    }
    uint64_t ns = worst == NULL ? 0 : worst->end - worst->start;
    if (ns < starved_least || percent(ns, l->wall_ns) < STARVED_SHARE) {
        return false;
    }
    uint64_t most = 0;
    uint32_t who = LEDGER_NOBODY;
    uint64_t *had = calloc((size_t)l->n_threads + 1, sizeof *had);
    uint32_t turns = 0;
    for (uint32_t i = ledger_hold_after(l, worst->start);
         had != NULL && i < l->n_holds && l->holds[i].start < worst->end; i++) {
        const hold *h = &l->holds[i];
        had[h->thread] += h->end - h->start;
        turns++;
        if (had[h->thread] > most) {
            most = had[h->thread];
            who = h->thread;
        }
    }
    free(had);
    f->title = "Starvation";
    f->cost_ns = ns;
    say_thread(f, l->threads[worst->thread].name);
    say(f, " wanted the lock for ");
    say_ns(f, ns);
    say(f, " at a stretch, from ");
    say_ns(f, worst->start - l->tr->began);
    say(f, " on");
    if (who != LEDGER_NOBODY) {
        say(f, ", while others had ");
        say_count(f, turns, "turn", "turns");
        say(f, " with it; ");
        say_thread(f, l->threads[who].name);
        say(f, " had it for ");
        say_ns(f, most);
        say(f, " of that");
    }
    say(f, ".");
    snprintf(f->cure, sizeof f->cure, "%s", is_policy(l->tr, "fifo") ? "" : "fifo:100");
    return true;
}

/* ---- too small an N ---- */

static bool small_n(const ledger *l, finding *f) {
    const char *colon = strchr(l->tr->policy, ':');
    bool counts =
        is_policy(l->tr, "tick") || is_policy(l->tr, "fifo") || is_policy(l->tr, "bounce");
    uint64_t n = colon == NULL ? 0 : strtoull(colon + 1, NULL, 10), lost = l->free_ns - l->idle_ns;
    uint64_t wanted = l->wall_ns - l->idle_ns;
    uint64_t forced = 0, kept = 0;
    for (uint32_t i = 0; i < l->n_threads; i++) {
        forced += l->threads[i].forced;
        kept += l->threads[i].kept;
    }
    if (!counts || n == 0 || lost < MS || percent(lost, wanted) < SMALL_N_SHARE ||
        (forced - kept) * 2 < l->n_holds || l->hand_overs < 100) {
        return false;
    }
    f->title = "Too small an N";
    f->cost_ns = lost;
    say(f, "For %" PRIu64 " %% of the time in which the lock was wanted (", percent(lost, wanted));
    say_ns(f, lost);
    say(f, ") nobody had it: threads were made to drop it ");
    say_count(f, forced, "time", "times");
    say(f, ", and it went from thread to thread ");
    say_count(f, l->hand_overs, "time", "times");
    say(f, ", once in ");
    say_ns(f, wanted / l->hand_overs);
    say(f, ". A turn of %" PRIu64 " steps is too short to be worth a hand-over.", n);
    snprintf(f->cure, sizeof f->cure, "%.*s:%" PRIu64, (int)(colon - l->tr->policy), l->tr->policy,
             n * 100);
    return true;
}

/* ---- telling ---- */

static int by_cost(const void *a, const void *b) {
    const finding *x = a, *y = b;
    return x->cost_ns != y->cost_ns ? (x->cost_ns < y->cost_ns) - (x->cost_ns > y->cost_ns)
                                    : strcmp(x->title, y->title);
}

/* A paragraph in lines of at most 100 columns, behind three spaces. */
static void wrap(FILE *f, const char *text) {
    int col = 0;
    for (const char *p = text; *p != '\0';) {
        int n = (int)strcspn(p, " ");
        if (col > 0 && col + 1 + n > 96) {
            putc('\n', f);
            col = 0;
        }
        col += fprintf(f, "%s%.*s", col == 0 ? "   " : " ", n, p);
        p += n + (p[n] == ' ');
    }
    putc('\n', f);
}

static void tell_forecast(FILE *f, const char *policy, const doctor_figures *now,
                          const doctor_figures *then) {
    char text[TEXT], a[REPORT_NUMBER], b[REPORT_NUMBER];
    if (then->wall_ns * 10 <= now->wall_ns * 9) {
        snprintf(text, sizeof text, "Under `%s` this run would take %s instead of %s (simulated).",
                 policy, report_ns(a, then->wall_ns), report_ns(b, now->wall_ns));
    } else if (then->wait_ns * 2 <= now->wait_ns && then->wall_ns * 10 <= now->wall_ns * 11) {
        snprintf(text, sizeof text,
                 "Under `%s` the threads would wait %s for the lock instead of %s (simulated).",
                 policy, report_ns(a, then->wait_ns), report_ns(b, now->wait_ns));
    } else {
        return;
    }
    wrap(f, text);
}

int doctor_report(FILE *f, const ledger *l, bool deadlock, doctor_forecast forecast, void *arg) {
    bool (*const looks[])(const ledger *, finding *) = {
        convoy, wasted, no_gain, held_across, contention, starvation, small_n};
    finding *found = calloc(MAX_FINDINGS, sizeof *found);
    doctor_figures now = {l->wall_ns, l->gil.total_ns}, then;
    char a[REPORT_NUMBER], b[REPORT_NUMBER], text[TEXT];
    int n = 0;
    if (found == NULL) {
        return -1;
    }
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        memset(&found[n], 0, sizeof found[n]);
        n += looks[i](l, &found[n]);
    }
    qsort(found, (size_t)n, sizeof *found, by_cost);
    bool can = forecast != NULL;
    bool asked = false;
    for (int i = 0; i < n; i++) {
        fprintf(f, "%s%d. %s\n", i == 0 ? "" : "\n", i + 1, found[i].title);
        wrap(f, found[i].text);
        if (found[i].cure[0] == '\0' || !can) {
            continue;
        }
        if (!asked && !l->tr->simulated) { /* figures of the same machine are compared */
            asked = true;
            can = forecast(arg, l->tr->policy, &now);
        }
        if (can && forecast(arg, found[i].cure, &then)) {
            tell_forecast(f, found[i].cure, &now, &then);
        }
    }
    if (deadlock) {
        fputs(n == 0 ? "A deadlock.\n" : "\nAnd the run ended in a deadlock.\n", f);
        wrap(f, "Nobody could go on. The report above says who waits for whom.");
    } else if (n == 0) {
        snprintf(text, sizeof text,
                 "%u thread%s, %s; the lock was held for %" PRIu64
                 " %% of it, and the longest wait for it was %s.",
                 l->n_threads, l->n_threads == 1 ? "" : "s", report_ns(a, l->wall_ns),
                 percent(l->held_ns, l->wall_ns), report_ns(b, l->gil.max_ns));
        fputs("Nothing is wrong.\n", f);
        wrap(f, text);
    }
    free(found);
    return n;
}
